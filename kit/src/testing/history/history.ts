import { type HistoryEntry, type Measurement, parseEntry } from './entry';

/** Entries, the oldest first, and the lines that are none. */
export interface History {
  readonly entries: readonly HistoryEntry[];
  /** As they are: a line of a later version, or a torn one, is not for this version to take away. */
  readonly unreadable: readonly UnreadableLine[];
}

interface UnreadableLine {
  /** Counted from 1, in the text that it was read from. */
  readonly number: number;
  readonly text: string;
}

/** What a run is compared with. */
interface BaselineOptions {
  readonly defaultBranch: string;
  readonly runtime: HistoryEntry['runtime'];
  /** The one that is compared, and so no baseline. */
  readonly commit?: string;
}

export const EMPTY: History = { entries: [], unreadable: [] };
/** Entries that are kept; the oldest go. */
export const MOST = 500;

export function parseHistory(text: string): History {
  const entries: HistoryEntry[] = [];
  const unreadable: UnreadableLine[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const entry = parseEntry(line);
    if (entry) entries.push(entry);
    else unreadable.push({ number: index + 1, text: line });
  }
  return { entries: entries.sort(byTime), unreadable };
}

/** One JSON document a line. */
export function historyText({ entries, unreadable }: History): string {
  return [...unreadable.map(({ text }) => text), ...entries.map((entry) => JSON.stringify(entry))].map((line) => `${line}\n`).join('');
}

/** One entry for each commit and runtime: the newest measurement wins, and a clean one is apart from one that is not. */
export function merged(...histories: readonly History[]): History {
  const entries = new Map<string, HistoryEntry>();
  for (const entry of histories.flatMap((history) => history.entries).sort(byTime)) {
    const key = `${entry.commit} ${entry.runtime} ${entry.dirty ?? false}`;
    const before = entries.get(key);
    entries.set(key, before && !entry.dirty ? completed(entry, before) : entry);
  }
  const unreadable = new Map(histories.flatMap((history) => history.unreadable).map((line) => [line.text, line]));
  return { entries: [...entries.values()].sort(byTime).slice(-MOST), unreadable: [...unreadable.values()].slice(-MOST) };
}

/** The last measurement of the default branch that a commit can be compared with. */
export function baselineOf(history: readonly HistoryEntry[], { defaultBranch, runtime, commit }: BaselineOptions): HistoryEntry | undefined {
  return history
    .filter((entry) => entry.branch === defaultBranch && !entry.dirty && entry.runtime === runtime && entry.commit !== commit)
    .sort(byTime).at(-1);
}

/** A later run of a commit finds bundles made: how long they took stays known from the earlier one. */
function completed(entry: HistoryEntry, before: HistoryEntry): HistoryEntry {
  const functions: Record<string, Measurement> = { ...before.functions };
  for (const [name, measurement] of Object.entries(entry.functions)) functions[name] = { ...functions[name], ...measurement };
  return { ...entry, branch: entry.branch ?? before.branch, functions };
}

function byTime(a: HistoryEntry, b: HistoryEntry): number {
  return Date.parse(a.at) - Date.parse(b.at) || (a.commit < b.commit ? -1 : Number(a.commit > b.commit));
}
