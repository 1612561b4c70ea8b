import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, listMissed, listPackage, listSources } from '../../../src/bundling/plan';
import { failureOf, functionSettings, temporaryFolder, workspaceWith, write } from '../../project/workspace';

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
      path: 'z.py', absolute: join(root, 'lambda_src/orders/z.py'), executable: false, sha256: '594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d67b06',
    });
  });

  test.each([
    'tests/test_handler.py', 'tests/data/big.bin', 'events/create.json', 'requirements.txt', 'requirements.in', 'requirements-dev.txt', 'pyproject.toml',
    'uv.lock', 'poetry.lock', 'Pipfile', 'Pipfile.lock', '__pycache__/handler.pyc', 'lib/__pycache__/a.pyc', 'lib/a.pyo', '.env', '.env.local',
    '.aws/credentials', 'lib/.DS_Store', '.git/config', 'certs/server.key', 'certs/client.p12', 'client.pfx', 'trust.jks', 'app.keystore', 'prod.env', 'cdk.out/x.json', 'node_modules/a/index.js', 'venv/bin/python',
  ])('never hold %s', (path) => {
    expect(pathsWith({ [path]: 'x' })).toEqual(['handler.py']);
  });

  test.each(['lib/tests/helper.py', 'lib/events/names.py', 'environment.py', 'key.py', 'data/requirements.txt', 'certs/ca.pem'])('hold %s, which only looks alike', (path) => {
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

describe('a shared folder', () => {
  test('is without what the settings exclude, by its path in the bundle, even a link that would be refused', () => {
    const { root } = workspaceWith({ orders: { 'a.md': '', 'data/x.csv': '' } });
    write(join(root, 'lambda_src/_shared'), { 'money/__init__.py': '', 'money/b.md': '', 'money/data/y.csv': '', 'money/old/z.py': '' });
    symlinkSync('/nowhere', join(root, 'lambda_src/_shared/money/old/link'));
    const listed = listSources(root, { ...fn, shared: ['money'], exclude: ['**/*.md', 'data/**', 'money/old/**'] });
    expect(listed.map(({ path }) => path)).toEqual(['handler.py', 'money/__init__.py', 'money/data/y.csv']);
  });

  const withShared = (own: Record<string, string> = {}) => {
    const { root } = workspaceWith({ orders: own });
    write(join(root, 'lambda_src/_shared'), { 'money/__init__.py': '', 'money/tests/x.py': '', 'mail/__init__.py': '', 'mail/.env': 'SECRET=1' });
    return root;
  };
  const paths = (root: string, shared: string[]) => listSources(root, { ...fn, shared }).map(({ path }) => path);

  test('is shipped below its name, if the function uses it', () => {
    expect(paths(withShared(), ['mail', 'money'])).toEqual(['handler.py', 'mail/__init__.py', 'money/__init__.py']);
    expect(paths(withShared(), ['mail'])).toEqual(['handler.py', 'mail/__init__.py']);
    expect(paths(withShared(), [])).toEqual(['handler.py']);
  });

  test('that is not there is refused, with the setting that names it', async () => {
    const failure = await failureOf(() => paths(withShared(), ['maths']));
    expect(failure).toMatchObject({ code: 65, where: 'orders', message: 'there is no shared folder lambda_src/_shared/maths' });
    expect(failure.fix).toContain("take 'maths' out of functions.orders.shared");
  });

  test('never hides a file of the function', async () => {
    const failure = await failureOf(() => paths(withShared({ 'money/__init__.py': 'own' }), ['money']));
    expect(failure).toMatchObject({ code: 65, where: 'orders', message: 'money/__init__.py is in the function and in lambda_src/_shared' });
  });
});

describe('a link', () => {
  const linked = (target: string, path = 'link.py') => {
    const { root } = workspaceWith({ orders: { 'lib/a.py': 'A = 1\n' } });
    symlinkSync(target, join(root, fn.entry, path));
    return root;
  };

  test('to a file of the same function is as good as the file', () => {
    const [, a, link] = listSources(linked('lib/a.py'), fn);
    expect(link).toEqual({ path: 'link.py', absolute: a.absolute, executable: false, sha256: a.sha256, links: [expect.stringMatching(/orders\/link\.py$/)] });
  });

  test.each([
    ['out of the checkout', '/etc/hostname', /leads out of the checkout: \/etc\/hostname$/],
    ['to a folder outside', '/etc', /leads out of the checkout: \/etc$/],
    ['to the folder of the checkout', '../../..', /leads out of the checkout: /],
    ['to a folder that it is in', '../../lambda_src', /^link\.py is a link to a folder that it is in$/],
    ['to its own folder', '.', /^link\.py is a link to a folder that it is in$/],
    ['to the root', '../..', /^link\.py is a link to a folder that it is in$/],
    ['to itself', 'link.py', /leads nowhere$/],
    ['nowhere', 'missing.py', /leads nowhere$/],
  ])('%s is refused, and not followed', async (_, target, message) => {
    const failure = await failureOf(() => listSources(linked(target), fn));
    expect(failure).toMatchObject({ code: 65, where: 'orders', message: expect.stringMatching(message) });
  });

  test.each([['.env', '.env'], ['tests/data.json', 'tests/data.json'], ['docs/a.md', 'docs/a.md'], ['hop.txt', '.env']])(
    'to %s, which is not shipped, is refused: it would ship it', async (target, real) => {
      const { root } = workspaceWith({ orders: { '.env': 'SECRET=1', 'tests/data.json': '{}', 'docs/a.md': '' } });
      symlinkSync('.env', join(root, fn.entry, 'hop.txt'));
      symlinkSync(target, join(root, fn.entry, 'a.txt'));
      const failure = await failureOf(() => listSources(root, { ...fn, exclude: ['docs/**'] }));
      expect(failure).toMatchObject({ code: 65, where: 'orders', message: `a.txt is a link that leads to ${real}, which is not shipped`, fix: 'take the link away' });
    });

  test('that is not shipped does not matter', () => {
    expect(listSources(linked('/etc/hostname', '.venv'), fn).map(({ path }) => path)).toEqual(['handler.py', 'lib/a.py']);
  });
});

test('a pipe is called one', async () => {
  const { root } = workspaceWith({ orders: {} });
  execFileSync('mkfifo', [join(root, fn.entry, 'queue')]);
  expect(await failureOf(() => listSources(root, fn))).toMatchObject({ code: 65, where: 'orders', message: 'queue is a pipe, a socket or a device, and no file' });
});

test('more than Lambda takes is refused before it is read, with the largest files', async () => {
  const { root } = workspaceWith({ orders: { 'model.bin': '', 'rates.csv': '' } });
  truncateSync(join(root, fn.entry, 'model.bin'), 2_200_000_000);
  truncateSync(join(root, fn.entry, 'rates.csv'), 1_000_000);
  const failure = await failureOf(() => listSources(root, fn));
  expect(failure).toMatchObject({ code: 65, where: 'orders', fix: expect.stringContaining('functions.orders.exclude') });
  expect(failure.message).toMatch(/^it has 2201000\d{3} bytes, and Lambda takes 262144000; the largest files: model\.bin 2200\.0 MB, rates\.csv 1\./);
});

test('files that a function may miss are those that nobody expects to be left out', () => {
  const missed = ['events/__init__.py', 'certs/client.p12', 'prod.env'];
  const expected = ['events/create.json', '.env', 'tests/test_a.py', 'tests/server.key', 'old/a.key', 'venv/a.key'];
  const { root } = workspaceWith({ orders: Object.fromEntries([...missed, ...expected].map((path) => [path, ''])) });
  write(join(root, 'lambda_src/_shared'), { 'money/events/names.py': '', 'money/__init__.py': '' });
  expect(listMissed(root, { ...fn, shared: ['money'], exclude: ['old/**'] })).toEqual([
    'lambda_src/orders/certs/client.p12', 'lambda_src/orders/events/__init__.py', 'lambda_src/orders/prod.env', 'lambda_src/_shared/money/events/names.py',
  ]);
});

describe('the files of a local package', () => {
  const listed = (files: Record<string, string>) => {
    const root = write(temporaryFolder(), files);
    return listPackage(root, 'money', 'orders').map(({ path }) => path);
  };

  test('are those that it is built from, its tests and data too', () => {
    expect(listed({
      'money/pyproject.toml': '', 'money/src/money/__init__.py': '', 'money/src/money/rates.json': '', 'money/tests/x.py': '',
      'money/build/lib/old.py': '', 'money/dist/money.whl': '', 'money/src/money.egg-info/PKG-INFO': '', 'money/.venv/x': '', 'money/src/money/__pycache__/x.pyc': '',
    })).toEqual(['pyproject.toml', 'src/money/__init__.py', 'src/money/rates.json', 'tests/x.py']);
  });

  test('are refused where there is no package, with the path to correct', async () => {
    expect(await failureOf(() => listed({ 'money/__init__.py': '' }))).toMatchObject({ code: 65, where: 'orders', fix: 'correct the path, or add money/pyproject.toml' });
  });
});
