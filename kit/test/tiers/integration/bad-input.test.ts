import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../../../src/bundling/bundle';
import type { FunctionSettings } from '../../../src/config/settings';
import { type Workspace, selectFunctions, thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { ExitCode, type Failure } from '../../../src/kernel/failure';
import { findUv } from '../../../src/toolchain/uv';
import { SilentProgress } from '../../project/silent-progress';
import { failureOf, temporaryFolder, workspaceWith } from '../../project/workspace';

jest.setTimeout(120_000);

const UNREACHABLE = 'http://127.0.0.1:1/simple';

function bundle(workspace: Workspace, changes: Partial<FunctionSettings> = {}) {
  const functions = selectFunctions(workspace).map((fn) => ({ ...fn, ...changes }));
  return bundleAll(workspace, functions, new SilentProgress());
}

/** The failure of a bundle, which must leave nothing in the store. */
async function refused(workspace: Workspace, changes: Partial<FunctionSettings> = {}): Promise<Failure> {
  const failure = await failureOf(() => bundle(workspace, changes));
  const store = join(workspace.root, '.bundle-cache');
  const bundles = existsSync(store) ? readdirSync(store).filter((name) => existsSync(join(store, name, 'files', 'handler.py'))) : [];
  expect(bundles).toEqual([]);
  if (existsSync(store)) expect(readdirSync(store).filter((name) => name.startsWith('.'))).toEqual([]);
  return failure;
}

beforeEach(async () => {
  process.env.BUNDLING_MODE = 'local';
  // The checkout's uv serves these workspaces too, so that each does not fetch its own.
  const uv = await findUv(toolsDirectory(thisWorkspace()));
  if (uv !== 'uv') process.env.PATH = `${join(uv, '..')}:${process.env.PATH}`;
});

test('a project without a lock', async () => {
  const failure = await refused(workspaceWith({ orders: { 'requirements.txt': null, 'pyproject.toml': '[project]\n' } }));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: 'lambda_src/orders', fix: 'npx projen lock orders' });
});

test('a handler that is not there', async () => {
  const failure = await refused(workspaceWith({ orders: {} }), { handler: 'handler.main' });
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: 'orders', message: expect.stringContaining("defines no 'main'") });
});

test('a package that does not exist', async () => {
  const failure = await refused(workspaceWith({ orders: { 'requirements.txt': 'no-such-package-at-all==1.0.0' } }));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: expect.stringContaining('orders'), message: expect.stringContaining('no-such-package-at-all') });
});

test('a version that does not exist', async () => {
  const failure = await refused(workspaceWith({ orders: { 'requirements.txt': 'markupsafe==99.0.0' } }));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, message: expect.stringContaining('markupsafe==99.0.0') });
});

test('a package whose wheels need a newer C library than the runtime has', async () => {
  const failure = await refused(workspaceWith({ orders: { 'requirements.txt': 'numpy==2.4.6' } }), { pythonVersion: '3.11' });
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, message: expect.stringMatching(/numpy.*Python 3\.11 on x86_64/s) });
});

test('a native package without wheels is not compiled on this machine', async () => {
  const failure = await refused(workspaceWith({ orders: { 'requirements.txt': 'psycopg2==2.9.9' } }));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, message: expect.stringContaining('psycopg2'), fix: expect.stringContaining('Docker') });
});

test('no uv, and no network to fetch it from', async () => {
  Object.assign(process.env, { PATH: '', UV_DEFAULT_INDEX: UNREACHABLE });
  const failure = await refused(workspaceWith({ orders: {} }));
  expect(failure).toMatchObject({ code: ExitCode.UNAVAILABLE, message: expect.stringContaining('uv-'), fix: expect.stringContaining('pip install uv==') });
});

test('no package index within reach', async () => {
  Object.assign(process.env, { UV_DEFAULT_INDEX: UNREACHABLE, UV_CACHE_DIR: temporaryFolder(), UV_HTTP_RETRIES: '0' });
  const failure = await refused(workspaceWith({ orders: { 'requirements.txt': 'markupsafe==3.0.3' } }));
  expect(failure).toMatchObject({ code: ExitCode.UNAVAILABLE, message: 'the package index cannot be reached' });
});

test('no Python, and no network to fetch it from', async () => {
  const uv = await findUv(toolsDirectory(thisWorkspace()));
  Object.assign(process.env, {
    PATH: join(uv, '..'), HOME: temporaryFolder(), PYENV_ROOT: '', UV_PYTHON_INSTALL_DIR: temporaryFolder(),
    UV_PYTHON_INSTALL_MIRROR: 'http://127.0.0.1:1', UV_HTTP_RETRIES: '0',
  });
  const failure = await refused(workspaceWith({ orders: {} }));
  expect(failure).toMatchObject({ code: ExitCode.UNAVAILABLE, message: expect.stringContaining('no Python 3.13'), fix: expect.stringContaining('pyenv install 3.13') });
});

test('Docker is asked for and is not there', async () => {
  Object.assign(process.env, { BUNDLING_MODE: 'docker', CDK_DOCKER: 'no-such-docker' });
  const failure = await refused(workspaceWith({ orders: {} }));
  expect(failure).toMatchObject({ code: ExitCode.UNAVAILABLE, where: 'orders', message: expect.stringContaining('no no-such-docker on the PATH'), fix: expect.stringContaining('BUNDLING_MODE=local') });
});
