import type { Document } from './pipeline';

/** Alters a parsed pipeline, as somebody would who did not know what a line is for. */
export type Change = (document: Document) => void;

type Path = readonly (string | number)[];

export function without(...path: Path): Change {
  return (document) => delete parentOf(document, path)[path.at(-1)!];
}

export function set(value: unknown, ...path: Path): Change {
  return (document) => {
    parentOf(document, path)[path.at(-1)!] = value;
  };
}

export function replace(pattern: string | RegExp, by: string, ...path: Path): Change {
  return (document) => set(at(document, path).replace(pattern, by), ...path)(document);
}

/** Of the script before a job's own; without another line, it is gone. */
export function replaceLine(job: string, pattern: RegExp, by?: string): Change {
  return (document) => set(
    document[job].before_script.flatMap((line: string) => (pattern.test(line) ? by ?? [] : line)), job, 'before_script',
  )(document);
}

/** Each rule of a job, or of the whole pipeline, altered. */
export function each(job: string, change: (rule: Document) => Document): Change {
  return rules(job, (before) => before.map(change));
}

export function withoutRule(job: string, matches: (rule: Document) => boolean): Change {
  return rules(job, (before) => before.filter((rule) => !matches(rule)));
}

/** Before all others. */
export function addRule(job: string, rule: Document): Change {
  return rules(job, (before) => [rule, ...before]);
}

/** A rule by which a job no longer waits for a person. */
export function automatic(rule: Document): Document {
  return rule.when === 'manual' ? { if: rule.if } : rule;
}

/** The job no longer waits for these. */
export function withoutNeed(job: string, ...needed: readonly string[]): Change {
  return (document) => set(document[job].needs.filter((need: Document) => !needed.includes(need.job)), job, 'needs')(document);
}

export function withoutOptional(job: string): Change {
  return (document) => set(document[job].needs.map(({ optional: _, ...need }: Document) => need), job, 'needs')(document);
}

function rules(job: string, change: (before: Document[]) => Document[]): Change {
  return (document) => set(change(document[job].rules), job, 'rules')(document);
}

function at(document: Document, path: Path): any {
  return path.reduce<any>((value, key) => value[key], document);
}

function parentOf(document: Document, path: Path): any {
  return at(document, path.slice(0, -1));
}
