import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleAll } from '../../src/bundling/bundle';
import { knownPlan } from '../../src/bundling/plan';
import { Store } from '../../src/bundling/store/store';
import { type Workspace, selectFunctions } from '../../src/config/workspace';
import { UV_VERSION } from '../../src/toolchain/uv-release';
import { useFakeUv } from '../project/fake-uv';
import { SilentProgress } from '../project/silent-progress';
import { failureOf, fakeProgram, functionSettings, temporaryFolder, workspaceWith, write } from '../project/workspace';

let installs: () => number;

beforeEach(() => { installs = useFakeUv(); });

const bundle = (workspace: Workspace) => bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
const stored = ({ root }: Workspace) => readdirSync(join(root, '.bundle-cache'));

describe('a bundle', () => {
  test('holds the packages and the sources, and nothing that is not shipped', async () => {
    const [{ stored: { manifest }, reused, plan }] = await bundle(workspaceWith({ orders: { 'requirements.txt': 'idna==3.7', 'tests/x.py': '', '.env': 'SECRET=1' } }));
    expect(Object.keys(manifest.files)).toEqual(['handler.py', 'idna-3.7.dist-info/METADATA', 'idna-3.7.dist-info/WHEEL', 'idna/__init__.py']);
    expect(manifest).toMatchObject({ key: plan.key, mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: ['idna==3.7'] });
    expect(reused).toBe(false);
  });

  test('has the same files wherever it is made', async () => {
    const functions = { orders: { 'requirements.txt': 'idna==3.7' } };
    const [[here], [there]] = [await bundle(workspaceWith(functions)), await bundle(workspaceWith(functions))];
    expect(here.stored.manifest).toEqual(there.stored.manifest);
  });
});

describe('what is there is reused', () => {
  test('as a whole, if nothing changed', async () => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': 'idna==3.7' } });
    const [first] = await bundle(workspace);
    const [second] = await bundle(workspace);
    expect(second).toMatchObject({ reused: true, stored: first.stored });
    expect(installs()).toBe(1);
  });

  test('as packages, if only the handler changed', async () => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': 'idna==3.7' } });
    await bundle(workspace);
    write(workspace.root, { 'lambda_src/orders/handler.py': 'def handler(e, c): return 2\n' });
    const [{ reused, stored: { directory } }] = await bundle(workspace);
    expect(reused).toBe(false);
    expect(installs()).toBe(1);
    expect(readFileSync(join(directory, 'handler.py'), 'utf8')).toContain('return 2');
  });

  test('as packages, by functions that require the same', async () => {
    await bundle(workspaceWith({ orders: { 'requirements.txt': 'idna==3.7' }, bills: { 'requirements.txt': '# same\nidna==3.7', 'a.py': '' } }));
    expect(installs()).toBe(1);
  });

  test('but not if it was damaged: it is made anew', async () => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': 'idna==3.7' } });
    const [{ stored: { directory } }] = await bundle(workspace);
    writeFileSync(join(directory, 'idna/__init__.py'), 'import evil\n');
    const [{ reused, stored: { directory: again } }] = await bundle(workspace);
    expect(reused).toBe(false);
    expect(readFileSync(join(again, 'idna/__init__.py'), 'utf8')).toBe('version = "3.7"\n');
  });
});

test('what is written to a function while its packages install is not stored under the key of what was there before', async () => {
  const workspace = workspaceWith({ orders: { 'requirements.txt': 'meddler==1.0' } });
  const handler = join(workspace.root, 'lambda_src/orders/handler.py');
  const original = readFileSync(handler, 'utf8');
  expect(await failureOf(() => bundle(workspace))).toMatchObject({ code: 75, where: 'orders', message: 'handler.py changed while it was bundled' });
  writeFileSync(handler, original);
  const [{ reused, stored: { directory } }] = await bundle(workspace);
  expect(reused).toBe(false);
  expect(readFileSync(join(directory, 'handler.py'), 'utf8')).toBe(original);
});

test('more packages than Lambda takes are refused before they are read', async () => {
  const failure = await failureOf(() => bundle(workspaceWith({ orders: { 'requirements.txt': 'huge==1.0' } })));
  expect(failure).toMatchObject({ code: 65, where: 'orders', fix: expect.stringContaining('require less in lambda_src/orders/requirements.txt') });
  expect(failure.message).toMatch(/^it has 22\d{8} bytes unzipped, and Lambda takes 262144000; the largest parts: /);
});

test('containers that a killed run for the same store left are removed, with one question for a run', async () => {
  process.env.BUNDLING_MODE = 'docker';
  process.env.CDK_DOCKER = fakeProgram('docker', `#!/bin/sh
    echo "$*" >> "\${0%/*}/calls"
    case "$1" in ps) echo left-over;; create) exit 1;; esac`);
  const workspace = workspaceWith({ orders: {} });
  const { dependencies: [{ key }] } = knownPlan(workspace, workspace.settings.functions.orders, 'docker', 'develop')!;
  await Store.of(workspace).publish(key, async () => ({ mode: 'docker', pythonVersion: '3.13', architecture: 'x86_64', packages: [] }));
  await failureOf(() => bundle(workspace));
  const calls = readFileSync(join(dirname(process.env.CDK_DOCKER), 'calls'), 'utf8').split('\n');
  expect(calls).toContain('rm --force --volumes left-over');
  const label = `python-lambda-bundling=${hostname()}:${workspace.root}`;
  expect(calls.filter((call) => call.startsWith('ps '))).toEqual([`ps --all --quiet --filter label=${label}`]);
  expect(calls.filter((call) => call.startsWith('create '))).toEqual([expect.stringContaining(`--label ${label} `)]);
});

describe('a bundle that cannot be made', () => {
  test.each<[string, Record<string, string | null>, number, RegExp]>([
    ['has no lock of what it requires', { 'requirements.txt': null, 'pyproject.toml': '[project]\n' }, 65, /its packages are in pyproject.toml, which was never locked/],
    ['has an index that cannot be reached', { 'requirements.txt': 'absent==1.0' }, 69, /the package index cannot be reached/],
    ['has a package that was compiled here', { 'requirements.txt': 'foreign==1.0' }, 65, /foreign 1\.0 has no wheel for Python 3\.13/],
    ['has no handler', { 'handler.py': 'def other(): ...\n' }, 65, /handler.py defines no 'handler'/],
    ['has a file that a package has, too', { 'requirements.txt': 'idna==3.7', 'idna/__init__.py': '' }, 65, /^idna\/__init__\.py is in a package of lambda_src\/orders\/requirements\.txt and in the function$/],
  ])('because it %s ends with one message that names the function, and leaves nothing half-made', async (_, files, code, message) => {
    const workspace = workspaceWith({ orders: files });
    const failure = await failureOf(() => bundle(workspace));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.where).toContain('orders');
    expect(failure.fix).not.toBe('');
    const left = existsSync(join(workspace.root, '.bundle-cache')) ? stored(workspace) : [];
    expect(left.filter((name) => name.startsWith('.building-'))).toEqual([]);
    expect(left.length).toBeLessThanOrEqual(1); // whole packages may stay for the next time
  });

  test('because of packages that several functions share names all of them', async () => {
    const files = { 'requirements.txt': 'absent==1.0' };
    expect((await failureOf(() => bundle(workspaceWith({ orders: files, bills: files })))).where).toMatch(/^orders, bills/);
  });

  test('for want of a uv and of the network is told with what to do', async () => {
    Object.assign(process.env, { PATH: temporaryFolder(), UV_DEFAULT_INDEX: 'http://127.0.0.1:1/simple' });
    const workspace = workspaceWith({ orders: { 'requirements.txt': 'idna==3.7' } });
    const failure = await failureOf(() => bundle(workspace));
    expect(failure.code).toBe(69);
    expect(failure.fix).toContain(`pip install uv==${UV_VERSION}`);
    expect(stored(workspace)).toEqual([]);
  });

  test('in this process, which is not the Lambda build image, is told with the image to use', async () => {
    process.env.BUNDLING_MODE = 'in-image';
    const failure = await failureOf(() => bundle(workspaceWith({ orders: {} })));
    expect(failure).toMatchObject({ code: 78, where: 'orders' });
    expect(failure.fix).toContain(functionSettings('orders').image);
  });
});
