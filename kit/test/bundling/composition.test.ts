import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleNow } from '../../src/bundling/bundle';
import { installDependencies } from '../../src/bundling/dependencies';
import { FailureList } from '../../src/bundling/failure-list';
import { type BundlePlan, knownPlan } from '../../src/bundling/plan';
import { describeFiles } from '../../src/bundling/store/manifest';
import { Store } from '../../src/bundling/store/store';
import type { Workspace } from '../../src/config/workspace';
import { SilentProgress } from '../project/silent-progress';
import { type Files, failureOf, functionSettings, workspaceWith, write } from '../project/workspace';

const HANDLER = 'lambda_src/orders/handler.py';
const OF_ACME = { 'acme-1.0.dist-info/METADATA': 'Name: acme\nVersion: 1.0\n', 'acme-1.0.dist-info/RECORD': 'acme/__init__.py,,\nyaml/__init__.py,,\n' };

/** A function that requires a package of the checkout, and the plan of its bundle. */
function planned(own: Record<string, string> = {}): { workspace: Workspace; plan: BundlePlan } {
  const workspace = workspaceWith({ orders: { 'requirements.txt': '../../libs/money\n', ...own } });
  write(workspace.root, { 'libs/money/pyproject.toml': '[project]\nname = "money"\n', 'libs/money/money.py': 'x = 1\n' });
  return { workspace, plan: knownPlan(workspace, functionSettings('orders'), 'local', 'develop')! };
}

/** Bundles a function with these files of its own, of the packages and of the package of the checkout. */
async function bundled(own: Record<string, string>, ...sets: Files[]) {
  const { workspace, plan } = planned(own);
  for (const [i, { key }] of plan.dependencies.entries()) {
    await Store.of(workspace).publish(key, async (directory) => {
      write(directory, sets[i] ?? {});
      return { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
    });
  }
  return { workspace, plan, bundle: () => bundleNow(workspace, plan)! };
}

describe('a file that two dependency sets have', () => {
  test('is taken once, if it is the same: the __init__.py of a namespace', async () => {
    const { bundle } = await bundled({}, { 'acme/__init__.py': 'path\n', 'acme/a.py': '' }, { 'acme/__init__.py': 'path\n', 'acme/b.py': '' });
    const { manifest, directory } = bundle();
    expect(Object.keys(manifest.files)).toEqual(['acme/__init__.py', 'acme/a.py', 'acme/b.py', 'handler.py']);
    expect(manifest.files).toEqual(describeFiles(directory));
  });

  test('is refused if it differs, with both packages and what can be renamed', async () => {
    const { bundle } = await bundled({}, { ...OF_ACME, 'acme/__init__.py': '1' }, { 'acme/__init__.py': '2' });
    expect(await failureOf(bundle)).toMatchObject({
      code: 65, where: 'orders', message: 'acme/__init__.py is in acme of lambda_src/orders/requirements.txt and in libs/money', fix: 'rename it in libs/money',
    });
  });

  test('is refused if one of them is the function, the same or not', async () => {
    const { bundle } = await bundled({ 'acme/__init__.py': '1' }, { ...OF_ACME, 'acme/__init__.py': '1' });
    expect(await failureOf(bundle)).toMatchObject({
      message: 'acme/__init__.py is in acme of lambda_src/orders/requirements.txt and in the function', fix: 'rename lambda_src/orders/acme/__init__.py',
    });
  });
});

describe('a file in the place of a folder', () => {
  test.each<[string, Record<string, string>, Files, RegExp]>([
    ['of a package', { yaml: 'x' }, { ...OF_ACME, 'yaml/__init__.py': '' }, /^yaml is a folder in acme of \S+ and a file in the function$/],
    ['of the function', { 'yaml/a/b.py': 'x' }, { yaml: '' }, /^yaml is a file in a package of \S+ and a folder in the function$/],
  ])('%s is refused, and leaves nothing half-made', async (_, own, packages, message) => {
    const { bundle, workspace, plan } = await bundled(own, packages);
    expect(await failureOf(bundle)).toMatchObject({ code: 65, where: 'orders', message: expect.stringMatching(message), fix: expect.stringContaining('rename lambda_src/orders/yaml') });
    expect(Store.of(workspace).has(plan.key)).toBe(false);
  });
});

describe('a file that is no longer what the key was derived from', () => {
  test.each<[string, (root: string) => void]>([
    ['was edited', (root) => write(root, { [HANDLER]: 'def handler(event, context):\n    return 2\n' })],
    ['vanished', (root) => rmSync(join(root, HANDLER))],
  ])('since it %s ends the bundle with 75, and what it was gives the bundle', async (_, change) => {
    const { bundle, workspace } = await bundled({});
    const original = readFileSync(join(workspace.root, HANDLER), 'utf8');
    change(workspace.root);
    expect(await failureOf(bundle)).toMatchObject({ code: 75, where: 'orders', message: 'handler.py changed while it was bundled', fix: 'run it again' });
    write(workspace.root, { [HANDLER]: original });
    expect(readFileSync(join(bundle().directory, 'handler.py'), 'utf8')).toBe(original);
  });

  test.each<[string, (root: string) => void]>([
    ['edited', (root) => write(root, { 'libs/money/money.py': 'x = 2\n' })],
    ['taken away', (root) => rmSync(join(root, 'libs/money/money.py'))],
  ])('does so in a package of the checkout, too, before that is built: %s', async (_, change) => {
    const { workspace, plan } = planned();
    change(workspace.root);
    const failures = new FailureList();
    await installDependencies(workspace, Store.of(workspace), [plan], new SilentProgress(), failures);
    const failure = await failureOf(async () => failures.refuse());
    expect(failure).toMatchObject({ code: 75, where: 'libs/money', message: 'money.py changed while it was bundled' });
  });
});

test('what a person may miss or confuse is told with the bundle', async () => {
  const { bundle } = await bundled({ 'Foo.py': '', 'foo.py': '', 'events/__init__.py': '', 'prod.env': 'A=1' });
  const { manifest } = bundle();
  expect(manifest.warnings).toEqual([
    'Foo.py and foo.py are one file on macOS and Windows',
    'left out, as sample events and secrets are: lambda_src/orders/events/__init__.py, lambda_src/orders/prod.env',
  ]);
});
