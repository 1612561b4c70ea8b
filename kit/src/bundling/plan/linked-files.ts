import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { ExitCode, Failure } from '../../kernel/failure';
import { walk } from '../store/manifest';

/** A file of a folder, or one that a link in it leads to. */
export interface FoundFile {
  /** In the folder, with forward slashes. */
  readonly path: string;
  /** Where it really is. */
  readonly absolute: string;
  readonly size: number;
  readonly executable: boolean;
  /** Links on the way to it, by their absolute paths. @default - none */
  readonly links?: readonly string[];
}

/** How a folder is read. */
interface Reading {
  /** Of the checkout, which no link may lead out of. */
  readonly root: string;
  /** The function, for messages. */
  readonly user: string;
  /** What is left out, by its path in the folder. */
  readonly ignored: (path: string) => boolean;
  /** What no link may lead to, by its path in the checkout: caches, secrets and hidden files. */
  readonly hidden: (path: string) => boolean;
}

/** A folder that is being read: links lead on from it. */
interface Place {
  /** Where it really is. */
  readonly at: string;
  /** Its path in the folder that is read, with a slash if it has one. */
  readonly prefix: string;
  readonly links: readonly string[];
  /** Folders that lead to it, by where they really are: reading one of them again would never end. */
  readonly within: readonly string[];
}

/**
 * The files of a folder of the checkout. A link is as good as what it leads to, if that is in the checkout, too: a copy is
 * shipped, so what it leads to is part of the key.
 *
 * @throws Failure 65 for a link that leads nowhere, out of the checkout, to what is not shipped, or to a folder that it is in
 */
export function readFolder(reading: Reading, folder: string): FoundFile[] {
  const at = realPath(join(reading.root, folder));
  if (at === undefined) return [];
  const links = linksTo(reading.root, folder);
  if (links.length > 0) refuseForeign(reading, folder, at);
  return filesIn(reading, at, { at, prefix: '', links, within: [at] });
}

function filesIn(reading: Reading, home: string, place: Place): FoundFile[] {
  const { at, prefix, links } = place;
  return walk(at, (path) => reading.ignored(prefix + path)).filter(({ kind }) => kind !== 'empty folder').flatMap(({ path, kind }): FoundFile[] => {
    if (kind === 'special file') refuse(reading.user, `${prefix + path} is a pipe, a socket or a device, and no file`, 'take it away');
    if (kind === 'link') return followed(reading, home, place, path);
    return [foundFile(reading.root, prefix + path, join(at, path), links)];
  });
}

function followed(reading: Reading, home: string, { at, prefix, links, within }: Place, name: string): FoundFile[] {
  const [link, path] = [join(at, name), prefix + name];
  const real = realPath(link);
  if (real === undefined) return refuse(reading.user, `${path} is a link that leads nowhere`, 'take the link away');
  if (!isIn(home, real)) refuseForeign(reading, path, real);
  else refuseHidden(reading.user, path, relative(home, real), reading.ignored);
  const found = statSync(real);
  const through = [...links, inRoot(reading.root, link)];
  if (found.isFile()) return [foundFile(reading.root, path, real, through)];
  if (!found.isDirectory()) return refuse(reading.user, `${path} is a link to a pipe, a socket or a device, and no file`, 'take it away');
  if ([...within, dirname(link)].some((folder) => isIn(real, folder))) return refuse(reading.user, `${path} is a link to a folder that it is in`, 'take the link away');
  return filesIn(reading, home, { at: real, prefix: `${path}/`, links: through, within: [...within, real] });
}

function foundFile(root: string, path: string, real: string, links: readonly string[]): FoundFile {
  const { mode, size } = statSync(real);
  return { path, absolute: inRoot(root, real), size, executable: (mode & 0o100) !== 0, ...(links.length > 0 && { links }) }; // eslint-disable-line no-bitwise
}

function refuseForeign({ root, user, hidden }: Reading, path: string, real: string): void {
  const home = realpathSync(root);
  if (!isIn(home, real)) refuse(user, `${path} is a link that leads out of the checkout: ${real}`, 'copy what it leads to into the checkout, or take the link away');
  refuseHidden(user, path, relative(home, real), hidden);
}

function refuseHidden(user: string, path: string, target: string, hidden: (path: string) => boolean): void {
  const parts = target.split(sep);
  if (parts.some((_, i) => hidden(parts.slice(0, i + 1).join('/')))) refuse(user, `${path} is a link that leads to ${parts.join('/')}, which is not shipped`, 'take the link away');
}

function refuse(user: string, what: string, fix: string): never {
  throw new Failure(what, { code: ExitCode.BAD_INPUT, where: user, fix });
}

/** Those of a path in the checkout. */
function linksTo(root: string, path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => join(root, ...parts.slice(0, i + 1))).filter((folder) => lstatSync(folder).isSymbolicLink());
}

/** A checkout may itself be reached by a link; its paths are those by which it was. */
function inRoot(root: string, real: string): string {
  const home = realpathSync(root);
  return isIn(home, real) ? join(root, relative(home, real)) : real;
}

function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** Nothing for what leads nowhere, also in a circle. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
