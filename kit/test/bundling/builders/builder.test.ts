import { chmodSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installCommands, installVariables, writeInput } from '../../../src/bundling/builders/builder';
import { type DependencyPlan, knownPlan } from '../../../src/bundling/plan';
import type { FunctionSettings } from '../../../src/config/settings';
import { failureOf, functionSettings, temporaryFolder, workspaceWith, write } from '../../project/workspace';

const A = `--hash=sha256:${'a'.repeat(64)}`;
const MACHINE = { uv: 'uv', python: 'python', directory: '/out' };

/** The dependency sets of a function with these requirements; there is a package in libs/money. */
function setsOf(requirements: string, changes: Partial<FunctionSettings> = {}): { root: string; plans: readonly DependencyPlan[] } {
  const workspace = workspaceWith({ orders: { 'requirements.txt': requirements } });
  write(workspace.root, { 'libs/money/pyproject.toml': 'money', 'libs/money/src/money.py': 'VAT = 0.2\n' });
  return { root: workspace.root, plans: knownPlan(workspace, functionSettings('orders', changes), 'local', 'develop')!.dependencies };
}

const packages = (requirements: string, changes: Partial<FunctionSettings> = {}) => setsOf(requirements, changes).plans[0];

describe('what the installer reads', () => {
  test('has the requirements, and the options in their order', () => {
    const folder = temporaryFolder();
    writeInput(packages('--extra-index-url https://b.test\n-i https://a.test --pre\nsix==1.17.0\nx @ https://c.test/x.whl\n--no-binary idna,six\n'), folder);
    const options = '--extra-index-url https://b.test\n--index-url https://a.test\n--no-binary idna\n--no-binary six\n';
    expect(readFileSync(join(folder, 'registry.txt'), 'utf8')).toBe(`${options}six==1.17.0\n`);
    expect(readFileSync(join(folder, 'direct.txt'), 'utf8')).toBe(`${options}x @ https://c.test/x.whl\n`);
  });

  test('has the files of a package of the checkout, with modes that do not follow the umask of the checkout', () => {
    const { root, plans: [, money] } = setsOf('../../libs/money\n');
    chmodSync(join(root, 'libs/money/src/money.py'), 0o600);
    const folder = temporaryFolder();
    writeInput(money, folder);
    expect(readFileSync(join(folder, 'package/src/money.py'), 'utf8')).toBe('VAT = 0.2\n');
    expect(statSync(join(folder, 'package/src/money.py')).mode % 0o1000).toBe(0o644);
  });

  test.each<[string, (path: string) => unknown]>([
    ['was edited', (path) => write(path, { 'src/money.py': 'VAT = 0.3\n' })],
    ['was removed', (path) => rmSync(join(path, 'src/money.py'))],
    ['was emptied', (path) => write(path, { 'src/money.py': '' })],
    ['became a folder', (path) => { rmSync(join(path, 'src/money.py')); mkdirSync(join(path, 'src/money.py')); }],
  ])('never has a file that %s after its key was derived', async (_, edit) => {
    const { root, plans: [, money] } = setsOf('../../libs/money\n');
    edit(join(root, 'libs/money'));
    const failure = await failureOf(() => writeInput(money, temporaryFolder()));
    expect(failure).toMatchObject({ code: 75, where: 'libs/money', message: 'src/money.py changed while it was bundled', fix: 'run it again' });
  });
});

describe('the commands', () => {
  const commands = (requirements: string, changes: Partial<FunctionSettings> = {}) => installCommands(packages(requirements, changes), MACHINE).map((words) => words.join(' '));
  const INSTALL = 'uv pip install --python python --target /out --no-compile-bytecode';

  test('install what is locked as it stands, and nothing without a hash', () => {
    expect(commands(`six==1.17.0 ${A}\nx @ https://c.test/x.whl ${A}\n`)).toEqual([
      `${INSTALL} --no-deps --require-hashes -r registry.txt`, `${INSTALL} --no-deps -r direct.txt`,
    ]);
  });

  test('resolve the rest in one go', () => {
    expect(commands('six\nx @ https://c.test/x.whl\n')).toEqual([`${INSTALL} -r registry.txt -r direct.txt`]);
  });

  test('tell uv beside the file what it does not take from it', () => {
    expect(commands('--pre\n--trusted-host a.test\nsix\n')).toEqual([`${INSTALL} --prerelease=allow --allow-insecure-host a.test -r registry.txt`]);
  });

  test('are none for a function without packages', () => {
    expect(commands('--index-url https://a.test\n')).toEqual([]);
  });

  test('build a package of the checkout alone', () => {
    expect(installCommands(setsOf('../../libs/money\n').plans[1], MACHINE)).toEqual([[...INSTALL.split(' '), '--no-deps', './package']]);
  });

  test('compile with the Python of the target where bytecode is wanted', () => {
    const contents = { slim: false, bytecode: true, omitRuntimePackages: false };
    const [, compile] = installCommands(packages('six\n', { contents }), { ...MACHINE, compiler: 'python3.13', target: ['--python-version', '3.13'] });
    expect(compile.slice(0, 4)).toEqual(['python3.13', '-I', '-m', 'compileall']);
  });
});

test('variables are those that the packages name; a package of the checkout names none', () => {
  process.env.INDEX_PW = 'secret';
  const { plans: [first, money] } = setsOf('--index-url https://${INDEX_PW}@a.test\n../../libs/money\n');
  expect(installVariables({ plan: first })).toEqual({ INDEX_PW: 'secret' });
  expect(installVariables({ plan: money })).toEqual({});
});
