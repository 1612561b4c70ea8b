import type { Job, Pipeline } from './pipeline';
import { type Position, list } from './values';

type Section = 'before_script' | 'script' | 'after_script';

/** One entry of a script: one line, or a block of them. */
export interface ScriptEntry {
  readonly job: string;
  readonly section: Section;
  readonly text: string;
  /** Nothing of the job's own follows, so its status is the job's. */
  readonly last: boolean;
}

export function scriptOf({ name, content, trigger }: Job, sections: readonly Section[] = ['before_script', 'script', 'after_script']): ScriptEntry[] {
  if (trigger) return [];
  return sections.flatMap((section) => {
    const entries = list(content[section]).flat(10).filter((entry): entry is string => typeof entry === 'string');
    return entries.map((text, index) => ({ job: name, section, text, last: section === 'script' && index === entries.length - 1 }));
  });
}

/** All of a section, as the runner's shell gets it. */
export function joined(entries: readonly ScriptEntry[]): string {
  return entries.map(({ text }) => text).join('\n');
}

/** The line in the file of an offset in an entry's text. */
export function lineOf(pipeline: Pipeline, { job, text }: ScriptEntry, offset: number): Position {
  return pipeline.locateText(job, text, text.slice(0, offset).split('\n').length - 1);
}

/** The entry, and the offset in it, of an offset in the joined text. */
export function entryAt(entries: readonly ScriptEntry[], offset: number): { entry: ScriptEntry; offset: number } {
  let before = 0;
  for (const entry of entries) {
    if (offset <= before + entry.text.length) return { entry, offset: offset - before };
    before += entry.text.length + 1;
  }
  return { entry: entries[0], offset: 0 };
}
