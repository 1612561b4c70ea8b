import { isDeepStrictEqual } from 'node:util';

/** Stands for any value in an expected answer: a time, an id. */
export const ANYTHING = '<any>';

const SHOWN = 5;

/** Takes secrets out of a text. */
type Clean = (text: string) => string;

/** Where an answer differs from what is expected, with the path of each place; none if it is right. */
export function answerDifferences(expected: unknown, actual: unknown, clean: Clean = (text) => text): string[] {
  const found = compare('', expected, actual, clean);
  return found.length <= SHOWN ? found : [...found.slice(0, SHOWN), `and ${found.length - SHOWN} more`];
}

function compare(path: string, expected: unknown, actual: unknown, clean: Clean): string[] {
  if (expected === ANYTHING || isDeepStrictEqual(expected, actual)) return [];
  if (isContainer(expected) && isContainer(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return keys.flatMap((key) => {
      const inner = path ? `${path}.${key}` : key;
      if (!Object.hasOwn(actual, key)) return [`${inner} is missing`];
      if (!Object.hasOwn(expected, key)) return [`${inner} is not expected, and is ${short(actual[key], clean)}`];
      return compare(inner, expected[key], actual[key], clean);
    });
  }
  return [`${path || 'the answer'} is ${short(actual, clean)}, and ${short(expected, clean)} is expected`];
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Cleaned before it is cut: half a secret is found by nobody. */
function short(value: unknown, clean: Clean): string {
  const text = clean(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? clean(inner) : inner)) ?? 'no JSON');
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
