import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { compress } from '../../../src/bundling/zip/compression';
import { KeptZip } from '../../../src/bundling/zip/kept-zip';
import { type FileOfTree, type Parts, zipTree, zipTreeNow } from '../../../src/bundling/zip/tree';
import { ZipWriter } from '../../../src/bundling/zip/writer';
import { type Files, failureOf, temporaryFolder, write } from '../../project/workspace';

/** The same bytes on every machine, of which some repeat. */
function bytes(seed: number, size: number): string {
  let state = seed;
  return Array.from({ length: size }, (_, i) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return String.fromCharCode(i % 7 < 4 ? 97 + (i % 13) : 97 + Math.floor((state / 2_147_483_648) * 26));
  }).join('');
}

const TREE: Files = {
  'handler.py': 'def handler(event, context):\n    return event\n', 'package/__init__.py': '', 'package/data.txt': bytes(1, 70_000), 'package/small.txt': bytes(2, 3_000),
  'bin/run.sh': '#!/bin/sh\n', 'ümläut/名前 😀.txt': 'named in Unicode\n', '.hidden': 'x', 'a': 'one byte that cannot be smaller',
};

const described = (files: Files): FileOfTree[] => Object.entries(files).map(([path, content]) => ({ path, executable: path.endsWith('.sh'), size: content.length }));
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

function zipped(files: Files, parts?: Parts): { zip: string; sha256: string } {
  const zip = join(temporaryFolder(), 'made.zip');
  return { zip, sha256: zipTreeNow(write(temporaryFolder(), files), described(files), zip, parts).sha256 };
}

describe('the zip of a tree', () => {
  test('has these very bytes, on every machine and with every Node: another compressor, version or level would show here', () => {
    expect(zipped(TREE).sha256).toBe('46b1f3e35338345ee82961134cefc6a6653176e72633dd280aab94602fc1052a');
  });

  test('has the hash that it is said to have, whatever order the files are in', () => {
    const { zip, sha256: said } = zipped(TREE);
    expect(sha256(zip)).toBe(said);
    expect(zipped(Object.fromEntries(Object.entries(TREE).reverse())).sha256).toBe(said);
  });

  test.each<[string, Files]>([['a name', { ...TREE, b: TREE.a }], ['a byte', { ...TREE, a: 'one byte that cannot be smalleR' }], ['a mode', { ...TREE, 'a.sh': '' }]])('is another one with %s more or other', (_, files) => {
    expect(zipped(files).sha256).not.toBe(zipped(TREE).sha256);
  });

  test('is sound to unzip, which takes out the same files with their modes', () => {
    const { zip } = zipped(TREE);
    expect(execFileSync('unzip', ['-tq', zip], { encoding: 'utf8' })).toContain('No errors detected');
    const out = temporaryFolder();
    execFileSync('unzip', ['-q', zip, '-d', out], { env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    for (const [path, content] of Object.entries(TREE)) expect(readFileSync(join(out, path), 'utf8')).toBe(content);
    expect(execFileSync('stat', ['-c', '%a %Y', 'bin/run.sh', 'handler.py'], { cwd: out, encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } })).toBe('755 315532800\n644 315532800\n');
  });

  test("is sound to Python's zipfile, which imports from it, with names, modes, dates and checksums", () => {
    const script = `import json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
print(json.dumps({i.filename: [oct(i.external_attr >> 16), list(i.date_time), z.read(i).decode()] for i in z.infolist()}))
sys.path.insert(0, sys.argv[1])
import handler, package
assert handler.handler(7, None) == 7`;
    const found = JSON.parse(execFileSync('python3', ['-c', script, zipped(TREE).zip], { encoding: 'utf8' })) as Record<string, unknown>;
    expect(found).toEqual(Object.fromEntries(Object.entries(TREE).map(([path, content]) =>
      [path, [path.endsWith('.sh') ? '0o100755' : '0o100644', [1980, 1, 1, 0, 0, 0], content]])));
    expect(Object.keys(found)).toEqual(Object.keys(TREE).sort((a, b) => (a < b ? -1 : 1)));
  });

  test('of nothing at all is sound, too', () => {
    expect(execFileSync('python3', ['-c', 'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())', zipped({}).zip], { encoding: 'utf8' })).toBe('[]\n');
  });

  test('of much is compressed in threads to the same bytes as in one, and leaves none of them behind', async () => {
    const small = Array.from({ length: 150 }, (_, i) => [`many/${i}.txt`, bytes(i, 1_000).repeat(25)]);
    const many: Files = { ...TREE, ...Object.fromEntries(small), 'many/large.bin': bytes(9, 1_000).repeat(1_500) };
    const zip = join(temporaryFolder(), 'made.zip');
    const { sha256: said } = await zipTree(write(temporaryFolder(), many), described(many), zip);
    expect(said).toBe(zipped(many).sha256);
    expect(sha256(zip)).toBe(said);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort')).toEqual([]);
  });

  test.each<['at once' | 'in threads', number]>([['at once', 10], ['in threads', 5_000_000]])('fails where a file vanished, %s, and holds no file open', async (_, size) => {
    const zip = join(temporaryFolder(), 'made.zip');
    await expect(zipTree(temporaryFolder(), [{ path: 'gone', executable: false, size }], zip)).rejects.toThrow('ENOENT');
    const open = readdirSync('/proc/self/fd').map((fd) => join('/proc/self/fd', fd)).filter((fd) => existsSync(fd));
    expect(open.filter((fd) => readlinkSync(fd) === zip)).toEqual([]);
  });
});

describe('files that another zip holds', () => {
  const [ONE, OTHER] = [{ 'a/1.py': bytes(3, 5_000), 'a/2.py': 'x', 'z.py': bytes(4, 900) }, { 'b/1.py': bytes(5, 9_000), 'b/2.py': '' }];

  test('are taken as they are: the zip is the very one that compressing all of it makes, and nothing of theirs is read again', () => {
    const own = { 'a/15.py': 'between\n', 'handler.py': 'own\n' };
    const of = new Map([ONE, OTHER].flatMap((files, i) => Object.keys(files).map((path): [string, number] => [path, i])));
    const parts = { zips: [zipped(ONE).zip, zipped(OTHER).zip], of };
    const zip = join(temporaryFolder(), 'made.zip');
    const { sha256: spliced } = zipTreeNow(write(temporaryFolder(), own), described({ ...own, ...ONE, ...OTHER }), zip, parts);
    expect(spliced).toBe(zipped({ ...own, ...ONE, ...OTHER }).sha256);
    expect(execFileSync('unzip', ['-tq', zip], { encoding: 'utf8' })).toContain('No errors detected');
  });

  test.each([0, 10, 21])('are not taken from a zip that is cut off after %i bytes', async (size) => {
    const { zip } = zipped(ONE);
    const cut = join(write(temporaryFolder(), {}), 'cut.zip');
    execFileSync('cp', [zip, cut]);
    execFileSync('truncate', ['-s', String(size), cut]);
    expect(await failureOf(() => new KeptZip(cut))).toMatchObject({ code: 70, message: 'a kept zip has no sound end' });
  });
});

test('a zip that would have more files than a zip can hold is refused with 65 and what to do, and one with as many is sound', async () => {
  const fill = (count: number) => {
    const zip = join(temporaryFolder(), 'made.zip');
    const writer = new ZipWriter(zip);
    try {
      for (let i = 0; i < count; i++) writer.add(`f${i}`, false, compress(Buffer.alloc(0)));
      writer.finish();
    } finally {
      writer.close();
    }
    return zip;
  };
  expect(execFileSync('python3', ['-c', 'import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))', fill(65_535)], { encoding: 'utf8' })).toBe('65535\n');
  const kept = new KeptZip(fill(65_535)); // whose directory is larger than what is read at once
  kept.close();
  expect([...kept.members.keys()].filter((path, i) => path !== `f${i}`)).toEqual([]);
  expect(kept.members.size).toBe(65_535);
  expect(await failureOf(() => fill(65_536))).toMatchObject({ code: 65, message: "more than 65535 files, which a zip of Lambda's cannot hold", fix: expect.stringContaining('slim') });
});
