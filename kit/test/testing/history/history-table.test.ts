import { entry } from './entries';
import type { HistoryEntry, Measurement } from '../../../src/testing/history/entry';
import { type TableOptions, historyRows, newestOf } from '../../../src/testing/history/history-table';

function measured(letters: string, minute: number, functions: Record<string, Measurement>, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return entry(letters, minute, { functions, ...changes });
}

const rows = (history: HistoryEntry[], options: Partial<TableOptions> = {}) => historyRows(history, { limit: 20, ...options }).slice(1);
const cells = (history: HistoryEntry[], column: number) => rows(history).map((row) => row[column]);
const [SIZE, BUNDLING, INIT] = [5, 6, 7];

test('the newest is first, with its change to the one before', () => {
  const history = [
    measured('aaaaaaaa11', 1, {
      orders: { sizeBytes: 11.3e6, bundleMs: 4000, initMs: 400 }, thumbnail: { sizeBytes: 47.6e6, bundleMs: 2500, initMs: 700 },
    }),
    measured('bbbbbbbb22', 2, {
      orders: { sizeBytes: 12.5e6, bundleMs: 3000, initMs: 900 }, thumbnail: { sizeBytes: 47.6e6, bundleMs: 2400, initMs: 650 },
    }, { branch: undefined }),
  ];
  expect(historyRows(history, { limit: 20 })).toEqual([
    ['COMMIT', 'BRANCH', 'WHEN (UTC)', 'RUNTIME', 'FUNCTIONS', 'SIZE', 'BUNDLING', 'SLOWEST INIT'],
    ['bbbbbbbb', '-', '2026-11-23 12:02', 'docker', '2', '60.1 MB (+1.2)', '5.4 s (-1.1)', '900 ms orders (+200)'],
    ['aaaaaaaa', 'main', '2026-11-23 12:01', 'docker', '2', '58.9 MB', '6.5 s', '700 ms thumbnail'],
  ]);
  expect(rows(history, { function: 'orders' })[0].slice(4)).toEqual(['orders', '12.5 MB (+1.2)', '3.0 s (-1.0)', '900 ms (+500)']);
  expect(rows(history, { limit: 1 })).toEqual(rows(history).slice(0, 1)); // compared with what is not shown
});

test('bundles that were there already took no time, and sums compare only for the same functions', () => {
  const made = { sizeBytes: 1e6, bundleMs: 1000 };
  const history = [
    measured('a', 1, { one: made, two: made }), measured('b', 2, { one: { ...made, bundleMs: 1500 }, two: { sizeBytes: 1e6 } }),
    measured('c', 3, { one: made, two: { sizeBytes: 1e6 } }), measured('d', 4, { one: { sizeBytes: 1e6 }, two: { sizeBytes: 1e6 } }),
    measured('e', 5, { one: made, two: { ...made, bundleMs: 1700 } }),
  ];
  expect(cells(history, BUNDLING)).toEqual(['2.7 s (+0.7)', 'reused', '1.0 s, 1 of 2 made (-0.5)', '1.5 s, 1 of 2 made', '2.0 s']);
  expect(cells(history, SIZE)).toEqual(['2.0 MB', '2.0 MB', '2.0 MB', '2.0 MB', '2.0 MB']); // no change is not shown
});

test('what was not measured is a dash', () => {
  expect(cells([measured('a', 1, { one: { sizeBytes: 1e6 } })], INIT)).toEqual(['-']);
});

test('runtimes do not compare, and nothing is compared with changes that were not committed', () => {
  const of = (sizeBytes: number) => ({ one: { sizeBytes } });
  const history = [
    measured('a', 1, of(1e6)), measured('b', 2, of(5e6), { runtime: 'local' }), measured('c', 3, of(9e6), { dirty: true }), measured('d', 4, of(2e6)),
  ];
  expect(cells(history, SIZE)).toEqual(['2.0 MB (+1.0)', '9.0 MB (+8.0)', '5.0 MB', '1.0 MB']);
  expect(cells(history, 0)).toEqual(['d0000000', 'c0000000*', 'b0000000', 'a0000000']);
});

test('a function is shown where it was measured', () => {
  const history = [measured('a', 1, { one: {} }), measured('b', 2, { one: {}, two: { initMs: 5 } })];
  expect(newestOf(history, { function: 'two', limit: 9 })).toEqual([measured('b', 2, { two: { initMs: 5 } })]);
  expect(newestOf(history, { function: 'three', limit: 9 })).toEqual([]);
});
