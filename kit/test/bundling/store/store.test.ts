import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Description } from '../../../src/bundling/store/description';
import { Store } from '../../../src/bundling/store/store';
import { failureOf, temporaryFolder, write } from '../../project/workspace';

const KEY = `local-${'1'.repeat(64)}`;
const DESCRIPTION: Description = { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: ['idna==3.7'] };

function newStore() {
  const root = join(temporaryFolder(), 'cache');
  return { root, store: new Store(root) };
}

function build(files: Record<string, string> = { 'handler.py': 'x = 1\n', 'idna/core.py': 'y = 2\n' }) {
  return async (directory: string) => {
    write(directory, files);
    return DESCRIPTION;
  };
}

describe('a published tree', () => {
  test('is found again by its key, by another process too, with what was said of it', async () => {
    const { root, store } = newStore();
    const published = await store.publish(KEY, build());
    const found = new Store(root).find(KEY);
    expect(found).toEqual(published);
    expect(found?.manifest).toMatchObject({ schemaVersion: 3, key: KEY, ...DESCRIPTION });
    expect(Object.keys(found?.manifest.files ?? {})).toEqual(['handler.py', 'idna/core.py']);
    expect(readFileSync(join(found!.directory, 'handler.py'), 'utf8')).toBe('x = 1\n');
  });

  test('has a manifest without times and paths: two stores write the same bytes', async () => {
    const manifests = await Promise.all([newStore(), newStore()].map(async ({ root, store }) => {
      await store.publish(KEY, build());
      return readFileSync(join(root, KEY, 'manifest.json'), 'utf8');
    }));
    expect(manifests[0]).toBe(manifests[1]);
  });

  test('has one of two modes for every file, whatever the umask was', async () => {
    const { store } = newStore();
    const { directory } = await store.publish(KEY, async (folder) => {
      write(folder, { 'run.sh': '', 'a.py': '', 'b.py': '' });
      for (const [path, mode] of [['run.sh', 0o700], ['a.py', 0o600], ['b.py', 0o666]] as const) chmodSync(join(folder, path), mode);
      return DESCRIPTION;
    });
    expect(['run.sh', 'a.py', 'b.py'].map((path) => (statSync(join(directory, path)).mode % 0o1000).toString(8))).toEqual(['755', '644', '644']);
  });

  test('is alone in the store: no scratch folder stays', async () => {
    const { root, store } = newStore();
    await store.publish(KEY, build());
    expect(readdirSync(root)).toEqual([KEY]);
  });
});

describe('a damaged tree is not found, and is taken away so that it is made anew', () => {
  const damages: Record<string, (place: string) => void> = {
    'a flipped byte': (place) => writeFileSync(join(place, 'files/handler.py'), 'x = 2\n'),
    'a missing file': (place) => rmSync(join(place, 'files/handler.py')),
    'an extra file': (place) => writeFileSync(join(place, 'files/extra.py'), ''),
    'an extra hidden file': (place) => writeFileSync(join(place, 'files/.extra'), ''),
    'no files at all': (place) => rmSync(join(place, 'files'), { recursive: true }),
    'no manifest': (place) => rmSync(join(place, 'manifest.json')),
    'half a manifest': (place) => writeFileSync(join(place, 'manifest.json'), '{"schemaVersion": 3, "ke'),
    'the manifest of another key': (place) => {
      const path = join(place, 'manifest.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('local-1', 'local-2'));
    },
  };

  test.each(Object.keys(damages))('%s', async (damage) => {
    const { root, store } = newStore();
    await store.publish(KEY, build());
    damages[damage](join(root, KEY));
    expect(store.find(KEY)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
    await store.publish(KEY, build());
    expect(store.find(KEY)).toBeDefined();
  });

  test('a file in the place of the tree is not found either', () => {
    const { root, store } = newStore();
    write(root, { [KEY]: '' });
    expect(store.has(KEY)).toBe(false);
    expect(store.find(KEY)).toBeUndefined();
  });
});

describe('a build that fails', () => {
  test('leaves nothing behind and hands its error on', async () => {
    const { root, store } = newStore();
    const failing = store.publish(KEY, async (directory) => {
      write(directory, { 'half.py': 'x' });
      throw new Error('the disk is on fire');
    });
    await expect(failing).rejects.toThrow('the disk is on fire');
    expect(readdirSync(root)).toEqual([]);
    expect(store.has(KEY)).toBe(false);
  });

  test('does not hurt a tree that is there', async () => {
    const { root, store } = newStore();
    await store.publish(KEY, build());
    await expect(store.publish(KEY, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readdirSync(root)).toEqual([KEY]);
    expect(store.find(KEY)).toBeDefined();
  });
});

describe('two that publish at the same time', () => {
  test('both get the one whole tree, and nothing else stays', async () => {
    const { root } = newStore();
    let arrived = 0;
    let open = () => {};
    const bothAreBuilding = new Promise<void>((resolve) => { open = resolve; });
    const slow = async (directory: string) => {
      const description = await build()(directory);
      if (++arrived === 2) open();
      await bothAreBuilding;
      return description;
    };
    const [a, b] = await Promise.all([new Store(root).publish(KEY, slow), new Store(root).publish(KEY, slow)]);
    expect(a).toEqual(b);
    expect(readdirSync(root)).toEqual([KEY]);
    expect(new Store(root).find(KEY)).toEqual(a);
  });
});

describe('a scratch folder', () => {
  test('is gone after the work, whether it succeeds or not', async () => {
    const { root, store } = newStore();
    let seen = '';
    await store.withScratch(async (directory) => { seen = directory; });
    expect(seen.startsWith(join(root, '.building-'))).toBe(true);
    await expect(store.withScratch(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(seen)).toBe(false);
    expect(readdirSync(root)).toEqual([]);
  });
});

test('a store that cannot be written ends with code 73, its place and what to do', async () => {
  const file = join(write(temporaryFolder(), { taken: '' }), 'taken');
  const failure = await failureOf(() => new Store(join(file, 'cache')).publish(KEY, build()));
  expect(failure).toMatchObject({ code: 73, where: join(file, 'cache') });
  expect(failure.message).toMatch(/^the bundle store cannot be written: /);
  expect(failure.fix).toContain('writable');
});

test('the store of a checkout is its folder .bundle-cache', async () => {
  const root = temporaryFolder();
  await Store.of({ root, settings: { project: '', functions: {}, stages: [], local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' } } }).publish(KEY, build());
  expect(readdirSync(join(root, '.bundle-cache'))).toEqual([KEY]);
});
