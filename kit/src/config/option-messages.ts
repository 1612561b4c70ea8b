import { inspect } from 'node:util';
import { z } from 'zod';
import { redact } from '../kernel/redaction';

type Issue = z.core.$ZodIssue;
type Code = Issue['code'];
type RawIssue = z.core.$ZodRawIssue;

/** Of a value in a message; what is longer is cut. */
const SHOWN = 60;

/** What a value has to be, where the option itself does not say it. */
const REQUIREMENTS: { readonly [C in Code]: (issue: Extract<Issue, { code: C }>) => string } = {
  invalid_type: ({ expected }) => `must be ${TYPES[expected] ?? `of the type ${expected}`}`,
  invalid_value: ({ values }) => `must be ${values.length > 1 ? 'one of ' : ''}${values.map((value) => inspect(value)).join(', ')}`,
  too_small: ({ minimum, origin }) => `must ${MEASURES[origin]?.('at least', Number(minimum)) ?? `be at least ${minimum}`}`,
  too_big: ({ maximum, origin }) => `must ${MEASURES[origin]?.('at most', Number(maximum)) ?? `be at most ${maximum}`}`,
  not_multiple_of: ({ divisor }) => (divisor === 1 ? 'must be a whole number' : `must be a multiple of ${divisor}`),
  invalid_format: ({ pattern, format }) => `must look like ${pattern ?? format}`,
  unrecognized_keys: () => 'must have known options only',
  invalid_union: () => 'must be of one of its types',
  invalid_key: () => 'must have other keys',
  invalid_element: () => 'must have other items',
  custom: () => 'must be another value',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text in quotes', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list: [ … ]', object: 'an object: { … }', record: 'an object: { … }',
};

const MEASURES: Readonly<Record<string, (bound: string, count: number) => string>> = {
  array: (bound, count) => `have ${bound} ${count} ${count === 1 ? 'item' : 'items'}`,
  string: (bound, count) => `have ${bound} ${count} ${count === 1 ? 'letter' : 'letters'}`,
};

/** For zod, which calls it for what has no message of its own. */
export function requirementOf(issue: RawIssue): string {
  const { code } = issue;
  const describe = REQUIREMENTS[code] as (issue: RawIssue) => string;
  const known = code === 'unrecognized_keys' ? knownKeys(issue) : [];
  return known.length > 0 ? `is not an option; there are ${known.join(', ')}` : describe(issue);
}

/** One line each: the option, what it must be, and what it is. */
export function describeIssue(issue: Issue): string[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${path ? `${path}.` : ''}${key}: ${issue.message}`);
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${path}: ${message}`);
  const { input } = issue;
  return [`${path || 'options'}: ${issue.message} (${input === undefined ? 'it is missing' : `it is ${shown(input)}`})`];
}

/** The way to an option as a person writes it. */
function pathOf(parts: readonly PropertyKey[]): string {
  return parts.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '');
}

function knownKeys({ inst }: RawIssue): string[] {
  return inst instanceof z.ZodObject ? Object.keys(inst.shape) : [];
}

/** On one line, without a password. */
function shown(value: unknown): string {
  const text = redact(inspect(value, { depth: 0, breakLength: Infinity, compact: true, maxArrayLength: 3, maxStringLength: SHOWN })).replace(/\s*\n\s*/g, ' ');
  return text.length > SHOWN + 20 ? `${text.slice(0, SHOWN)}…` : text;
}
