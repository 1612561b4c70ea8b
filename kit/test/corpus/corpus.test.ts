import { PENDING } from './pending';
import { isRefused } from './shape';
import { SHAPES } from './shapes';

const names = SHAPES.map(({ name }) => name);

test('the corpus has at least sixty shapes, each with a name of its own', () => {
  expect(names.length).toBeGreaterThanOrEqual(60);
  expect(new Set(names).size).toBe(names.length);
});

test('what is pending is a shape', () => {
  expect(PENDING.filter((name) => !names.includes(name))).toEqual([]);
});

test('what is refused is fixed, too', () => {
  expect(SHAPES.filter(({ outcome }) => isRefused(outcome) && !outcome.fixed).map(({ name }) => name)).toEqual([]);
});
