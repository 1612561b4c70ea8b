import { isDeepStrictEqual } from 'node:util';

/** Stands for any value in an expected answer: a time, an id. */
export const ANYTHING = '<any>';

const SHOWN = 5;

/** Where an answer differs from what is expected, with the path of each place; none if it is right. */
export function answerDifferences(expected: unknown, actual: unknown): string[] {
  const found = compare('', expected, actual);
  return found.length <= SHOWN ? found : [...found.slice(0, SHOWN), `and ${found.length - SHOWN} more`];
}

function compare(path: string, expected: unknown, actual: unknown): string[] {
  if (expected === ANYTHING || isDeepStrictEqual(expected, actual)) return [];
  if (isContainer(expected) && isContainer(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => {
      const inner = path ? `${path}.${key}` : key;
      if (!(key in actual)) return [`${inner} is missing`];
      if (!(key in expected)) return [`${inner} is not expected, and is ${short(actual[key])}`];
      return compare(inner, expected[key], actual[key]);
    });
  }
  return [`${path || 'the answer'} is ${short(actual)}, and ${short(expected)} is expected`];
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'no JSON';
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
