import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../../../src/bundling/bundle';
import { importInImage } from '../../../src/bundling/import-check';
import { type Workspace, selectFunctions } from '../../../src/config/workspace';
import { docker } from '../../../src/docker/docker';
import { ExitCode } from '../../../src/kernel/failure';
import { SilentProgress } from '../../project/silent-progress';
import { failureOf, workspaceWith } from '../../project/workspace';

jest.setTimeout(300_000);

const MARKUPSAFE = 'markupsafe==3.0.3'; // native wheels
const DOCOPT = 'docopt==0.6.2'; // a source distribution only

function bundle(workspace: Workspace) {
  return bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
}

async function containers(): Promise<string[]> {
  const { stdout } = await docker(['ps', '--all', '--quiet', '--filter', 'label=python-lambda-bundling'], 30);
  return stdout.split('\n').filter(Boolean);
}

beforeEach(() => { process.env.BUNDLING_MODE = 'docker'; });

test('two functions are bundled in one container, from a wheel and from source, and can be imported', async () => {
  const workspace = workspaceWith({
    native: { 'requirements.txt': MARKUPSAFE, 'handler.py': 'from markupsafe._speedups import _escape_inner\ndef handler(e, c): ...\n' },
    pure: { 'requirements.txt': DOCOPT, 'handler.py': 'import docopt\ndef handler(e, c): ...\n' },
  });
  const bundles = await bundle(workspace);
  expect(bundles.map(({ stored }) => stored.manifest.packages)).toEqual([[MARKUPSAFE], [DOCOPT]]);
  expect(bundles.map(({ stored }) => stored.manifest.mode)).toEqual(['docker', 'docker']);
  for (const { plan, stored } of bundles) await importInImage(workspace, plan, stored.directory);
  expect(await containers()).toEqual([]);
});

test('a function whose package is missing cannot be imported, and the message shows the import error', async () => {
  const workspace = workspaceWith({ broken: { 'handler.py': 'import importlib\nimportlib.import_module("yaml")\ndef handler(e, c): ...\n' } });
  const failure = await failureOf(() => bundle(workspace));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: 'broken', message: expect.stringContaining('handler.handler cannot be imported') });
  expect(failure.output).toContain("No module named 'yaml'");
  expect(await containers()).toEqual([]);
});

test('a requirement that does not exist fails with its name, and leaves neither a container nor a bundle', async () => {
  const workspace = workspaceWith({ orders: { 'requirements.txt': 'markupsafe==99.0.0' } });
  const failure = await failureOf(() => bundle(workspace));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: 'orders (lambda_src/orders/requirements.txt)' });
  expect(failure.message).toContain('markupsafe==99.0.0');
  expect(await containers()).toEqual([]);
  expect(readdirSync(join(workspace.root, '.bundle-cache'))).toEqual([]);
});

test('what comes out of the container belongs to the caller', async () => {
  const workspace = workspaceWith({ native: { 'requirements.txt': MARKUPSAFE } });
  const [{ stored }] = await bundle(workspace);
  expect(statSync(join(stored.directory, 'markupsafe/__init__.py')).uid).toBe(process.getuid!());
});

test('an image that cannot be had is named, with the command that shows why', async () => {
  const workspace = workspaceWith({ orders: {} });
  const orders = { ...workspace.settings.functions.orders, image: 'localhost:1/no/such-image:1' };
  const failure = await failureOf(() => bundleAll(workspace, [orders], new SilentProgress()));
  expect(failure).toMatchObject({ code: ExitCode.UNAVAILABLE, message: expect.stringContaining('localhost:1/no/such-image:1') });
  expect(failure.fix).toContain('docker pull');
});
