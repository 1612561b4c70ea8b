import { createHash } from 'node:crypto';
import { type Dirent, closeSync, lstatSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable } from './file-modes';
import { ExitCode, Failure } from '../../kernel/failure';

export interface FileEntry {
  readonly sha256: string;
  readonly size: number;
  /** `755` for what can be executed, else `644`; what is no file has none. */
  readonly mode: string;
}

/** Raise it when a manifest says more: trees with an older one are made anew. */
export const MANIFEST_VERSION = 3;

/** What is in a stored tree and how it came about. It holds no time and no path, so equal builds have equal manifests. */
export interface Manifest {
  readonly schemaVersion: typeof MANIFEST_VERSION;
  readonly key: string;
  readonly mode: string;
  readonly pythonVersion: string;
  readonly architecture: string;
  /** Third-party packages, `name==version`, sorted. */
  readonly packages: readonly string[];
  /** What verification saw that need not stop a bundle. @default [] */
  readonly warnings?: readonly string[];
  /** Of a bundle: what its key was derived from, by name. @default - a dependency set has none */
  readonly inputs?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly files: Readonly<Record<string, FileEntry>>;
  /** All files as one zip: what Lambda gets of a bundle, and what bundles take their packages from of a dependency set. */
  readonly artifact: { readonly sha256: string; readonly size: number };
}

/** What is said of a stored tree, unless it is damaged. Nothing is checked. */
export function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

const CHUNK = Buffer.allocUnsafe(1_048_576);

/** Every file below a folder with its hash, in a fixed order. A link or an empty folder is no file of a bundle, and differs from all. */
export function describeFiles(directory: string): Record<string, FileEntry> {
  return Object.fromEntries(walk(directory).map((entry) => [entry.path, describeEntry(directory, entry)]));
}

/** One entry of a tree. */
export function describeEntry(directory: string, { path, kind }: TreeEntry): FileEntry {
  if (kind === 'link') return { sha256: `link to ${readlinkSync(join(directory, path))}`, size: 0, mode: 'link' };
  if (kind === 'empty folder') return { sha256: 'empty folder', size: 0, mode: 'folder' };
  if (kind === 'special file') return { sha256: 'special file', size: 0, mode: 'special' };
  return { ...hashFile(join(directory, path)), mode: isExecutable(join(directory, path)) ? '755' : '644' };
}

/** Piece by piece: a file can be larger than what Node reads at once. */
export function hashFile(path: string): Pick<FileEntry, 'sha256' | 'size'> {
  const hash = createHash('sha256');
  const descriptor = openSync(path, 'r');
  try {
    let size = 0;
    for (let read = readSync(descriptor, CHUNK); read > 0; read = readSync(descriptor, CHUNK)) {
      hash.update(CHUNK.subarray(0, read));
      size += read;
    }
    return { sha256: hash.digest('hex'), size };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * One hash of all names, sizes, modes, times and places on the disk below a folder. Writing to a file changes it. The
 * change time would tell more, but a link to the file from another tree changes it, too; and what is deployed is
 * hashed in full by the guard.
 */
export function signature(directory: string): string {
  const hash = createHash('sha256');
  for (const { path } of walk(directory)) {
    const { size, mode, mtimeNs, ino } = lstatSync(join(directory, path), { bigint: true });
    hash.update(`${path}\0${size} ${mode} ${mtimeNs} ${ino}\n`);
  }
  return hash.digest('hex');
}

/** One hash of a tree: two trees have the same one only if all names, modes and contents are the same. */
export function contentHash(files: Readonly<Record<string, FileEntry>>): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) hash.update(`${path}\0${files[path].mode}\0${files[path].sha256}\n`);
  return hash.digest('hex');
}

export function totalSize(files: Readonly<Record<string, FileEntry>>): number {
  return Object.values(files).reduce((sum, file) => sum + file.size, 0);
}

/** The paths that are missing from a folder, changed in it, or there although the manifest has none. */
export function differences(manifest: Pick<Manifest, 'files'>, directory: string): string[] {
  const found = describeFiles(directory);
  const wanted = manifest.files;
  return [
    ...Object.keys(wanted).filter((path) => !Object.hasOwn(found, path)).map((path) => `missing: ${path}`),
    ...Object.keys(wanted).filter((path) => Object.hasOwn(found, path) && !same(found[path], wanted[path])).map((path) => `changed: ${path}`),
    ...Object.keys(found).filter((path) => !Object.hasOwn(wanted, path)).map((path) => `added: ${path}`),
  ];
}

export function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export interface TreeEntry {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** A pipe, a socket or a device is special. */
  readonly kind: 'file' | 'link' | 'empty folder' | 'special file';
}

/**
 * All that is below a folder and not ignored, sorted. Links are named and not followed: a file pattern would leave them out unseen.
 *
 * @throws Failure 65 for a name that is not UTF-8, by which nothing can be found
 */
export function walk(directory: string, ignored: (path: string) => boolean = () => false): TreeEntry[] {
  const entriesOf = (folder: string): TreeEntry[] => readdirSync(join(directory, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (ignored(path)) return [];
    if (path.includes('\ufffd')) refuseUnreadable(directory, path);
    if (!entry.isDirectory()) return [{ path, kind: kindOf(entry) }];
    const below = entriesOf(path);
    return below.length > 0 ? below : [{ path, kind: 'empty folder' as const }];
  });
  return entriesOf('').sort((a, b) => (a.path < b.path ? -1 : 1));
}

function kindOf(entry: Dirent): TreeEntry['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isSymbolicLink() ? 'link' : 'special file';
}

/** Node puts the replacement character in the place of bytes that are not UTF-8. */
function refuseUnreadable(directory: string, path: string): void {
  if (lstatSync(join(directory, path), { throwIfNoEntry: false })) return;
  throw new Failure(`the name of ${path} is not UTF-8`, { code: ExitCode.BAD_INPUT, where: directory, fix: 'rename it' });
}

function same(a: FileEntry, b: FileEntry): boolean {
  return a.sha256 === b.sha256 && a.mode === b.mode;
}

/** As hex. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
