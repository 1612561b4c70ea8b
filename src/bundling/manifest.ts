import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';

export interface FileEntry {
  readonly sha256: string;
  readonly size: number;
}

/** What is in a stored tree and how it came about. It holds no time and no path, so equal builds have equal manifests. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly key: string;
  readonly mode: string;
  readonly pythonVersion: string;
  readonly architecture: string;
  /** Third-party packages, `name==version`, sorted. */
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** Every file below a folder with its hash, in a fixed order. */
export function describeFiles(directory: string): Record<string, FileEntry> {
  const paths = globSync('**', { cwd: directory, dot: true, followSymbolicLinks: false, expandDirectories: false }).sort();
  return Object.fromEntries(paths.map((path) => {
    const content = readFileSync(join(directory, path));
    return [path, { sha256: createHash('sha256').update(content).digest('hex'), size: content.length }];
  }));
}

/**
 * One hash of all names, sizes, change times and places on the disk below a folder. Writing to a file changes it, and
 * nobody can set a change time; so as long as it is the same, so are the contents.
 */
export function signature(directory: string): string {
  const hash = createHash('sha256');
  for (const path of globSync('**', { cwd: directory, dot: true, followSymbolicLinks: false, expandDirectories: false }).sort()) {
    const { size, mtimeNs, ctimeNs, ino } = lstatSync(join(directory, path), { bigint: true });
    hash.update(`${path}\0${size} ${mtimeNs} ${ctimeNs} ${ino}\n`);
  }
  return hash.digest('hex');
}

/** One hash of a tree: two trees have the same one only if all names and contents are the same. */
export function contentHash(files: Readonly<Record<string, FileEntry>>): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).sort()) hash.update(`${path}\0${files[path].sha256}\n`);
  return hash.digest('hex');
}

export function totalSize(files: Readonly<Record<string, FileEntry>>): number {
  return Object.values(files).reduce((sum, file) => sum + file.size, 0);
}

/** The paths that are missing from a folder, changed in it, or there although the manifest has none. */
export function differences(manifest: Manifest, directory: string): string[] {
  const found = describeFiles(directory);
  const wanted = manifest.files;
  return [
    ...Object.keys(wanted).filter((path) => !found[path]).map((path) => `missing: ${path}`),
    ...Object.keys(wanted).filter((path) => found[path] && found[path].sha256 !== wanted[path].sha256).map((path) => `changed: ${path}`),
    ...Object.keys(found).filter((path) => !wanted[path]).map((path) => `added: ${path}`),
  ];
}

export function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
