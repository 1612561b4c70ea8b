import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { normalise } from '../../../src/bundling/builders/normalise';
import { contentHash, describeFiles } from '../../../src/bundling/store/manifest';
import { type Files, temporaryFolder, write } from '../../project/workspace';

const PACKAGE: Files = { 'idna/__init__.py': 'x', 'idna-3.7.dist-info/METADATA': 'Name: idna\n' };

function normalised(files: Files): string {
  const directory = write(temporaryFolder(), files);
  normalise(directory);
  return directory;
}

const pathsOf = (directory: string) => Object.keys(describeFiles(directory));

describe('what an installer leaves behind is taken away', () => {
  test.each([
    'bin/idna', 'bin/deep/script', '.lock', 'idna/__pycache__/core.cpython-311.pyc', 'idna/core.pyc', '__pycache__/six.pyc', 'idna-3.7.dist-info/INSTALLER',
    'idna-3.7.dist-info/REQUESTED', 'idna-3.7.dist-info/direct_url.json', 'idna-3.7.dist-info/uv_cache.json', 'idna-3.7.dist-info/uv_build.json',
  ])('%s', (path) => {
    expect(pathsOf(normalised({ ...PACKAGE, [path]: '#!/home/me/python' }))).toEqual(Object.keys(PACKAGE).sort());
  });

  test('but nothing that a package owns', () => {
    const owned = ['idna/bin/tool', 'idna/INSTALLER', 'idna/.lock', 'idna.libs/libz.so.1', 'idna-3.7.dist-info/licenses/LICENSE', 'idna-3.7.dist-info/entry_points.txt'];
    const files = Object.fromEntries(owned.map((path) => [path, 'x']));
    expect(pathsOf(normalised({ ...PACKAGE, ...files }))).toEqual([...owned, ...Object.keys(PACKAGE)].sort());
  });
});

describe('the RECORD of a package', () => {
  const recordOf = (record: string) => readFileSync(join(normalised({
    ...PACKAGE, 'idna/a, b.py': '', 'bin/idna': '', 'idna-3.7.dist-info/INSTALLER': 'uv', 'idna-3.7.dist-info/RECORD': record,
  }), 'idna-3.7.dist-info/RECORD'), 'utf8');

  test('lists only what is still there', () => {
    expect(recordOf([
      'bin/idna,sha256=abc,10', 'idna/__init__.py,sha256=def,1', '"idna/a, b.py",sha256=ghi,0', 'idna/__pycache__/__init__.cpython-311.pyc,,',
      'idna-3.7.dist-info/INSTALLER,sha256=jkl,2', 'idna-3.7.dist-info/RECORD,,', '',
    ].join('\n'))).toBe(['idna/__init__.py,sha256=def,1', '"idna/a, b.py",sha256=ghi,0', 'idna-3.7.dist-info/RECORD,,', ''].join('\n'));
  });

  test('stays byte for byte as it is, if all of it is there', () => {
    const record = 'idna/__init__.py,sha256=def,1\nidna-3.7.dist-info/RECORD,,\n';
    expect(recordOf(record)).toBe(record);
  });
});

describe('file modes', () => {
  test('are one of two: executable or not, for everybody', () => {
    const directory = write(temporaryFolder(), { 'tool.so': 'x', 'a.py': 'x', 'private.py': 'x' });
    chmodSync(join(directory, 'tool.so'), 0o700);
    chmodSync(join(directory, 'a.py'), 0o664);
    chmodSync(join(directory, 'private.py'), 0o400);
    normalise(directory);
    const modes = ['tool.so', 'a.py', 'private.py'].map((path) => (statSync(join(directory, path)).mode % 0o1000).toString(8));
    expect(modes).toEqual(['755', '644', '644']);
  });
});

test('folders that are or become empty are taken away, and the tree itself stays', () => {
  const directory = write(temporaryFolder(), { 'idna/deep/__pycache__/a.pyc': 'x', 'six.py': '' });
  mkdirSync(join(directory, 'empty/in/here'), { recursive: true });
  normalise(directory);
  expect(['idna', 'empty'].map((name) => existsSync(join(directory, name)))).toEqual([false, false]);
  expect(existsSync(normalised({ '.lock': '' }))).toBe(true);
});

describe('opt-in', () => {
  const files: Files = {
    ...PACKAGE, 'idna/core.py': '', 'idna/core.pyi': '', 'idna/fast.c': '', 'idna/fast.h': '', 'idna/fast.so': '', 'idna/tests/test_core.py': '', 'idna/test/x.py': '',
    'idna/testing.py': '', 'idna-3.7.dist-info/tests/x.py': '', 'idna-3.7.dist-info/RECORD': 'idna/core.py,,\nidna/core.pyi,,\nidna/tests/test_core.py,,\n',
    'idna/__pycache__/core.cpython-313.pyc': 'x',
  };
  const treeOf = (options?: Parameters<typeof normalise>[1]) => {
    const directory = write(temporaryFolder(), files);
    normalise(directory, options);
    return { paths: pathsOf(directory), record: readFileSync(join(directory, 'idna-3.7.dist-info/RECORD'), 'utf8') };
  };

  test('slimming takes away tests, stubs and sources of extensions, and nothing of the metadata', () => {
    const { paths, record } = treeOf({ slim: true });
    expect(paths).toEqual([
      'idna-3.7.dist-info/METADATA', 'idna-3.7.dist-info/RECORD', 'idna-3.7.dist-info/tests/x.py', 'idna/__init__.py', 'idna/core.py', 'idna/fast.so', 'idna/testing.py',
    ]);
    expect(record).toBe('idna/core.py,,\n');
  });

  test('bytecode stays only where it was asked for', () => {
    const path = 'idna/__pycache__/core.cpython-313.pyc';
    expect(treeOf({ bytecode: true }).paths).toContain(path);
    expect(treeOf().paths).not.toContain(path);
  });

  test('nothing is slimmed unless it was asked for', () => {
    expect(treeOf().paths).toEqual(expect.arrayContaining(['idna/core.pyi', 'idna/fast.c', 'idna/tests/test_core.py']));
  });
});

test('two machines end with equal trees', () => {
  const record = 'idna/__init__.py,sha256=def,1\nidna-3.7.dist-info/RECORD,,\n';
  const here = normalised({ ...PACKAGE, 'idna-3.7.dist-info/RECORD': `${record}` });
  const there = normalised({
    ...PACKAGE, 'bin/idna': '#!/usr/bin/python3', 'idna-3.7.dist-info/RECORD': `bin/idna,sha256=1,2\n${record}`, 'idna/__pycache__/a.pyc': 'x', '.lock': '',
  });
  expect(contentHash(describeFiles(here))).toBe(contentHash(describeFiles(there)));
});
