import { holdAgainst } from '../../src/testing/budget';

test.each([
  [50e6, { crossed: 0, near: 0 }],
  [89.9e6, { crossed: 0, near: 0 }],
  [90e6, { crossed: 0, near: 1 }],
  [100e6, { crossed: 0, near: 1 }],
  [100.1e6, { crossed: 1, near: 0 }],
])('of 100 MB, %d bytes', (sizeBytes, { crossed, near }) => {
  const found = holdAgainst({ sizeMb: 100 }, { sizeBytes });
  expect([found.crossed.length, found.near.length]).toEqual([crossed, near]);
});

test('what is over is told with its number, its share and its budget', () => {
  expect(holdAgainst({ sizeMb: 2, initMs: 400 }, { sizeBytes: 3e6, initMs: 500 }).crossed).toEqual([
    'its size is 3.00 MB, 150 % of the budget of 2 MB', 'its INIT time is 500 ms, 125 % of the budget of 400 ms',
  ]);
});

test('without a budget, or without a measurement, nothing is judged', () => {
  expect(holdAgainst({}, { sizeBytes: 1e12, initMs: 1e6 })).toEqual({ crossed: [], near: [] });
  expect(holdAgainst({ initMs: 1 }, {})).toEqual({ crossed: [], near: [] });
});
