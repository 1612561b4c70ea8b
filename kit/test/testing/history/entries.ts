import type { HistoryEntry } from '../../../src/testing/history/entry';
import type { History } from '../../../src/testing/history/history';

/** A commit's name that begins with these letters. */
export function commitId(letters: string): string {
  return letters.padEnd(40, '0');
}

/** An entry that was measured in this minute of one day, with changes. */
export function entry(letters: string, minute: number, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    schemaVersion: 1,
    commit: commitId(letters),
    branch: 'main',
    at: new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString(),
    runtime: 'docker',
    functions: { orders: { sizeBytes: 11.3e6, bundleMs: 4000, initMs: 400, memoryBytes: 40e6 } },
    ...changes,
  };
}

export function history(...entries: HistoryEntry[]): History {
  return { entries, unreadable: [] };
}

export function linesOf(...entries: HistoryEntry[]): string {
  return entries.map((one) => `${JSON.stringify(one)}\n`).join('');
}
