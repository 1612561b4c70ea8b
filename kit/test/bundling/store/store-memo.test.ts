import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Description } from '../../../src/bundling/store/description';
import * as manifest from '../../../src/bundling/store/manifest';
import { Store } from '../../../src/bundling/store/store';
import type { Workspace } from '../../../src/config/workspace';
import { temporaryFolder, write } from '../../project/workspace';

const DESCRIPTION: Description = { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
const keyOf = (digit: string) => `local-${digit.repeat(64)}`;
const KEY = keyOf('1');

async function newStore(files: Record<string, string> = { 'handler.py': 'x = 1\n', 'idna/core.py': 'y = 2\n' }) {
  const root = join(temporaryFolder(), 'cache');
  const store = new Store(root);
  await add(store, KEY, files);
  return { root, store, file: join(root, KEY, 'files/handler.py') };
}

function add(store: Store, key: string, files: Record<string, string>) {
  return store.publish(key, async (directory) => {
    write(directory, files);
    return DESCRIPTION;
  });
}

/** Another byte where everything else is as it was, down to the nanoseconds. */
function rot(file: string): void {
  const link = join(dirname(file), 'twin');
  execFileSync('cp', ['--preserve=timestamps', file, link]);
  writeFileSync(file, 'x = 2\n');
  execFileSync('touch', ['--reference', link, file]);
  rmSync(link);
}

/** How often contents are hashed while `work` runs. */
function hashings(work: () => unknown): number {
  const spy = jest.spyOn(manifest, 'differences');
  try {
    work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

describe('a tree that was checked', () => {
  test('is not hashed again as long as nothing touched it, by another process neither', async () => {
    const { root, store } = await newStore();
    expect(hashings(() => store.find(KEY))).toBe(0);
    expect(hashings(() => expect(new Store(root).find(KEY)).toBeDefined())).toBe(0);
  });

  test('is hashed again after a file was touched, and accepted: its content is the same', async () => {
    const { store, file } = await newStore();
    store.find(KEY);
    utimesSync(file, new Date(), new Date());
    expect(hashings(() => expect(store.find(KEY)).toBeDefined())).toBe(1);
    expect(hashings(() => store.find(KEY))).toBe(0);
  });

  test('is found damaged, if a byte changed and the size and the time are as they were', async () => {
    const { store, file } = await newStore();
    store.find(KEY);
    const { atime, mtime, size } = statSync(file);
    writeFileSync(file, 'x = 2\n');
    utimesSync(file, atime, mtime);
    expect(statSync(file)).toMatchObject({ size, mtime });
    expect(store.find(KEY)).toBeUndefined();
    expect(store.has(KEY)).toBe(false);
  });

  test('is found damaged, if another file was put in the place of one', async () => {
    const { store, file } = await newStore();
    store.find(KEY);
    const { atime, mtime } = statSync(file);
    write(join(file, '..'), { other: 'x = 2\n' });
    utimesSync(join(file, '../other'), atime, mtime);
    renameSync(join(file, '../other'), file);
    expect(store.find(KEY)).toBeUndefined();
  });

  test('is hashed in full by a thorough store, once in each process: a disk that changes a byte leaves no trace', async () => {
    const { root, store, file } = await newStore();
    rot(file);
    expect(hashings(() => expect(store.find(KEY)).toBeDefined())).toBe(0);
    const sound = new Store(join(root, '../other'), true);
    await add(sound, KEY, { 'handler.py': 'x = 1\n' });
    expect(hashings(() => sound.find(KEY))).toBe(0);
    const again = new Store(join(root, '../other'), true);
    expect(hashings(() => [1, 2].forEach(() => expect(again.find(KEY)).toBeDefined()))).toBe(1);
    expect(new Store(root, true).find(KEY)).toBeUndefined();
    expect(store.has(KEY)).toBe(false);
  });

  test.each([['release', 0], ['verify', 0], ['develop', 1], ['unit', 1]])('that a disk damaged by itself is found by purpose %s: %i', async (purpose, found) => {
    const { root, store, file } = await newStore();
    store.find(KEY);
    rot(file);
    const checkout = temporaryFolder();
    renameSync(root, join(checkout, '.bundle-cache'));
    process.env.BUNDLING_PURPOSE = purpose;
    expect(Store.of({ root: checkout } as Workspace).find(KEY) ? 1 : 0).toBe(found);
  });

  test('is not trusted for a memo that belongs to other files', async () => {
    const { root, store, file } = await newStore();
    await add(store, keyOf('2'), { 'handler.py': 'x = 2\n' });
    [KEY, keyOf('2')].forEach((key) => store.find(key));
    writeFileSync(file, 'x = 3\n');
    writeFileSync(join(root, KEY, 'checked.json'), readFileSync(join(root, keyOf('2'), 'checked.json')));
    expect(store.find(KEY)).toBeUndefined();
  });
});

describe('the list of trees', () => {
  test('has the files on the disk and the last use of each, the latest first, and nothing that is no tree', async () => {
    const { root, store } = await newStore({ 'a.py': '12345' });
    await add(store, keyOf('2'), { 'b.py': '1', 'c.py': '22' });
    write(root, { 'exports/x.txt': '', '.building-x/files/a.py': '', 'stray': '' });
    utimesSync(join(root, KEY), new Date(1_000), new Date(1_000));
    const [latest, first] = store.list();
    expect(latest.key).toBe(keyOf('2'));
    const zipOf = (key: string) => statSync(join(root, key, 'artifact.zip')).size;
    expect([...latest.files.values()]).toEqual([1, 2, zipOf(keyOf('2'))]);
    expect(Date.now() - latest.used.getTime()).toBeLessThan(60_000);
    expect([first.key, [...first.files.values()], first.used.getTime()]).toEqual([KEY, [5, zipOf(KEY)], 1_000]);
    expect(store.list()).toHaveLength(2);
  });

  test('follows the use: what was found is the latest', async () => {
    const { root, store } = await newStore();
    await add(store, keyOf('2'), { 'b.py': '1' });
    for (const key of [KEY, keyOf('2')]) utimesSync(join(root, key), new Date(1_000), new Date(1_000));
    store.find(KEY);
    expect(store.list().map(({ key }) => key)).toEqual([KEY, keyOf('2')]);
  });

  test('is empty where there is no store, and making the list makes none', () => {
    const root = join(temporaryFolder(), 'cache');
    expect(new Store(root).list()).toEqual([]);
    expect(existsSync(root)).toBe(false);
  });

  test('lacks a tree that was removed, and only that', async () => {
    const { root, store } = await newStore();
    await add(store, keyOf('2'), { 'b.py': '1' });
    store.remove(KEY);
    expect(store.list().map(({ key }) => key)).toEqual([keyOf('2')]);
    expect(readdirSync(root)).toEqual([keyOf('2')]);
  });
});
