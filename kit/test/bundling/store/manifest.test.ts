import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, contentHash, describeFiles, differences, isDirectory, signature, totalSize, walk } from '../../../src/bundling/store/manifest';
import { failureOf, temporaryFolder, write } from '../../project/workspace';

const FILES = { 'b.py': 'b', 'a/__init__.py': '', '.hidden/c': 'ccc' };

function manifestOf(directory: string): Manifest {
  return {
    schemaVersion: 3, key: 'local-1', mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [], files: describeFiles(directory), artifact: { sha256: '', size: 0 },
  };
}

describe('the description of a folder', () => {
  test('lists every file, hidden and empty ones too, with its SHA-256 and size', () => {
    expect(describeFiles(write(temporaryFolder(), FILES))).toEqual({
      '.hidden/c': { sha256: '64daa44ad493ff28a96effab6e77f1732a3d97d83241581b37dbd70a7a4900fe', size: 3, mode: '644' },
      'a/__init__.py': { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0, mode: '644' },
      'b.py': { sha256: '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d', size: 1, mode: '644' },
    });
  });

  test('has one order, whatever order the files were written in', () => {
    const reversed = Object.fromEntries(Object.entries(FILES).reverse());
    const texts = [FILES, reversed].map((files) => JSON.stringify(describeFiles(write(temporaryFolder(), files))));
    expect(texts[0]).toBe(texts[1]);
  });

  test('adds up its sizes', () => {
    expect(totalSize(describeFiles(write(temporaryFolder(), FILES)))).toBe(4);
  });
});

describe('the hash of the content', () => {
  const hashOf = (files: Record<string, string>) => contentHash(describeFiles(write(temporaryFolder(), files)));

  test('is the same for the same names and contents', () => {
    expect(hashOf(FILES)).toBe(hashOf(FILES));
  });

  test.each([
    ['a byte', { ...FILES, 'b.py': 'B' }],
    ['one file more', { ...FILES, 'd.py': '' }],
    ['another name', { 'c.py': 'b', 'a/__init__.py': '', '.hidden/c': 'ccc' }],
    ['contents that changed places', { 'b.py': 'ccc', 'a/__init__.py': '', '.hidden/c': 'b' }],
  ])('differs with %s', (_, files) => {
    expect(hashOf(files)).not.toBe(hashOf(FILES));
  });

  test('does not depend on the order in which a manifest lists the files', () => {
    const files = describeFiles(write(temporaryFolder(), FILES));
    expect(contentHash(Object.fromEntries(Object.entries(files).reverse()))).toBe(contentHash(files));
  });
});

describe('the differences between a manifest and a folder', () => {
  test('are none right after it was written', () => {
    const directory = write(temporaryFolder(), FILES);
    expect(differences(manifestOf(directory), directory)).toEqual([]);
  });

  test('name what is missing, changed and added', () => {
    const directory = write(temporaryFolder(), FILES);
    const manifest = manifestOf(directory);
    rmSync(join(directory, 'a/__init__.py'));
    write(directory, { 'b.py': 'x', 'new/file': '1' });
    expect(differences(manifest, directory)).toEqual(['missing: a/__init__.py', 'changed: b.py', 'added: a', 'added: new/file']);
  });

  test('name a file that became executable, a link in the place of a file, and an empty folder', () => {
    const directory = write(temporaryFolder(), FILES);
    const manifest = manifestOf(directory);
    chmodSync(join(directory, 'b.py'), 0o755);
    rmSync(join(directory, '.hidden/c'));
    symlinkSync('../b.py', join(directory, '.hidden/c'));
    mkdirSync(join(directory, 'empty'));
    expect(differences(manifest, directory)).toEqual(['changed: .hidden/c', 'changed: b.py', 'added: empty']);
  });

  test('are none for other modes that make nothing executable, as another umask leaves them', () => {
    const directory = write(temporaryFolder(), FILES);
    const manifest = manifestOf(directory);
    chmodSync(join(directory, 'b.py'), 0o664);
    expect(differences(manifest, directory)).toEqual([]);
  });
});

describe('the signature of a folder', () => {
  test.each<[string, (file: string) => void]>([
    ['a file that became executable', (file) => chmodSync(file, 0o755)],
    ['a file that was written to', (file) => writeFileSync(file, 'B')],
    ['another time', (file) => utimesSync(file, 1, 1)],
  ])('differs with %s', (_, change) => {
    const directory = write(temporaryFolder(), FILES);
    const before = signature(directory);
    expect(signature(directory)).toBe(before);
    change(join(directory, 'b.py'));
    expect(signature(directory)).not.toBe(before);
  });
});

describe('an entry of a folder', () => {
  test('that is a pipe is told apart from a link, and not read', () => {
    const directory = write(temporaryFolder(), {});
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    expect(walk(directory)).toEqual([{ path: 'pipe', kind: 'special file' }]);
    expect(describeFiles(directory)).toEqual({ pipe: { sha256: 'special file', size: 0, mode: 'special' } });
  });

  test('whose name is not UTF-8 is refused with its place', async () => {
    for (const make of [mkdirSync, (path: Buffer) => writeFileSync(path, '')]) {
      const directory = write(temporaryFolder(), FILES);
      make(Buffer.concat([Buffer.from(`${directory}/caf`), Buffer.from([0xe9])]));
      expect(await failureOf(() => walk(directory))).toMatchObject({ code: 65, where: directory, message: 'the name of caf\ufffd is not UTF-8', fix: 'rename it' });
      expect(walk(directory, (path) => path.startsWith('caf'))).toHaveLength(3);
    }
  });

  test('of more bytes than are read at once has the hash of all of them', () => {
    const content = Buffer.alloc(2_500_000, 'abcdefg');
    const directory = write(temporaryFolder(), { large: content });
    expect(describeFiles(directory).large).toEqual({ sha256: createHash('sha256').update(content).digest('hex'), size: 2_500_000, mode: '644' });
  });
});

test('a folder is a folder, and a file or nothing is none', () => {
  const directory = write(temporaryFolder(), { file: '' });
  expect([directory, join(directory, 'file'), join(directory, 'absent')].map(isDirectory)).toEqual([true, false, false]);
});
