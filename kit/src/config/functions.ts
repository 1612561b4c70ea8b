import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isSampleEvent } from './sample-events';

export const FUNCTIONS_DIRECTORY = 'lambda_src';
/** Packages that functions may share, in {@link FUNCTIONS_DIRECTORY}. */
export const SHARED_DIRECTORY = '_shared';
export const EVENTS_DIRECTORY = 'events';
/** Of a function whose options name none. */
export const DEFAULT_HANDLER = 'handler.handler';

/** What is in `lambda_src/`, by its names. */
export interface Sources {
  readonly functions: readonly string[];
  /** Packages in `_shared/`. */
  readonly shared: readonly string[];
  /** Sample events of each function. */
  readonly events: Readonly<Record<string, readonly string[]>>;
}

/** Reads names, and no file. */
export function findSources(root: string): Sources {
  const functions = findFunctions(root);
  const directory = join(root, FUNCTIONS_DIRECTORY);
  return {
    functions,
    shared: namesIn(join(directory, SHARED_DIRECTORY), (entry) => !entry.isFile()),
    events: Object.fromEntries(functions.map((name) => [name, namesIn(join(directory, name, EVENTS_DIRECTORY), isEvent)])),
  };
}

function isEvent(entry: Dirent): boolean {
  return !entry.isDirectory() && isSampleEvent(entry.name);
}

/** Folders of `lambda_src/` that are functions: every folder that does not start with an underscore or a dot. */
function findFunctions(root: string): string[] {
  return namesIn(join(root, FUNCTIONS_DIRECTORY), (entry) => entry.isDirectory() && !/^[_.]/.test(entry.name));
}

/** None where there is no such folder. */
function namesIn(folder: string, wanted: (entry: Dirent) => boolean): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(wanted).map(({ name }) => name).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
