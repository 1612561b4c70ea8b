import type { HistoryEntry, Measurement } from './entry';

/** What a table shows. */
export interface TableOptions {
  /** Only this function. */
  readonly function?: string;
  /** Rows, the newest entries. */
  readonly limit: number;
}

const COMMIT_LENGTH = 8;

/** The newest entries first, those with the function that is asked for. */
export function newestOf(history: readonly HistoryEntry[], { function: name, limit }: TableOptions): HistoryEntry[] {
  return history.filter(({ functions }) => name === undefined || functions[name]).map((entry) => onlyFunction(entry, name)).reverse().slice(0, limit);
}

/** Rows for people, with their head: each measurement with its change to the one before that it compares with. */
export function historyRows(history: readonly HistoryEntry[], options: TableOptions): string[][] {
  const all = newestOf(history, { ...options, limit: history.length });
  return [
    ['COMMIT', 'BRANCH', 'WHEN (UTC)', 'RUNTIME', 'FUNCTIONS', 'SIZE', 'BUNDLING', 'SLOWEST INIT'],
    ...all.slice(0, options.limit).map((entry, index) => {
      const before = all.slice(index + 1).filter((other) => !other.dirty && other.runtime === entry.runtime);
      return [
        `${entry.commit.slice(0, COMMIT_LENGTH)}${entry.dirty ? '*' : ''}`, entry.branch ?? '-', entry.at.slice(0, 16).replace('T', ' '), entry.runtime,
        functionsOf(entry), sizeOf(entry, before[0]), bundlingOf(entry, before), initOf(entry, before[0]),
      ];
    }),
  ];
}

function onlyFunction(entry: HistoryEntry, name?: string): HistoryEntry {
  return name === undefined ? entry : { ...entry, functions: { [name]: entry.functions[name] } };
}

function functionsOf({ functions }: HistoryEntry): string {
  const names = Object.keys(functions);
  return names.length === 1 ? names[0] : String(names.length);
}

function sizeOf(entry: HistoryEntry, before?: HistoryEntry): string {
  const total = (one: HistoryEntry) => sum(one, 'sizeBytes') / 1e6;
  return `${total(entry).toFixed(1)} MB${change(total(entry), before && total(before), 1)}`;
}

/** Sums of functions compare only where bundles of the same functions were made, which may be a while ago. */
function bundlingOf(entry: HistoryEntry, before: readonly HistoryEntry[]): string {
  const made = namesWith(entry, 'bundleMs');
  const total = Object.keys(entry.functions).length;
  if (made.length === 0) return total === 0 ? '-' : 'reused';
  const seconds = (one: HistoryEntry) => sum(one, 'bundleMs') / 1e3;
  const comparable = before.find((other) => namesWith(other, 'bundleMs').join() === made.join());
  return `${seconds(entry).toFixed(1)} s${made.length < total ? `, ${made.length} of ${total} made` : ''}${change(seconds(entry), comparable && seconds(comparable), 1)}`;
}

function initOf(entry: HistoryEntry, before?: HistoryEntry): string {
  const slowest = slowestInit(entry);
  if (!slowest) return '-';
  const named = Object.keys(entry.functions).length > 1 ? ` ${slowest.name}` : '';
  return `${slowest.ms} ms${named}${change(slowest.ms, before && slowestInit(before)?.ms, 0)}`;
}

function slowestInit({ functions }: HistoryEntry): { name: string; ms: number } | undefined {
  return Object.entries(functions)
    .flatMap(([name, { initMs }]) => (initMs === undefined ? [] : [{ name, ms: initMs }]))
    .sort((a, b) => b.ms - a.ms)[0];
}

/** Such as ` (+1.2)`; nothing where it is the same, or where there is nothing to compare with. */
function change(value: number, before: number | undefined, digits: number): string {
  if (before === undefined) return '';
  const difference = (value - before).toFixed(digits);
  return Number(difference) === 0 ? '' : ` (${Number(difference) > 0 ? '+' : ''}${difference})`;
}

function namesWith({ functions }: HistoryEntry, what: keyof Measurement): string[] {
  return Object.keys(functions).filter((name) => functions[name][what] !== undefined).sort();
}

function sum({ functions }: HistoryEntry, what: keyof Measurement): number {
  return Object.values(functions).reduce((total, measurement) => total + (measurement[what] ?? 0), 0);
}
