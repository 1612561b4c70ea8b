import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Says what a version of the kit consists of, so that an edited kit is told from a released one without asking anybody. */
export const RELEASE_FILE = 'release.json';

export interface Release {
  readonly version: string;
  /** SHA-256 of each file of the kit, but for this one. */
  readonly files: Readonly<Record<string, string>>;
}

/** @param files paths in the kit */
export function releaseOf(kit: string, version: string, files: readonly string[]): Release {
  const kept = files.filter((file) => file !== RELEASE_FILE).sort();
  return { version, files: Object.fromEntries(kept.map((file) => [file, hashOf(join(kit, file))])) };
}

export function readRelease(kit: string): Release | undefined {
  const path = join(kit, RELEASE_FILE);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as Release : undefined;
}

/** A line for each file, so that a merge of two branches keeps the lines of both. */
export function textOf(release: Release): string {
  return `${JSON.stringify(release, undefined, 1)}\n`;
}

/** How files differ from a release, a line for each: what was changed, added and removed. */
export function differences(kit: string, files: readonly string[], { files: released }: Release): string[] {
  const kept = files.filter((file) => file !== RELEASE_FILE);
  const isThere = (file: string) => statSync(join(kit, file), { throwIfNoEntry: false })?.isFile() === true;
  return [
    ...kept.filter((file) => !Object.hasOwn(released, file)).map((file) => ({ file, what: 'added' })),
    ...Object.keys(released).filter((file) => !isThere(file)).map((file) => ({ file, what: 'removed' })),
    ...Object.keys(released).filter((file) => isThere(file) && hashOf(join(kit, file)) !== released[file]).map((file) => ({ file, what: 'changed' })),
  ].sort((a, b) => (a.file < b.file ? -1 : 1)).map(({ file, what }) => `${what} ${file}`);
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
