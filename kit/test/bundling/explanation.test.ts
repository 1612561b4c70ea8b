import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../../src/bundling/bundle';
import { type Explanation, explain } from '../../src/bundling/explanation';
import type { FunctionSettings } from '../../src/config/settings';
import { type Workspace, selectFunctions } from '../../src/config/workspace';
import { UV_VERSION } from '../../src/toolchain/uv-release';
import { useFakeUv } from '../project/fake-uv';
import { SilentProgress } from '../project/silent-progress';
import { functionSettings, workspaceWith, write } from '../project/workspace';

const HASH = `--hash=sha256:${'a'.repeat(64)}`;
const OTHER_HASH = `--hash=sha256:${'b'.repeat(64)}`;
const REQUIREMENTS = `idna==3.7 ${HASH}\nsix==1.16.0 ${HASH}\n`;
const ENTRY = 'lambda_src/orders';

beforeEach(() => { useFakeUv(); });

function checkout(): Workspace {
  const workspace = workspaceWith({ orders: { 'requirements.txt': REQUIREMENTS, 'prices.py': 'VAT = 0.2\n', 'notes.md': '' } });
  write(workspace.root, { 'lambda_src/_shared/dates/__init__.py': '' });
  return workspace;
}

const bundle = (workspace: Workspace) => bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
const explained = (workspace: Workspace, changes: Partial<FunctionSettings> = {}): Promise<Explanation> => explain(workspace, functionSettings('orders', changes));
const stored = ({ root }: Workspace) => readdirSync(join(root, '.bundle-cache')).sort();

async function told(workspace: Workspace, changes: Partial<FunctionSettings> = {}): Promise<string[] | undefined> {
  return (await explained(workspace, changes)).changes?.map(({ what }) => what);
}

test('a function that was never bundled has nothing to be held against, and nothing is made', async () => {
  const workspace = checkout();
  const explanation = await explained(workspace);
  expect(explanation).toMatchObject({ function: 'orders', purpose: 'develop', mode: 'local', buildMode: 'local', stored: false });
  expect(explanation.changes).toBeUndefined();
  expect(existsSync(join(workspace.root, '.bundle-cache'))).toBe(false);
});

test('one that was bundled just now is unchanged', async () => {
  const workspace = checkout();
  const [{ plan }] = await bundle(workspace);
  expect(await explained(workspace)).toMatchObject({ key: plan.key, last: plan.key, stored: true, changes: [] });
});

describe('an edit', () => {
  test.each<[string, Record<string, string>, string]>([
    ['of a file', { [`${ENTRY}/handler.py`]: 'def handler(event, context):\n    return 2\n' }, 'files: handler.py changed'],
    ['that adds a file', { [`${ENTRY}/more.py`]: '' }, 'files: more.py added'],
    ['of a version', { [`${ENTRY}/requirements.txt`]: REQUIREMENTS.replace('3.7', '3.8') }, 'requirements: idna==3.7 → idna==3.8'],
    ['that adds a package', { [`${ENTRY}/requirements.txt`]: `${REQUIREMENTS}attrs==25.1.0 ${HASH}\n` }, 'requirements: attrs==25.1.0 added'],
    ['that removes a package', { [`${ENTRY}/requirements.txt`]: `idna==3.7 ${HASH}\n` }, 'requirements: six==1.16.0 removed'],
    ['of a hash', { [`${ENTRY}/requirements.txt`]: REQUIREMENTS.replace(HASH, OTHER_HASH) }, 'requirements: idna==3.7 with other hashes'],
    ['of a marker', { [`${ENTRY}/requirements.txt`]: REQUIREMENTS.replace('3.7', '3.7 ; python_version < "4"') }, 'requirements: idna==3.7 → idna==3.7 ; python_version < "4"'],
    ['of what the installer is told', { [`${ENTRY}/requirements.txt`]: `--only-binary idna\n${REQUIREMENTS}` }, 'option installer: none → --only-binary idna'],
  ])('%s is told', async (_, files, expected) => {
    const workspace = checkout();
    const [{ plan }] = await bundle(workspace);
    const before = stored(workspace);
    write(workspace.root, files);
    expect(await explained(workspace)).toMatchObject({ stored: false, last: plan.key, changes: [{ what: expected }] });
    expect(stored(workspace)).toEqual(before);
  });

  test('that removes a file is told', async () => {
    const workspace = checkout();
    await bundle(workspace);
    rmSync(join(workspace.root, ENTRY, 'prices.py'));
    expect(await told(workspace)).toEqual(['files: prices.py removed']);
  });

  test('that lets a file be executed is no edit of its text', async () => {
    const workspace = checkout();
    await bundle(workspace);
    chmodSync(join(workspace.root, ENTRY, 'prices.py'), 0o755);
    expect(await told(workspace)).toEqual(['files: prices.py mode changed']);
    write(workspace.root, { [`${ENTRY}/prices.py`]: 'VAT = 0.3\n' });
    expect(await told(workspace)).toEqual(['files: prices.py changed']);
  });

  test('that excludes a file tells the option, and a file that is gone is removed whatever the option says', async () => {
    const workspace = checkout();
    await bundle(workspace);
    const settings = { ...workspace.settings, exclude: ['*.md'] };
    const changes = () => explain({ ...workspace, settings }, functionSettings('orders', { exclude: ['*.md'] })).then((one) => one.changes?.map(({ what }) => what));
    expect(await changes()).toEqual(["files: notes.md excluded by '*.md' of bundling.exclude"]);
    rmSync(join(workspace.root, ENTRY, 'notes.md'));
    expect(await changes()).toEqual(['files: notes.md removed']);
  });

  test('that excludes a part of a shared folder is told by its path in the bundle', async () => {
    const workspace = checkout();
    const [shared] = Object.values(workspace.settings.functions).map((fn) => ({ ...fn, shared: ['dates'] }));
    await bundleAll(workspace, [shared], new SilentProgress());
    const { changes } = await explain(workspace, { ...shared, exclude: ['dates/*.py'] });
    expect(changes).toEqual([{ input: 'files', what: "files: dates/__init__.py excluded by 'dates/*.py' of functions.orders.exclude" }]);
  });

  test('of a package of the checkout is told by its folder', async () => {
    const workspace = checkout();
    const [money, pyproject] = ['libs/money/money.py', 'libs/money/pyproject.toml'];
    await bundle(workspace);
    write(workspace.root, { [money]: '1', [pyproject]: '', [`${ENTRY}/requirements.txt`]: `../../libs/money\n${REQUIREMENTS}` });
    expect(await told(workspace)).toEqual(['packages of the checkout: libs/money added']);
  });

  test('that changes nothing of a bundle is not told', async () => {
    const workspace = checkout();
    await bundle(workspace);
    write(workspace.root, { [`${ENTRY}/tests/test_handler.py`]: '', [`${ENTRY}/requirements.txt`]: `# why\n--index-url https://a.test\n${REQUIREMENTS}` });
    expect(await told(workspace)).toEqual([]);
  });

  test('that is taken back leads to the bundle that is there', async () => {
    const workspace = checkout();
    const [first] = await bundle(workspace);
    write(workspace.root, { [`${ENTRY}/prices.py`]: 'VAT = 0.3\n' });
    const [second] = await bundle(workspace);
    write(workspace.root, { [`${ENTRY}/prices.py`]: 'VAT = 0.2\n' });
    expect(await explained(workspace)).toMatchObject({ stored: true, key: first.plan.key, last: second.plan.key, changes: [{ input: 'files', what: 'files: prices.py changed' }] });
    await bundle(workspace);
    expect(await explained(workspace)).toMatchObject({ last: first.plan.key, changes: [] });
  });
});

test.each<[string, Partial<FunctionSettings>, string[]]>([
  ['the handler', { handler: 'prices.handler' }, ['option handler: handler.handler → prices.handler']],
  ['slim', { contents: { slim: true, bytecode: false, omitRuntimePackages: false } }, ['option slim: false → true']],
  ['bytecode', { contents: { slim: false, bytecode: true, omitRuntimePackages: false } }, ['option bytecode: false → true']],
  ['what Lambda has', { contents: { slim: false, bytecode: false, omitRuntimePackages: true } }, ['requirements: six==1.16.0 removed']],
  ['excluded files', { exclude: ['docs/**', '**/*.md'] }, ["files: notes.md excluded by '**/*.md' of functions.orders.exclude"]],
  ['a shared folder', { shared: ['dates'] }, ['files: dates/__init__.py added']],
  ['the processor', { architecture: 'arm64' }, ['architecture: x86_64 → arm64', 'platform: x86_64-manylinux_2_34 → aarch64-manylinux_2_34']],
  ['the Python', { pythonVersion: '3.12' }, ['Python: 3.13 → 3.12']],
])('another setting is told: %s', async (_, changes, expected) => {
  const workspace = checkout();
  await bundle(workspace);
  expect(await told(workspace, changes)).toEqual(expected);
});

test('another mode is told, with its images', async () => {
  const workspace = checkout();
  await bundle(workspace);
  process.env.BUNDLING_MODE = 'docker';
  expect(await told(workspace)).toEqual(['mode: local → docker', 'image: none → public.ecr.aws/sam/build-python3.13', 'runtime image: none → public.ecr.aws/lambda/python:3.13']);
});

test('another version of the tool is told', async () => {
  const workspace = checkout();
  await bundle(workspace);
  jest.resetModules();
  jest.doMock('../../src/toolchain/uv-release', () => ({ UV_VERSION: '99.0.0', UV_WHEELS: {} }));
  const newer = jest.requireActual<typeof import('../../src/bundling/explanation')>('../../src/bundling/explanation');
  jest.dontMock('../../src/toolchain/uv-release');
  expect((await newer.explain(workspace, functionSettings('orders'))).changes).toEqual([{ input: 'builder', what: `builder: uv ${UV_VERSION} → uv 99.0.0` }]);
});

test('functions with equal files share a bundle, and each has it as its last', async () => {
  const workspace = workspaceWith({ orders: {}, bills: {} });
  const [orders, bills] = await bundle(workspace);
  expect(orders.plan.key).toBe(bills.plan.key);
  write(workspace.root, { 'lambda_src/bills/more.py': '' });
  expect((await explain(workspace, functionSettings('bills'))).changes).toEqual([{ input: 'files', what: 'files: more.py added' }]);
  expect((await explain(workspace, functionSettings('orders'))).changes).toEqual([]);
});

test('nothing secret is kept of what a bundle is made from', async () => {
  process.env.INDEX_PW = 'hunter2';
  const workspace = checkout();
  write(workspace.root, { [`${ENTRY}/requirements.txt`]: `--index-url https://me:s3cret@a.test/simple\n--extra-index-url https://me:\${INDEX_PW}@b.test\n${REQUIREMENTS}` });
  const [{ stored: { manifest } }] = await bundle(workspace);
  expect(JSON.stringify(manifest)).not.toMatch(/s3cret|hunter2|a\.test|b\.test/);
});
