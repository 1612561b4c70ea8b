import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BundlePlan, knownPlan, planBundle } from '../../../src/bundling/plan';
import type { BundleContents, FunctionSettings } from '../../../src/config/settings';
import type { Workspace } from '../../../src/config/workspace';
import { UV_VERSION } from '../../../src/toolchain/uv-release';
import { fakeProgram, functionSettings, workspaceWith, write } from '../../project/workspace';

const COMMIT = 'c'.repeat(40);
const hash = (letter: string) => `--hash=sha256:${letter.repeat(64)}`;
const LOCK = `boto3==1.40.0 ${hash('a')}\nidna==3.7 ${hash('b')}\n`;

/** The keys of the functions of a checkout that have a requirements.txt, by their names. */
function keysOf(workspace: Workspace, changes: Partial<FunctionSettings> = {}): Record<string, string> {
  const functions = Object.entries(workspace.settings.functions);
  return Object.fromEntries(functions.map(([name, fn]) => [name, knownPlan(workspace, { ...fn, ...changes }, 'docker', 'release')!.key]));
}

function keyOf(requirements: string, changes: Partial<FunctionSettings> = {}): string {
  return keysOf(workspaceWith({ orders: { 'requirements.txt': requirements } }), changes).orders;
}

const contents = (changes: Partial<BundleContents>): Partial<FunctionSettings> => ({
  contents: { slim: false, bytecode: false, omitRuntimePackages: false, ...changes },
});

describe('credentials and addresses of indexes are no part of the key', () => {
  test.each([
    ['an index', '--index-url https://pypi.example.test/simple\n'],
    ['an index with a password', '--index-url https://me:secret@pypi.example.test/simple\n'],
    ['another password', '--index-url https://me:rotated@pypi.example.test/simple\n'],
    ['a folder of files', '--find-links https://me:secret@files.example.test/wheels\n'],
    ['a host', '--trusted-host pypi.example.test\n'],
    ['a variable', '--index-url https://${TOKEN}@pypi.example.test/simple\n'],
    ['a second index', '--extra-index-url https://token@other.example.test/simple\n'],
    ['a comment', '# uv pip compile --index-url https://me:secret@pypi.example.test/simple\n'],
  ])('%s', (_, line) => {
    expect(keyOf(line + LOCK)).toBe(keyOf(LOCK));
  });

  test.each([
    ['a repository, written without spaces', (at: string) => `money@git+https://${at}git.example.test/money.git@${COMMIT}\n`],
    ['a file without a name', (at: string) => `https://${at}files.example.test/money-1.0-py3-none-any.whl ${hash('d')}\n`],
    ['a repository', (at: string) => `money @ git+https://${at}git.example.test/money.git@${COMMIT}\n`],
    ['a file', (at: string) => `money @ https://${at}files.example.test/money-1.0-py3-none-any.whl#sha256=${'d'.repeat(64)}\n`],
  ])('the token in the address of %s', (_, line) => {
    const keys = ['', 'token@', 'me:secret@', 'me:rotated@', 'me:p@ss@', '${TOKEN}@'].map((at) => keyOf(LOCK + line(at)));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).not.toBe(keyOf(LOCK));
  });

  test('but another commit is', () => {
    expect(keyOf(`${LOCK}money @ git+https://git.example.test/money.git@${COMMIT}`)).not.toBe(keyOf(`${LOCK}money @ git+https://git.example.test/money.git@${'d'.repeat(40)}`));
  });
});

describe('every option that changes bytes is a part of the key', () => {
  test.each<[string, Partial<FunctionSettings>]>([
    ['slim', contents({ slim: true })], ['bytecode', contents({ bytecode: true })], ['omitRuntimePackages', contents({ omitRuntimePackages: true })],
  ])('%s', (_, changes) => {
    expect(keyOf(LOCK, changes)).not.toBe(keyOf(LOCK));
  });

  test.each(['--no-binary :all:', '--no-binary idna', '--only-binary :all:', '--pre'])('%s in the file', (option) => {
    expect(keyOf(`${option}\n${LOCK}`)).not.toBe(keyOf(LOCK));
  });

  test('and all of them have different keys', () => {
    const switches = [false, true];
    const keys = switches.flatMap((slim) => switches.flatMap((bytecode) => switches.map((omitRuntimePackages) =>
      keyOf(LOCK, contents({ slim, bytecode, omitRuntimePackages })))));
    expect(new Set(keys).size).toBe(8);
  });

  test('but one that changes nothing for this function is not: there is nothing to omit', () => {
    const requirements = `idna==3.7 ${hash('b')}\n`;
    expect(keyOf(requirements, contents({ omitRuntimePackages: true }))).toBe(keyOf(requirements));
  });

  test.each<[string, Partial<FunctionSettings>]>([['an extra', { extras: ['pdf'] }], ['a group', { groups: ['tracing'] }]])('%s', async (_, changes) => {
    // A stand-in for uv: what it exports names the extras and groups that it was asked for.
    const script = `#!${process.execPath}\nconst asked = process.argv.slice(2);
      console.log(asked[0] === '--version' ? 'uv ${UV_VERSION}' : 'idna==3.7 ${hash('b')}' + (asked.some((a) => a === 'pdf' || a === 'tracing') ? '\\nsix==1.17.0 ${hash('c')}' : ''));`;
    process.env.PATH = [fakeProgram('uv', script), fakeProgram('python3.13', '#!/bin/sh\necho 3.13\n')].map(dirname).join(':');
    const workspace = workspaceWith({ orders: { 'requirements.txt': null, 'pyproject.toml': '', 'uv.lock': '' } });
    const planWith = (more: Partial<FunctionSettings>): Promise<BundlePlan> => planBundle(workspace, functionSettings('orders', more), 'docker', 'release');
    expect((await planWith(changes)).key).not.toBe((await planWith({})).key);
  });
});

describe('an edit changes the keys of those that depend on it, and no others', () => {
  test('in a shared folder', () => {
    const workspace = workspaceWith({ orders: {}, bills: {}, mails: {} });
    const shared: Record<string, string[]> = { orders: ['money'], bills: ['money', 'dates'], mails: ['dates'] };
    write(workspace.root, { 'lambda_src/_shared/money/__init__.py': 'VAT = 0.2\n', 'lambda_src/_shared/dates/__init__.py': '' });
    const keys = () => Object.fromEntries(Object.keys(shared).map((name) => [name, keysOf(workspace, { name, entry: `lambda_src/${name}`, shared: shared[name] })[name]]));
    expect(changedBy(keys, () => write(workspace.root, { 'lambda_src/_shared/money/__init__.py': 'VAT = 0.3\n' }))).toEqual(['orders', 'bills']);
    expect(changedBy(keys, () => write(workspace.root, { 'lambda_src/_shared/dates/holidays.json': '[]' }))).toEqual(['bills', 'mails']);
    expect(changedBy(keys, () => write(workspace.root, { 'lambda_src/_shared/dates/tests/test_dates.py': '' }))).toEqual([]);
  });

  test('in a local package', () => {
    const uses = (...names: string[]) => ({ 'requirements.txt': names.map((name) => `../../libs/${name}\n`).join('') });
    const workspace = workspaceWith({ orders: uses('money'), bills: uses('money', 'dates'), mails: uses('dates'), pings: {} });
    write(workspace.root, { 'libs/money/pyproject.toml': '', 'libs/money/src/money.py': 'VAT = 0.2\n', 'libs/dates/pyproject.toml': '', 'libs/dates/dates.py': '' });
    const keys = () => keysOf(workspace);
    expect(changedBy(keys, () => write(workspace.root, { 'libs/money/src/money.py': 'VAT = 0.3\n' }))).toEqual(['orders', 'bills']);
    expect(changedBy(keys, () => write(workspace.root, { 'libs/dates/holidays.json': '[]' }))).toEqual(['bills', 'mails']);
    expect(changedBy(keys, () => write(workspace.root, { 'libs/dates/.venv/x': '', 'libs/dates/build/x': '', 'libs/unused/x.py': '' }))).toEqual([]);
  });

  test('which leaves the packages of an index alone, so that nothing is installed again', () => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': `../../libs/money\n${LOCK}` } });
    const sets = () => knownPlan(workspace, functionSettings('orders'), 'docker', 'release')!.dependencies.map(({ key }) => key);
    write(workspace.root, { 'libs/money/pyproject.toml': '', 'libs/money/money.py': '1' });
    const [packages, money] = sets();
    write(workspace.root, { 'libs/money/money.py': '2' });
    expect(sets()[0]).toBe(packages);
    expect(sets()[1]).not.toBe(money);
  });
});

describe('another user and another time zone', () => {
  const checkout = () => {
    const workspace = workspaceWith({ orders: { 'requirements.txt': `../../libs/money\n${LOCK}`, 'run.sh': '#!/bin/sh\n', 'Z.py': '', 'ä.py': '', 'a.py': '' } });
    write(workspace.root, { 'libs/money/pyproject.toml': '', 'libs/money/money.py': '', 'lambda_src/_shared/dates/__init__.py': '' });
    return workspace;
  };

  test.each([[0o077, 'Asia/Kathmandu', 'C'], [0o002, 'America/St_Johns', 'de_DE.UTF-8'], [0o000, 'Pacific/Kiritimati', 'tr_TR.UTF-8']])(
    'have the same key: umask %o, %s, %s', (umask, TZ, LC_ALL) => {
      const key = keysOf(checkout(), { shared: ['dates'] }).orders;
      const before = process.umask(umask);
      try {
        Object.assign(process.env, { TZ, LC_ALL, LANG: LC_ALL, USER: 'somebody', HOME: '/home/somebody' });
        expect(keysOf(checkout(), { shared: ['dates'] }).orders).toBe(key);
      } finally {
        process.umask(before);
      }
    });

  test('do not make a file executable: that is a part of the key, as it is of the bundle', () => {
    const workspace = checkout();
    const key = keysOf(workspace).orders;
    chmodSync(join(workspace.root, 'lambda_src/orders/run.sh'), 0o755);
    expect(keysOf(workspace).orders).not.toBe(key);
  });
});

function changedBy(keys: () => Record<string, string>, edit: () => unknown): string[] {
  const before = keys();
  edit();
  const after = keys();
  return Object.keys(before).filter((name) => before[name] !== after[name]);
}
