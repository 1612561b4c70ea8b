import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isFolder } from './folders';

/** What a sample event must be answered is in a file beside it: `create.expected.json` of `create.json`. */
const EXPECTED = '.expected.json';
/** Of an event that is waited for: 6 MB. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 6 * 2 ** 20;
const EVENTS_DIRECTORY = 'events';
const BYTE_ORDER_MARK = '\uFEFF';

/** A sample event of a function, from `lambda_src/<function>/events/`. */
export interface SampleEvent {
  /** Of its file. */
  readonly name: string;
  /** Its file's own text: written anew, long numbers would be other ones. */
  readonly payload: string;
  /** What it must be answered, if somebody said so. */
  readonly expected?: { readonly value: unknown };
}

/** A file that is not in order, or the folder if none is named. */
export interface BadEvent {
  readonly file?: string;
  readonly problem: string;
}

interface SampleEvents {
  readonly events: readonly SampleEvent[];
  readonly bad: readonly BadEvent[];
}

/** The sample events in a folder, in the order of their names. A bad one does not hide the others. */
export function readEvents(folder: string): SampleEvents {
  const bad: BadEvent[] = [];
  const files = filesOf(folder, bad);
  const read = (file: string): Json | undefined => {
    const found = jsonOf(join(folder, file));
    if ('text' in found) return found;
    bad.push({ file, ...found });
    return undefined;
  };
  const events = files.filter(isSampleEvent).flatMap((file) => {
    const answer = expectedOf(file);
    const event = read(file);
    const expected = files.includes(answer) ? read(answer) : undefined;
    // Without what it must answer, an event would pass with any answer.
    if (!event || (files.includes(answer) && !expected)) return [];
    const bytes = Buffer.byteLength(event.text);
    if (bytes > MOST_BYTES) {
      bad.push({ file, problem: `it has ${bytes} bytes, and Lambda takes no event of more than ${MOST_BYTES}` });
      return [];
    }
    return [{ name: file, payload: event.text, ...(expected && { expected: { value: expected.value } }) }];
  });
  for (const file of files.filter((name) => name.endsWith(EXPECTED))) {
    const event = file.replace(EXPECTED, '.json');
    if (!files.includes(event)) bad.push({ file, problem: `there is no event ${event} that it could be the answer to` });
  }
  return { events, bad };
}

/** Where a function's sample events are, relative to the root: in a folder of its own if others have the same source. */
export function eventsFolder(root: string, { name, entry }: { readonly name: string; readonly entry: string }): string {
  const all = `${entry}/${EVENTS_DIRECTORY}`;
  const own = `${all}/${name}`;
  return isFolder(join(root, own)) ? own : all;
}

/** By its name: an event, and not what one must be answered. */
export function isSampleEvent(file: string): boolean {
  return file.endsWith('.json') && !file.endsWith(EXPECTED);
}

/** The file beside an event that holds what it must be answered. */
export function expectedOf(event: string): string {
  return event.replace(/\.json$/, EXPECTED);
}

interface Json {
  readonly text: string;
  readonly value: unknown;
}

function filesOf(folder: string, bad: BadEvent[]): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') bad.push({ problem: code === 'ENOTDIR' ? 'it is no folder' : `it cannot be read: ${message}` });
    return [];
  }
}

/** What is in a file, or what is wrong with it. */
function jsonOf(path: string): Json | { readonly problem: string } {
  const found = textOf(path);
  if (typeof found !== 'string') return found;
  if (found.startsWith(BYTE_ORDER_MARK)) return { problem: 'it begins with a byte order mark, which JSON does not have: save it as UTF-8 without one' };
  try {
    return { text: found, value: JSON.parse(found) as unknown };
  } catch (error) {
    return { problem: `it is not JSON: ${(error as Error).message}` };
  }
}

function textOf(path: string): string | { readonly problem: string } {
  let content: Buffer;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { problem: 'it is a folder' };
    if (!stats.isFile()) return { problem: 'it is no regular file' }; // reading one may never end
    content = readFileSync(path);
  } catch (error) {
    return { problem: `it cannot be read: ${(error as Error).message}` };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return { problem: 'it is not UTF-8' };
  }
}
