/** A mapping of YAML, whatever is in it. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Keys and indexes that lead to a value. */
export type Path = readonly (string | number)[];

/** Where something stands in a file. */
export interface Position {
  readonly file: string;
  readonly line: number;
}

/** What `!reference [.setup, script]` stands for until it is resolved. */
export class Reference {
  constructor(readonly path: readonly string[], readonly position: Position) {}
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Reference);
}

/** An empty mapping in place of anything else. */
export function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** GitLab takes one value or a list of them in many places. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function strings(value: unknown): string[] {
  return list(value).filter((item): item is string => typeof item === 'string');
}

/** A text, or a number or truth value as GitLab writes it into a variable. */
export function text(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** A key of the mapping itself: `constructor` is a job's name like any other. */
export function own(value: Mapping, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** As GitLab merges templates and included files: mappings key by key, anything else is replaced. */
export function merge(base: Mapping, over: Mapping): Mapping {
  const entries = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const before = entries.get(key);
    entries.set(key, isMapping(before) && isMapping(value) ? merge(before, value) : value);
  }
  return Object.fromEntries(entries);
}

/** Every text inside of a value, keys left out. */
export function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (isMapping(value)) return Object.values(value).flatMap(texts);
  return typeof value === 'string' ? [value] : [];
}
