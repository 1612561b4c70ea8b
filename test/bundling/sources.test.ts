import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failureOf, functionSettings, workspaceWith } from './workspace';
import { fingerprint, listSources } from '../../src/bundling/sources';

const fn = functionSettings('orders');

function pathsWith(files: Record<string, string>, exclude: string[] = []): string[] {
  return listSources(workspaceWith({ orders: files }).root, { ...fn, exclude }).map(({ path }) => path);
}

describe('the files of a function', () => {
  test('are listed in a fixed order, with the hash of their content', () => {
    const { root } = workspaceWith({ orders: { 'z.py': 'z', 'lib/a.py': '', 'data/rates.csv': '1' } });
    const sources = listSources(root, fn);
    expect(sources.map(({ path }) => path)).toEqual(['data/rates.csv', 'handler.py', 'lib/a.py', 'z.py']);
    expect(sources[3]).toEqual({
      path: 'z.py', absolute: join(root, 'lambda_src/orders/z.py'), sha256: '594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d67b06',
    });
  });

  test.each([
    'tests/test_handler.py', 'tests/data/big.bin', 'events/create.json', 'requirements.txt', 'requirements.in', 'requirements-dev.txt', 'pyproject.toml',
    'uv.lock', 'poetry.lock', 'Pipfile', 'Pipfile.lock', '__pycache__/handler.pyc', 'lib/__pycache__/a.pyc', 'lib/a.pyo', '.env', '.env.local',
    '.aws/credentials', 'lib/.DS_Store', '.git/config', 'certs/server.pem', 'certs/server.key', 'cdk.out/x.json', 'node_modules/a/index.js', 'venv/bin/python',
  ])('never hold %s', (path) => {
    expect(pathsWith({ [path]: 'x' })).toEqual(['handler.py']);
  });

  test.each(['lib/tests/helper.py', 'lib/events/names.py', 'environment.py', 'key.py', 'data/requirements.txt'])('hold %s, which only looks alike', (path) => {
    expect(pathsWith({ [path]: 'x' })).toContain(path);
  });

  test('leave out what the settings exclude', () => {
    expect(pathsWith({ 'docs/a.md': 'x', 'docs/deep/b.md': 'x', 'lib/a.py': '' }, ['docs/**'])).toEqual(['handler.py', 'lib/a.py']);
  });
});

describe('a function without files', () => {
  test('is refused, with the file to add', async () => {
    const { root } = workspaceWith({ orders: {} });
    rmSync(join(root, fn.entry, 'handler.py'));
    expect(await failureOf(() => listSources(root, fn))).toMatchObject({ code: 65, where: 'lambda_src/orders', fix: 'add lambda_src/orders/handler.py' });
  });

  test('is refused if its folder is missing or empty, too', async () => {
    const { root } = workspaceWith({});
    expect(await failureOf(() => listSources(root, fn))).toMatchObject({ code: 65, where: 'lambda_src/orders' });
    mkdirSync(join(root, fn.entry), { recursive: true });
    expect(await failureOf(() => listSources(root, fn))).toMatchObject({ code: 65, where: 'lambda_src/orders' });
  });
});

test('the fingerprint counts names and contents, and not the place of the checkout', () => {
  const printOf = (files: Record<string, string>) => fingerprint(listSources(workspaceWith({ orders: files }).root, fn));
  expect(printOf({ 'a.py': '1' })).toBe(printOf({ 'a.py': '1' }));
  expect(new Set([{ 'a.py': '1' }, { 'a.py': '2' }, { 'b.py': '1' }, { 'a/a.py': '1' }, {}].map((files) => printOf(files as Record<string, string>))).size).toBe(5);
});
