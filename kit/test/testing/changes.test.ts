import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { commitAll, git as runGit } from './history/repository';
import type { FunctionSettings } from '../../src/config/settings';
import { ExitCode } from '../../src/kernel/failure';
import { changedSince } from '../../src/testing/changes';
import { type Files, failureOf, workspaceWith, write } from '../project/workspace';

const PACKAGE = '[project]\nname = "prices"\nversion = "1"\n';

/** A repository with three functions: two use shared code, one of these a local package. */
function repository() {
  const workspace = workspaceWith({ orders: {}, thumbnail: {}, report: { 'requirements.txt': '../prices\n' } });
  const { root, settings } = workspace;
  write(root, { 'lambda_src/_shared/money/__init__.py': '', 'lambda_src/prices/pyproject.toml': PACKAGE, 'src/main.ts': '', 'README.md': '' });
  const functions = Object.values(settings.functions).map((fn): FunctionSettings => (fn.name === 'thumbnail' ? fn : { ...fn, shared: ['money'] }));
  const git = (...args: string[]) => runGit(root, ...args);
  commitAll(root);
  return { workspace, root, git, changed: async (reference = 'main') => (await changedSince(workspace, functions, reference)).map(({ name }) => name) };
}

beforeEach(() => { process.env.BUNDLING_MODE = 'local'; });

test.each<[string, Files, string[]]>([
  ['nothing', {}, []],
  ["a function's code", { 'lambda_src/orders/handler.py': 'x = 1\n' }, ['orders']],
  ['a file that is new', { 'lambda_src/orders/more.py': '' }, ['orders']],
  ['a sample event', { 'lambda_src/thumbnail/events/a.json': '{}' }, ['thumbnail']],
  ['its requirements', { 'lambda_src/thumbnail/requirements.txt': 'six\n' }, ['thumbnail']],
  ['shared code', { 'lambda_src/_shared/money/__init__.py': 'x = 1\n' }, ['orders', 'report']],
  ['a local package', { 'lambda_src/prices/pyproject.toml': `${PACKAGE}description = "x"\n` }, ['report']],
  ['documentation and tests', { 'README.md': 'x', 'docs/a.md': 'x', 'test/a.test.ts': 'x', 'bench/a.ts': '' }, []],
  ['a stack', { 'src/main.ts': 'x' }, ['orders', 'thumbnail', 'report']],
  ['.projenrc.ts', { '.projenrc.ts': 'x' }, ['orders', 'thumbnail', 'report']],
  ['a lock that functions may share', { 'lambda_src/uv.lock': 'x' }, ['orders', 'thumbnail', 'report']],
])('a change of %s', async (_, files, functions) => {
  const { root, changed } = repository();
  write(root, files);
  expect(await changed()).toEqual(functions);
});

test('what is committed on a branch counts, and what the other branch did meanwhile does not', async () => {
  const { root, git, changed } = repository();
  git('switch', '--quiet', '--create', 'feature');
  write(root, { 'lambda_src/orders/handler.py': 'x = 1\n' });
  git('commit', '--quiet', '-am', 'orders');
  git('switch', '--quiet', 'main');
  write(root, { 'lambda_src/thumbnail/handler.py': 'x = 1\n' });
  git('commit', '--quiet', '-am', 'thumbnail');
  git('switch', '--quiet', 'feature');
  expect(await changed('main')).toEqual(['orders']);
});

test('a file that is gone is a change', async () => {
  const { root, git, changed } = repository();
  write(root, { 'lambda_src/orders/more.py': '' });
  git('add', '.');
  git('commit', '--quiet', '-m', 'more');
  rmSync(join(root, 'lambda_src/orders/more.py'));
  expect(await changed()).toEqual(['orders']);
});

test.each<[string, Files, string[], string[]]>([
  ['what a link leads to', { 'lambda_src/thumbnail/lib/a.py': 'x = 1\n' }, [], ['orders', 'thumbnail']],
  ['what was there', {}, ['lambda_src/thumbnail/lib/a.py'], ['orders', 'thumbnail']],
  ['all that it led to', {}, ['lambda_src/thumbnail/lib'], ['orders', 'thumbnail']],
])('a change of %s is one of each function that has it', async (_, files, gone, functions) => {
  const { root, git, changed } = repository();
  write(root, { 'lambda_src/thumbnail/lib/a.py': '', 'lambda_src/thumbnail/lib/b.py': '' });
  symlinkSync('../thumbnail/lib', join(root, 'lambda_src/orders/lib'));
  git('add', '.');
  git('commit', '--quiet', '-m', 'a link');
  write(root, files);
  for (const path of gone) rmSync(join(root, path), { recursive: true });
  expect(await changed()).toEqual(functions);
});

test('a commit that git does not know ends with 65 and the way to it', async () => {
  const { changed } = repository();
  expect(await failureOf(() => changed('origin/main'))).toMatchObject({ code: ExitCode.BAD_INPUT, where: '--changed-since', fix: expect.stringContaining('git fetch') });
});

test('without a repository, nobody knows', async () => {
  const { root, changed } = repository();
  rmSync(join(root, '.git'), { recursive: true });
  expect(await failureOf(() => changed())).toMatchObject({ code: ExitCode.BAD_INPUT, message: expect.stringContaining('no git repository') });
});

test('a commit that looks like an option is none', async () => {
  const { changed } = repository();
  expect(await failureOf(() => changed('--all'))).toMatchObject({ code: ExitCode.BAD_INPUT });
});
