import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './outcome';
import { EXPECTED, isSampleEvent } from '../bundling/sample-events';

/** A sample event of a function, from `lambda_src/<function>/events/`. */
export interface SampleEvent {
  readonly name: string;
  /** On one line. */
  readonly payload: string;
  /** What it must be answered, if somebody said so. */
  readonly expected?: { readonly value: unknown };
}

export interface SampleEvents {
  readonly events: readonly SampleEvent[];
  /** One for each file that is not in order. */
  readonly bad: readonly Check[];
}

/** The sample events of a function. A bad one does not hide the others. */
export function readEvents(folder: string): SampleEvents {
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const bad: Check[] = [];
  const read = (file: string): { value: unknown } | undefined => {
    try {
      return { value: JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown };
    } catch (error) {
      bad.push(badEvent(folder, file, `it is not JSON: ${(error as Error).message}`));
      return undefined;
    }
  };
  const events = files.filter(isSampleEvent).flatMap((file) => {
    const answer = file.replace(/\.json$/, EXPECTED);
    const event = read(file);
    const expected = files.includes(answer) ? read(answer) : undefined;
    // Without what it must answer, an event would pass with any answer.
    if (!event || (files.includes(answer) && !expected)) return [];
    return [{ name: file, payload: JSON.stringify(event.value), ...(expected && { expected }) }];
  });
  for (const file of files.filter((name) => name.endsWith(EXPECTED))) {
    const event = file.replace(EXPECTED, '.json');
    if (!files.includes(event)) bad.push(badEvent(folder, file, `there is no event ${event} that it could be the answer to`));
  }
  return { events, bad };
}

function badEvent(folder: string, file: string, message: string): Check {
  return { name: file, kind: 'bad-event', message, fix: `mend ${join(folder, file)}`, ms: 0 };
}
