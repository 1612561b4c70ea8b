import { commitId, entry, history, linesOf } from './entries';
import { entryOf, parseEntry } from '../../../src/testing/history/entry';
import { MOST, baselineOf, historyText, merged, parseHistory } from '../../../src/testing/history/history';
import { functionResult, suiteResult } from '../results';

describe('an entry', () => {
  const result = suiteResult({
    runtime: 'local', functions: [
      functionResult('orders', { sizeBytes: 11.3e6, bundleMs: 4000, initMs: 400, firstMs: 1, memoryBytes: 40e6, warnings: [{ about: 'bundle', message: 'w' }] }), functionResult('other', { sizeBytes: 5 }),
    ],
  });

  test('has what was measured, and nothing else', () => {
    expect(entryOf(result, { id: commitId('abc'), branch: 'main' }, new Date(0))).toEqual({
      schemaVersion: 1, commit: commitId('abc'), branch: 'main', at: '1970-01-01T00:00:00.000Z', runtime: 'local',
      functions: { orders: { sizeBytes: 11.3e6, bundleMs: 4000, initMs: 400, memoryBytes: 40e6 }, other: { sizeBytes: 5 } },
    });
    expect(entryOf(result, { id: 'a', dirty: true }, new Date(0))).toMatchObject({ dirty: true });
    expect(entryOf(result, { id: 'a', dirty: true }, new Date(0))).not.toHaveProperty('branch');
  });

  test('is read as it was written', () => {
    const written = entryOf(result, { id: commitId('abc'), dirty: true }, new Date());
    expect(parseEntry(JSON.stringify(written))).toEqual(written);
  });

  test.each([
    '', '{', '[]', 'null', '"text"', '{}', JSON.stringify({ ...entry('a', 1), schemaVersion: 2 }), JSON.stringify({ ...entry('a', 1), commit: '' }),
    JSON.stringify({ ...entry('a', 1), at: 'yesterday' }), JSON.stringify({ ...entry('a', 1), runtime: 'moon' }), JSON.stringify({ ...entry('a', 1), branch: 5 }),
    JSON.stringify({ ...entry('a', 1), functions: [] }), JSON.stringify({ ...entry('a', 1), functions: { orders: { initMs: '5' } } }),
    JSON.stringify(entry('a', 1)).slice(0, -3),
  ])('is not %j', (line) => {
    expect(parseEntry(line)).toBeUndefined();
  });
});

test('lines that are no entry are counted, kept, and hide no other', () => {
  const text = `${linesOf(entry('b', 2))}{"torn\n\n${linesOf(entry('a', 1))}<html>`;
  const read = parseHistory(text);
  expect(read.entries.map(({ commit }) => commit)).toEqual([commitId('a'), commitId('b')]);
  expect(read.unreadable).toEqual([{ number: 2, text: '{"torn' }, { number: 5, text: '<html>' }]);
  expect(parseHistory(historyText(read)).entries).toEqual(read.entries);
  expect(historyText(read)).toContain('{"torn\n<html>\n');
});

describe('histories that are merged', () => {
  test('have one entry for each commit and runtime, the newest', () => {
    const local = entry('a', 1, { runtime: 'local' });
    const both = merged(history(entry('a', 5, { branch: 'renamed' }), entry('b', 3)), history(entry('a', 2), local));
    expect(both.entries).toEqual([local, entry('b', 3), entry('a', 5, { branch: 'renamed' })]);
  });

  test('keep how long bundling took where a later run found bundles made', () => {
    const later = entry('a', 5, { branch: undefined, functions: { orders: { sizeBytes: 11.3e6, initMs: 300 } } });
    expect(merged(history(entry('a', 1), later)).entries).toEqual([
      entry('a', 5, { functions: { orders: { sizeBytes: 11.3e6, bundleMs: 4000, initMs: 300, memoryBytes: 40e6 } } }),
    ]);
  });

  test('keep a clean measurement, whatever was measured of changes later', () => {
    const dirty = entry('a', 9, { dirty: true, functions: { orders: { sizeBytes: 1 } } });
    expect(merged(history(entry('a', 1)), history(entry('a', 4, { dirty: true }), dirty)).entries).toEqual([entry('a', 1), dirty]);
  });

  test('are the same in any order, and merged twice', () => {
    const [one, other] = [history(entry('a', 1), entry('b', 4)), history(entry('b', 2), entry('c', 3))];
    expect(merged(other, one)).toEqual(merged(one, other));
    expect(merged(merged(one, other), one)).toEqual(merged(one, other));
  });

  test(`have at most ${MOST} entries, the newest, and each unreadable line once`, () => {
    const many = Array.from({ length: MOST + 20 }, (_, i) => entry(`c${i}x`, i));
    const lines = [{ number: 1, text: 'x' }, { number: 2, text: 'y' }];
    const { entries, unreadable } = merged({ entries: many, unreadable: lines }, { entries: [], unreadable: [{ number: 7, text: 'x' }] });
    expect(entries).toEqual(many.slice(20));
    expect(unreadable.map(({ text }) => text)).toEqual(['x', 'y']);
  });
});

describe('the baseline', () => {
  const options = { defaultBranch: 'main', runtime: 'docker', commit: commitId('now') } as const;

  test('is the last clean entry of the default branch that is another commit, measured in the same runtime', () => {
    const all = [
      entry('good', 2), entry('old', 1), entry('dirty', 3, { dirty: true }), entry('feature', 4, { branch: 'feature' }), entry('nowhere', 5, { branch: undefined }),
      entry('local', 6, { runtime: 'local' }), entry('now', 7),
    ];
    expect(baselineOf(all, options)?.commit).toBe(commitId('good'));
    expect(baselineOf(all, { ...options, commit: undefined })?.commit).toBe(commitId('now'));
    expect(baselineOf(all, { ...options, runtime: 'local' })?.commit).toBe(commitId('local'));
  });

  test('is none where there is none', () => {
    expect(baselineOf([], options)).toBeUndefined();
    expect(baselineOf([entry('now', 1), entry('x', 2, { branch: 'y' })], options)).toBeUndefined();
  });
});
