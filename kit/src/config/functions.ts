import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { isFolder, namesIn } from './folders';
import { codeIn, findHandler, handlerIn } from './handlers';
import { requirementFiles } from './requirement-files';
import { eventsFolder, isSampleEvent } from './sample-events';

export const FUNCTIONS_DIRECTORY = 'lambda_src';
/** Packages that functions may share, in {@link FUNCTIONS_DIRECTORY}. */
export const SHARED_DIRECTORY = '_shared';

/** A function that the options name or that was found. */
export interface FoundFunction {
  /** By which all name it: its folder, with a dash for each slash, unless the options say so. */
  readonly name: string;
  /** Relative to `lambda_src/`. */
  readonly folder: string;
  /** @default - no file of its folder has one for certain */
  readonly handler?: string;
  /** Its sample events. */
  readonly events: readonly string[];
}

/** What is in `lambda_src/`. */
export interface Sources {
  readonly functions: readonly FoundFunction[];
  /** Packages in `_shared/`. */
  readonly shared: readonly string[];
  /** What cannot be told apart, or is where nobody looks for it. */
  readonly problems: readonly string[];
}

/** Functions that the options name, each with its `source` if it has one. */
type Named = ReadonlyMap<string, string | undefined>;

/** What `source` can be: a folder below `lambda_src/`, which leads out of it nowhere. */
export const SOURCE = /^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/;

/** Folders that a function has, and a folder of functions has not. */
const OF_A_FUNCTION = ['src', 'events'];
/** Folders in which nobody keeps functions. */
const NO_FUNCTION = /^(?:[_.].*|tests?|docs|venv|node_modules)$/;

/**
 * Looks for functions: a folder with code or requirements of its own is one, and one without may hold some.
 *
 * @param options the `functions` of `.projenrc.ts`, which nobody has checked yet
 */
export function findSources(root: string, options: unknown = {}): Sources {
  const named = namedIn(options);
  const directory = join(root, FUNCTIONS_DIRECTORY);
  const sources = [...named.values()].filter((source) => source !== undefined);
  // A folder of several handlers is none by itself, unless the options say so.
  const found = functionsBelow(directory, named).map((folder) => ({ name: nameOf(folder), folder }))
    .filter(({ name, folder }) => !sources.includes(folder) || named.has(name));
  const more = [...named].flatMap(([name, folder]) => (folder !== undefined && isFolder(join(directory, folder)) ? [{ name, folder }] : []))
    .filter(({ name, folder }) => !found.some((one) => one.name === name && one.folder === folder));
  const functions = [...found, ...more].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, folder }): FoundFunction => {
    const handler = findHandler(join(directory, folder));
    const events = namesIn(join(root, eventsFolder(root, { name, entry: `${FUNCTIONS_DIRECTORY}/${folder}` })), isEvent);
    return { name, folder, ...(handler && { handler }), events };
  });
  return {
    functions,
    shared: namesIn(join(directory, SHARED_DIRECTORY), (entry) => !entry.isFile()),
    problems: [...collisions(functions), ...strayHandlers(directory)],
  };
}

function namedIn(options: unknown): Named {
  const given = typeof options === 'object' && options !== null ? Object.entries(options as Readonly<Record<string, unknown>>) : [];
  return new Map(given.map(([name, own]) => {
    const source = (own as { source?: unknown } | null | undefined)?.source;
    return [name, typeof source === 'string' && SOURCE.test(source) ? source : undefined];
  }));
}

function nameOf(folder: string): string {
  return folder.replaceAll('/', '-');
}

/** Functions in a folder of them, as paths below `lambda_src/`; what is next to nothing but empty is one, and is told so. */
function functionsBelow(directory: string, named: Named, folder = ''): string[] {
  const at = join(directory, folder);
  return namesIn(at, (entry) => !NO_FUNCTION.test(entry.name) && isFolder(join(at, entry.name))).flatMap((name) => {
    const path = folder ? `${folder}/${name}` : name;
    if (named.has(nameOf(path)) || isFunction(join(directory, path))) return [path];
    const below = functionsBelow(directory, named, path);
    return below.length > 0 || folder ? below : [path];
  });
}

function isFunction(folder: string): boolean {
  return codeIn(folder).length > 0 || requirementFiles(folder).length > 0 || namesIn(folder, ({ name }) => /\.(?:pyc|so)$/.test(name)).length > 0
    || OF_A_FUNCTION.some((name) => isFolder(join(folder, name)));
}

/** Names that are one name, also on a disk that takes capitals for small letters. */
function collisions(functions: readonly FoundFunction[]): string[] {
  return functions.flatMap(({ name, folder }, i) => {
    const before = functions.slice(0, i).find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (!before) return [];
    const called = [before, { name, folder }].map((one) => `${FUNCTIONS_DIRECTORY}/${one.folder}${one.name === nameOf(one.folder) ? '' : ` as ${one.name}`}`);
    return [`functions.${name}: ${called.join(' and ')} would have one name; rename one of them, or give one another name by functions.<name>.source`];
  });
}

/** A function is a folder, since its events and tests are in there, too. */
function strayHandlers(directory: string): string[] {
  if (!isFolder(directory)) return [];
  return codeIn(directory).filter((file) => handlerIn(join(directory, file))).map((file) => {
    const [from, to] = [`${FUNCTIONS_DIRECTORY}/${file}`, `${FUNCTIONS_DIRECTORY}/${file.replace(/\.py$/, '')}`];
    return `${from}: it has a handler, but a function is a folder: mkdir -p ${to} && git mv ${from} ${to}/`;
  });
}

function isEvent(entry: Dirent): boolean {
  return !entry.isDirectory() && isSampleEvent(entry.name);
}
