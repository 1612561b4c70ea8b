import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { type Path, Reference, isMapping } from './values';

/** GitLab's own schema, as https://pypi.org/project/check-jsonschema 0.39.0 ships it. */
export const SCHEMA_FILE = join(__dirname, 'schema/gitlab-ci.json');
const MOST_PER_JOB = 3;
const MOST_NAMED = 12;

interface SchemaProblem {
  /** Where the value stands. */
  readonly path: Path;
  readonly what: string;
}

let validator: ValidateFunction | undefined;

/** What GitLab's schema has against a file: for each value the best of the many things that a validator says. */
export function schemaProblems(content: unknown): SchemaProblem[] {
  validator ??= new Ajv({ strict: false, logger: false, allErrors: true, verbose: true }).compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')) as object);
  const seen = asSchemaSees(content);
  if (validator(seen)) return [];
  const perJob = new Map<unknown, number>();
  return [...grouped(leaves((validator.errors ?? []).filter(isMeant)))]
    .map(([pointer, errors]) => problem(partsOf(pointer), errors))
    .filter(({ path: [job] }) => {
      perJob.set(job, (perJob.get(job) ?? 0) + 1);
      return perJob.get(job)! <= MOST_PER_JOB;
    });
}

/** Alternatives that fail further in say more than those that fail at once. */
function leaves(errors: readonly ErrorObject[]): ErrorObject[] {
  const above = new Set(errors.flatMap(({ instancePath }) => {
    const parts = instancePath.split('/');
    return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  }));
  // A key that a job does not have is said even when something inside of the job is wrong, too.
  const isJobKey = ({ instancePath, keyword }: ErrorObject) => keyword === 'additionalProperties' && instancePath.split('/').length === 2;
  return errors.filter((error) => !above.has(error.instancePath) || isJobKey(error));
}

function grouped(errors: readonly ErrorObject[]): Map<string, ErrorObject[]> {
  const groups = new Map<string, ErrorObject[]>();
  for (const error of errors) groups.set(error.instancePath, [...groups.get(error.instancePath) ?? [], error]);
  return groups;
}

function partsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** From the most to the least telling. */
function problem(path: readonly string[], errors: readonly ErrorObject[]): SchemaProblem {
  const of = (keyword: string) => errors.filter((error) => error.keyword === keyword);
  const [, ...inside] = path;
  const subject = inside.length > 0 ? `'${inside.join('.')}'` : 'it';
  const unknown = most(of('additionalProperties').map(({ params }) => String(params.additionalProperty)));
  if (unknown !== undefined) {
    const keys = [...new Set(of('additionalProperties').flatMap(({ parentSchema }) => Object.keys((parentSchema?.properties ?? {}) as object)))];
    return { path: [...path, unknown], what: `${subject === 'it' ? '' : `in ${subject}, `}there is no key '${unknown}'${hint(unknown, keys)}` };
  }
  const values = [...new Set([...of('enum').flatMap(({ params }) => params.allowedValues as unknown[]), ...of('const').map(({ params }) => params.allowedValue as unknown)])];
  if (values.length > 0) return { path, what: `${subject} must be one of ${values.map(String).join(', ')}` };
  const missing = [...new Set(of('required').map(({ params }) => `'${String(params.missingProperty)}'`))];
  if (missing.length > 0) return { path, what: `${subject} needs the key ${missing.join(' or ')}` };
  const other = errors.find(({ keyword }) => !['type', 'anyOf', 'oneOf', 'allOf', 'if', 'not'].includes(keyword));
  if (other) return { path, what: `${subject} ${other.message ?? 'is not allowed'}` };
  const types = [...new Set(of('type').flatMap(({ params }) => params.type as string | string[]))].map((type) => TYPES[type] ?? type);
  if (types.length > 0) return { path, what: `${subject} must be ${types.join(' or ')}, but is ${typeOf(errors[0].data)}` };
  return { path, what: `${subject} has a form that GitLab does not know` };
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text', array: 'a list', object: 'a mapping', number: 'a number', integer: 'a whole number', boolean: 'true or false', null: 'nothing',
};

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return TYPES.null;
  return Array.isArray(value) ? TYPES.array : TYPES[typeof value] ?? typeof value;
}

/** What most alternatives complain about. */
function most(names: readonly string[]): string | undefined {
  const count = (name: string) => names.filter((other) => other === name).length;
  return [...new Set(names)].sort((a, b) => count(b) - count(a))[0];
}

function hint(unknown: string, keys: readonly string[]): string {
  const near = keys.find((key) => distance(key, unknown) <= 2);
  if (near) return `; '${near}' is the nearest that there is`;
  return keys.length > 0 && keys.length <= MOST_NAMED ? `; there are ${keys.join(', ')}` : '';
}

/** How many letters must be changed. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length];
}

/** A reference is a list of names to the schema. */
function asSchemaSees(value: unknown): unknown {
  if (value instanceof Reference) return value.path;
  if (Array.isArray(value)) return value.map(asSchemaSees);
  return isMapping(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asSchemaSees(item)])) : value;
}

/** An input may be of any type, and GitLab takes patterns of included files that its schema does not. */
function isMeant({ data, keyword, instancePath }: ErrorObject): boolean {
  if (keyword === 'not') return false;
  return typeof data !== 'string' || !(data.includes('$[[') || (instancePath.startsWith('/include') && data.includes('*')));
}
