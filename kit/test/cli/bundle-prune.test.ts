import { linkSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../src/bundling/store/store';
import { Checkout } from '../project/command-checkout';


const DAY_MS = 24 * 60 * 60 * 1000;

let checkout: Checkout;
const cache = () => join(checkout.root, '.bundle-cache');
const left = () => readdirSync(cache()).sort();
/** Bytes of a tree's zip. */
const zipOf = (key: string) => statSync(join(cache(), key, 'artifact.zip')).size;
const prune = (...args: string[]) => checkout.run('bundle:prune', args);

/** Puts a tree of this many megabytes into the store, last used so many days ago. */
async function store(key: string, days: number, megabytes = 0): Promise<void> {
  await new Store(cache()).publish(key, async (directory) => {
    writeFileSync(join(directory, 'data'), Buffer.alloc(megabytes * 1e6));
    return { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
  });
  const used = new Date(Date.now() - days * DAY_MS);
  utimesSync(join(cache(), key), used, used);
}

beforeEach(() => {
  checkout = new Checkout();
});

test('what was not used for 30 days is removed, and the rest is kept', async () => {
  await store('today', 0);
  await store('lately', 29);
  await store('old', 31, 1);
  const { code, stdout } = await prune();
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'removed 1 (1.0 MB), kept 2\n' });
  expect(left()).toEqual(['lately', 'today']);
});

test('the number of days is an option, 0 of them are everything, and a program is told the keys', async () => {
  await store('a', 1);
  await store('b', 3, 2);
  const zip = zipOf('b');
  const { stdout } = await prune('--older-than', '2', '--json');
  expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, removed: ['b'], bytes: 2e6 + zip, kept: ['a'] });
  await prune('--older-than', '0');
  expect(left()).toEqual([]);
});

test('above a size, the least recently used are removed until the rest fits', async () => {
  await store('first', 1, 2);
  await store('second', 2, 2);
  await store('third', 3, 2);
  const { stdout } = await prune('--max-size', '4.5', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ removed: ['third'], kept: ['first', 'second'] });
});

test('a large one that does not fit does not stand for an older small one', async () => {
  await store('oldest', 3, 3);
  await store('large', 2, 30);
  await store('newest', 1, 3);
  const zips = zipOf('oldest') + zipOf('large');
  const { stdout } = await prune('--max-size', '10', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ removed: ['large', 'oldest'], kept: ['newest'], bytes: 33e6 + zips });
});

test('files that two trees share count once', async () => {
  await store('packages', 1, 3);
  await store('bundle', 1, 3);
  rmSync(join(cache(), 'bundle/files/data'));
  linkSync(join(cache(), 'packages/files/data'), join(cache(), 'bundle/files/data'));
  expect(JSON.parse((await prune('--max-size', '4', '--json')).stdout).removed).toEqual([]);
});

test('what was exported from locks goes by the same age', async () => {
  for (const name of ['new', 'old']) checkout.write({ [`.bundle-cache/exports/${name}.txt`]: '' });
  const past = new Date(Date.now() - 31 * DAY_MS);
  utimesSync(join(cache(), 'exports/old.txt'), past, past);
  await prune();
  expect(readdirSync(join(cache(), 'exports'))).toEqual(['new.txt']);
  await prune('--older-than', '0');
  expect(left()).toEqual([]);
});

test('half-made trees of a killed build go too, and a store that is not there is no error', async () => {
  expect(await prune()).toMatchObject({ code: 0, stdout: 'removed 0 (0.0 MB), kept 0\n' });
  mkdirSync(join(cache(), '.building-abc/files'), { recursive: true });
  await prune();
  expect(left()).toEqual([]);
});

test.each([['--older-than', 'week'], ['--older-than', '-1'], ['--max-size', '']])('%s %j is wrong usage, and removes nothing', async (...args) => {
  await store('old', 99);
  expect((await prune(...args)).code).toBe(64);
  expect(left()).toEqual(['old']);
});
