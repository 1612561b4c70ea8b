import type { Commit } from './commit';
import type { SuiteResult } from '../result';

/** What one run on one commit measured. One line of a history. */
export interface HistoryEntry {
  readonly schemaVersion: 1;
  readonly commit: string;
  /** The branch, where it is known. */
  readonly branch?: string;
  /** Something was not committed, so the commit does not say what was measured. */
  readonly dirty?: true;
  /** When it was measured, as ISO 8601. */
  readonly at: string;
  /** Where the functions ran. Times of one do not compare with times of the other. */
  readonly runtime: 'docker' | 'local';
  readonly functions: Readonly<Record<string, Measurement>>;
}

export interface Measurement {
  readonly sizeBytes?: number;
  /** How long its bundle took to make; nothing when it was there already. */
  readonly bundleMs?: number;
  readonly initMs?: number;
  readonly memoryBytes?: number;
}

const MEASURED = ['sizeBytes', 'bundleMs', 'initMs', 'memoryBytes'] as const;

/** What a run measured, as an entry for its commit. */
export function entryOf({ runtime, functions }: SuiteResult, { id, branch, dirty }: Commit, at: Date): HistoryEntry {
  return {
    schemaVersion: 1,
    commit: id,
    ...(branch && { branch }),
    ...(dirty && { dirty }),
    at: at.toISOString(),
    runtime,
    functions: Object.fromEntries(functions.map((fn) => [fn.function, measurementOf(fn)])),
  };
}

/** The entry on a line; nothing for a line that is torn, of another version, or no entry at all. */
export function parseEntry(line: string): HistoryEntry | undefined {
  try {
    const value = JSON.parse(line) as HistoryEntry;
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry({ schemaVersion, commit, branch, at, runtime, functions }: HistoryEntry): boolean {
  return schemaVersion === 1
    && typeof commit === 'string' && commit !== ''
    && (branch === undefined || typeof branch === 'string')
    && typeof at === 'string' && !Number.isNaN(Date.parse(at))
    && (runtime === 'docker' || runtime === 'local')
    && isRecord(functions) && Object.values(functions).every(isMeasurement);
}

function isMeasurement(value: unknown): boolean {
  return isRecord(value) && MEASURED.every((name) => value[name] === undefined || Number.isFinite(value[name]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function measurementOf(measured: Measurement): Measurement {
  return Object.fromEntries(MEASURED.filter((name) => measured[name] !== undefined).map((name) => [name, measured[name]]));
}
