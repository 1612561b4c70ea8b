import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSettings } from '../../config/settings';

/** Files that say what a function requires, in the order in which `npx projen lock` looks for them. */
export const LOCK_KINDS = ['poetry.lock', 'Pipfile.lock', 'pdm.lock', 'uv.lock', 'requirements.txt'] as const;
export type LockKind = (typeof LOCK_KINDS)[number];

/** All that is known of one kind of lock. Paths are relative to the root. */
export interface LockFormat {
  /** Who writes it, in words. */
  readonly tool: string;
  /** Patterns of its files in a function's folder, none of which is shipped. */
  readonly files: readonly string[];
  /** Kinds whose projects look like one of this kind, too, and then are none. @default [] */
  readonly yieldsTo?: readonly LockKind[];
  /** The file of the function's folder in which people declare packages, and that is locked. */
  readonly wants: string;
  /** The part of that file, in words. @default - all of it */
  readonly part?: string;
  /** How requirements are got out of it. @default - it is a requirements file itself */
  readonly exporter?: LockExporter;
  /** How `npx projen lock` writes it. */
  readonly writer: LockWriter;
  /** The lock of a function, if it has one of this kind. It need not be in the function's folder; local packages are relative to its own. */
  find(root: string, fn: FunctionSettings): string | undefined;
  /** Whether `npx projen lock` takes the function for one of this kind. */
  claims(root: string, fn: FunctionSettings): boolean;
}

export interface LockExporter {
  /** Runs it. @default - uv itself */
  readonly tool?: LockTool;
  /** What uv is run with: the last one prints the requirements, and one before it checks the lock if that does not. */
  commands(fn: FunctionSettings): string[][];
  /** Files besides the lock from which the export is made, whether or not they are there. @default - what the lock is made of */
  inputs?(root: string, path: string, fn: FunctionSettings): string[];
}

/** A tool that reads and writes its own lock, and that uv fetches at the version that is pinned. */
export interface LockTool {
  /** What uv is told to run it. */
  readonly run: readonly string[];
  /** Variables that keep it from making environments of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files that it leaves in a project's folder besides its lock. @default [] */
  readonly leaves?: readonly string[];
}

export interface LockWriter {
  /** Another Python than the function's will do. */
  readonly anyPython: boolean;
  /**
   * A failure leaves everything as it was.
   *
   * @returns remarks for people
   * @throws Failure 65 when the requirements fit no versions
   */
  write(root: string, fn: FunctionSettings, options: LockOptions): Promise<string[]>;
}

export interface LockOptions {
  readonly uv: string;
  /** Of the function's version, unless any will do. */
  readonly python: string;
  /** Take the newest versions that fit, and not those of the lock. */
  readonly upgrade: boolean;
  readonly onLine: (line: string) => void;
}

/** Options of a tool, one for each name. */
export function selected(flag: string, names: readonly string[]): string[] {
  return names.flatMap((name) => [flag, name]);
}

/** Finds a lock in the function's folder. */
export function inFolder(lock: LockKind): LockFormat['find'] {
  return (root, { entry }) => (existsSync(join(root, entry, lock)) ? `${entry}/${lock}` : undefined);
}

/** The command that brings a lock up to date, whatever its kind. */
export function relock({ name }: Pick<FunctionSettings, 'name'>): string {
  return `npx projen lock ${name}`;
}
