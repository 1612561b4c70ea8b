import { type StoredTree, divide } from '../../../src/bundling/store/retention';

const LONG_AGO = new Date(0);

/** A tree with files of its own, and files that it shares. */
function tree(key: string, bytes: number, shared: Record<string, number> = {}): StoredTree {
  return { key, used: new Date(1_000), files: new Map([[`of ${key}`, bytes], ...Object.entries(shared)]) };
}

function divided(trees: StoredTree[], bytes: number, since = LONG_AGO) {
  const { kept, removed, freed } = divide(trees, { since, bytes });
  return { kept: kept.map(({ key }) => key).join(' '), removed: removed.map(({ key }) => key).join(' '), freed };
}

test('what does not fit goes, and all that was used before it', () => {
  expect(divided([tree('new', 3), tree('large', 30), tree('old', 3)], 10)).toEqual({ kept: 'new', removed: 'large old', freed: 33 });
  expect(divided([tree('new', 3), tree('old', 3)], 6)).toEqual({ kept: 'new old', removed: '', freed: 0 });
});

test('files that trees share count once, and are freed with the last of them', () => {
  const packages = { packages: 6 };
  expect(divided([tree('a', 1, packages), tree('b', 1, packages), tree('packages', 0, packages)], 8)).toEqual({ kept: 'a b packages', removed: '', freed: 0 });
  expect(divided([tree('a', 1, packages), tree('b', 1, packages)], 7)).toEqual({ kept: 'a', removed: 'b', freed: 1 });
  expect(divided([tree('a', 1, packages), tree('b', 1, packages)], 0)).toEqual({ kept: '', removed: 'a b', freed: 8 });
});

test('what was last used before goes, whatever room there is', () => {
  expect(divided([tree('new', 1), { ...tree('old', 1), used: new Date(500) }], 10, new Date(500))).toEqual({ kept: 'new', removed: 'old', freed: 1 });
  expect(divided([], 10)).toEqual({ kept: '', removed: '', freed: 0 });
});
