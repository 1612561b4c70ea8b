import { ANYTHING, answerDifferences } from '../../src/testing/answer';

test.each([
  ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['anything', { id: ANYTHING }, { id: [1] }, []],
  ['anything that is not there', { id: ANYTHING }, {}, ['id is missing']],
  ['another value', { a: { b: [1, 2] } }, { a: { b: [1, 3] } }, ['a.b.1 is 3, and 2 is expected']],
  ['a value too many', {}, { a: 1 }, ['a is not expected, and is 1']],
  ['another type', [], {}, ['the answer is {}, and [] is expected']],
  ['no JSON', 1, undefined, ['the answer is no JSON, and 1 is expected']],
])('%s', (_, expected, actual, differences) => {
  expect(answerDifferences(expected, actual)).toEqual(differences);
});

test('many differences are told in a few lines', () => {
  const expected = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'x'.repeat(500)]));
  const found = answerDifferences(expected, {});
  expect(found).toHaveLength(6);
  expect(found[5]).toBe('and 45 more');
});

test('a secret is taken out before a long answer is cut, so that no part of it stays', () => {
  const clean = (text: string) => text.replaceAll('hunter2-"hunter2"', '***');
  const [difference] = answerDifferences('nope', { pad: 'x'.repeat(55), token: 'hunter2-"hunter2"' }, clean);
  expect(difference).not.toContain('hunter');
  expect(difference).toContain('***');
});

test('names that every object has are not there by themselves', () => {
  expect(answerDifferences({ toString: 1 }, {})).toEqual(['toString is missing']);
});
