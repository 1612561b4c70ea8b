import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type BundlePlan, knownPlan, planBundle, planSources } from '../../../src/bundling/plan';
import { ARCHITECTURES, BUILD_MODES, type BuildMode, type Purpose } from '../../../src/config/policy';
import type { FunctionSettings } from '../../../src/config/settings';
import type { Workspace } from '../../../src/config/workspace';
import { failureOf, functionSettings, workspaceWith, write } from '../../project/workspace';

const REQUIREMENTS = 'idna==3.7\ncertifi==2024.8.30\n';

function checkout(files: Record<string, string> = {}) {
  return workspaceWith({ orders: { 'requirements.txt': REQUIREMENTS, 'lib/prices.py': 'VAT = 0.2\n', ...files } });
}

function keyOf(files: Record<string, string> = {}, changes: Partial<FunctionSettings> = {}, mode: BuildMode = 'docker'): string {
  return planOf(checkout(files), functionSettings('orders', changes), mode).key;
}

/** A requirements file takes no tool to read, so its plan is always known. */
function planOf(workspace: Workspace, fn: FunctionSettings, mode: BuildMode = 'docker', purpose: Purpose = 'develop'): BundlePlan {
  return knownPlan(workspace, fn, mode, purpose)!;
}

describe('the key of a bundle stays the same', () => {
  const key = keyOf();

  test('for the same files in another folder', () => {
    expect(keyOf()).toBe(key);
  });

  test('for other file times', () => {
    const workspace = checkout();
    utimesSync(join(workspace.root, 'lambda_src/orders/handler.py'), new Date(0), new Date(0));
    expect(planOf(workspace, functionSettings('orders')).key).toBe(key);
  });

  test('for another name of the function, whose files are the same', () => {
    const other = workspaceWith({ bills: { 'requirements.txt': REQUIREMENTS, 'lib/prices.py': 'VAT = 0.2\n' } });
    expect(planOf(other, functionSettings('bills')).key).toBe(key);
  });

  test('for an index address, a token or another purpose in the environment', () => {
    Object.assign(process.env, { UV_DEFAULT_INDEX: 'https://me:secret@example.test/simple', CI_JOB_TOKEN: 'secret1', BUNDLING_PURPOSE: 'release' });
    expect(keyOf()).toBe(key);
  });

  test.each([
    ['a comment', `# why\n${REQUIREMENTS}`],
    ['a comment after a requirement', 'idna==3.7  # names\ncertifi==2024.8.30\n'],
    ['blank lines and spaces', '\n  idna==3.7   \n\n\tcertifi==2024.8.30'],
    ['Windows line ends', 'idna==3.7\r\ncertifi==2024.8.30\r\n'],
    ['another order', 'certifi==2024.8.30\nidna==3.7\n'],
  ])('for %s in the requirements', (_, requirements) => {
    expect(keyOf({ 'requirements.txt': requirements })).toBe(key);
  });

  test.each(['tests/test_handler.py', 'events/create.json', '.env', 'lib/.secret', '__pycache__/handler.cpython-313.pyc', 'lib/__pycache__/x.pyc',
    'requirements.in', 'pyproject.toml', 'server.key', 'venv/bin/python'])('for %s, which is not shipped', (path) => {
    expect(keyOf({ [path]: 'anything' })).toBe(key);
  });

  test('for a file that the settings exclude', () => {
    expect(keyOf({ 'docs/notes.md': 'x' }, { exclude: ['docs/**'] })).toBe(key);
  });
});

describe('the key of a bundle changes', () => {
  const key = keyOf();

  test.each<[string, string]>([
    ['the mode local', keyOf({}, {}, 'local')],
    ['the mode in-image', keyOf({}, {}, 'in-image')],
    ['another image', keyOf({}, { image: 'example.test/build:1' })],
    ['another Python', keyOf({}, { pythonVersion: '3.12' })],
    ['another architecture', keyOf({}, { architecture: 'arm64' })],
    ['another version of a package', keyOf({ 'requirements.txt': REQUIREMENTS.replace('3.7', '3.8') })],
    ['one package more', keyOf({ 'requirements.txt': `${REQUIREMENTS}six==1.17.0\n` })],
    ['a hash', keyOf({ 'requirements.txt': REQUIREMENTS.replace('3.7', `3.7 --hash=sha256:${'a'.repeat(64)}`) })],
    ['one byte of a source', keyOf({ 'lib/prices.py': 'VAT = 0.3\n' })],
    ['a new file', keyOf({ 'lib/new.py': '' })],
    ['another handler, which nobody looked for in the bundle that is there', keyOf({}, { handler: 'lib.prices.handler' })],
    ['another name of a file', keyOf({ 'lib/price.py': 'VAT = 0.2\n' }, { exclude: ['lib/prices.py'] })],
  ])('with %s', (_, other) => {
    expect(other).not.toBe(key);
  });

  test('not with the image where the mode uses none: another image is no reason to install anew', () => {
    expect(keyOf({}, { image: 'example.test/build:1' }, 'local')).toBe(keyOf({}, {}, 'local'));
  });

  test('with content that moved from one file to the next', () => {
    expect(keyOf({ 'a.py': '1', 'b.py': '23' })).not.toBe(keyOf({ 'a.py': '12', 'b.py': '3' }));
  });
});

test('72 combinations of mode, Python, architecture, requirements and sources have 72 keys', () => {
  const keys = BUILD_MODES.flatMap((mode) => (['3.11', '3.12', '3.13'] as const).flatMap((pythonVersion) => ARCHITECTURES.flatMap((architecture) =>
    ['idna==3.7', 'idna==3.8'].flatMap((requirements) => ['A = 1', 'A = 2'].map((source) =>
      keyOf({ 'requirements.txt': requirements, 'lib/prices.py': source }, { pythonVersion, architecture }, mode))))));
  expect(keys).toHaveLength(72);
  expect(new Set(keys).size).toBe(72);
});

describe('the key of skipped bundling', () => {
  test('begins with its mode and differs from every bundle of the same files', () => {
    const workspace = checkout();
    const fn = functionSettings('orders');
    const skipped = planSources(workspace, fn);
    expect(skipped).toMatch(/^skip-[0-9a-f]{64}$/);
    for (const mode of BUILD_MODES) {
      const { key, dependencies } = planOf(workspace, fn, mode);
      expect(key).toMatch(new RegExp(`^${mode}-[0-9a-f]{64}$`));
      expect([key, ...dependencies.map((set) => set.key)].map((one) => one.slice(-64))).not.toContain(skipped.slice(-64));
    }
  });

  test('needs no requirements file, and does not follow the requirements', () => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': null } });
    const without = planSources(workspace, functionSettings('orders'));
    write(workspace.root, { 'lambda_src/orders/requirements.txt': REQUIREMENTS });
    expect(planSources(workspace, functionSettings('orders'))).toBe(without);
  });
});

describe('the key of the packages', () => {
  test('is shared by functions that require the same, whatever their own files are', () => {
    const workspace = workspaceWith({ a: { 'requirements.txt': REQUIREMENTS, 'a.py': '1' }, b: { 'requirements.txt': REQUIREMENTS, 'b.py': '2' } });
    const [a, b] = ['a', 'b'].map((name) => planOf(workspace, functionSettings(name), 'local'));
    expect(a.dependencies[0].key).toBe(b.dependencies[0].key);
    expect(a.key).not.toBe(b.key);
  });

  test('does not follow the handler, so that another one installs nothing', () => {
    const [a, b] = ['handler.handler', 'lib.prices.handler'].map((handler) => planOf(checkout(), functionSettings('orders', { handler })));
    expect(b.dependencies.map(({ key }) => key)).toEqual(a.dependencies.map(({ key }) => key));
  });
});

describe('a package of the checkout', () => {
  const planned = (lines: string, changes: Partial<FunctionSettings> = {}) => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': lines } });
    write(workspace.root, { 'libs/money/pyproject.toml': '', 'libs/dates/pyproject.toml': '' });
    return planOf(workspace, functionSettings('orders', changes));
  };
  const paths = (lines: string, changes: Partial<FunctionSettings> = {}) =>
    planned(lines, changes).dependencies.flatMap((set) => (set.kind === 'local package' ? [set.path] : []));

  test.each<[string, string[], Partial<FunctionSettings>]>([
    ['../../libs/money ; sys_platform == "win32"', [], {}],
    ['../../libs/money ; sys_platform == "linux"', ['libs/money'], {}],
    ['../../libs/money ; python_version < "3.13"', [], {}],
    ['../../libs/money ; python_version < "3.13"', ['libs/money'], { pythonVersion: '3.12' }],
    ['../../libs/money ; platform_machine == "aarch64"\n../../libs/dates', ['libs/dates', 'libs/money'], { architecture: 'arm64' }],
    ['../../libs/money ; sys_platform == "linux"\n-e ../../libs/money\n', ['libs/money'], {}],
  ])('is built if its marker holds for the target, and once: %s', (lines, expected, changes) => {
    expect(paths(lines, changes)).toEqual(expected);
  });

  test('whose marker nobody can decide is refused', async () => {
    const failure = await failureOf(() => paths('../../libs/money ; platform_release > "5"'));
    expect(failure).toMatchObject({ code: 65, where: 'lambda_src/orders/requirements.txt' });
    expect(failure.message).toContain('platform_release > "5"');
  });

  test('with another extra is another bundle, whose packages nobody compared with the extra, of the same dependency sets', () => {
    const [plain, extra] = ['../../libs/money', '../../libs/money[pdf]'].map((line) => planned(line));
    expect(extra.key).not.toBe(plain.key);
    expect(extra.dependencies.map(({ key }) => key)).toEqual(plain.dependencies.map(({ key }) => key));
  });
});

describe('the purpose', () => {
  const locked = `idna==3.7 --hash=sha256:${'a'.repeat(64)}\n`;

  test('is no part of the key', () => {
    const keys = (['develop', 'verify', 'release'] as const).map((purpose) => planOf(checkout({ 'requirements.txt': locked }), functionSettings('orders'), 'docker', purpose).key);
    expect(new Set(keys).size).toBe(1);
  });

  test('is refused as a release without a lock, with the command that writes one', async () => {
    const failure = await failureOf(() => planBundle(checkout(), functionSettings('orders'), 'docker', 'release'));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders' });
    expect(failure.message).toMatch(/^lambda_src\/orders\/requirements\.txt is not locked: /);
    expect((await planBundle(checkout(), functionSettings('orders'), 'docker', 'verify')).mode).toBe('docker');
  });

  test('is refused whatever it is, if what the runtime provides is to be left out and nothing is locked', async () => {
    const contents = { slim: false, bytecode: false, omitRuntimePackages: true };
    const failure = await failureOf(() => planBundle(checkout(), functionSettings('orders', { contents }), 'local', 'develop'));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders' });
    const plan = planOf(checkout({ 'requirements.txt': `${locked}boto3==1.40.0 --hash=sha256:${'b'.repeat(64)}\n` }), functionSettings('orders', { contents }));
    expect(plan.requirements.pins.map(({ name }) => name)).toEqual(['idna']);
  });
});
