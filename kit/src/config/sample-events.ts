/** What a sample event must be answered is in a file beside it: `create.expected.json` of `create.json`. */
export const EXPECTED = '.expected.json';

/** Whether a file in a function's `events/` is one. */
export function isSampleEvent(file: string): boolean {
  return file.endsWith('.json') && !file.endsWith(EXPECTED);
}
