import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACT } from './artifact';
import { isDirectory, walk } from './manifest';

/** A tree of the store, by what it takes on the disk. */
export interface StoredTree {
  readonly key: string;
  readonly used: Date;
  /** Bytes of each file, by what tells it from others on the disk. */
  readonly files: ReadonlyMap<string, number>;
}

interface Limits {
  /** Trees that were last used before are not kept. */
  readonly since: Date;
  /** What the kept ones may take together. */
  readonly bytes: number;
}

interface Division {
  readonly kept: readonly StoredTree[];
  readonly removed: readonly StoredTree[];
  /** What only removed trees take. */
  readonly freed: number;
}

/**
 * Divides trees into those that stay and those that go: what was not used lately, and then the least recently used
 * until the rest fits. Files that trees share count once.
 *
 * @param trees the one that was used last first
 */
export function divide(trees: readonly StoredTree[], { since, bytes }: Limits): Division {
  const held = new Map<string, number>();
  let [count, total] = [0, 0];
  for (const { used, files } of trees) {
    const added = [...files].filter(([file]) => !held.has(file));
    total += sum(added.map(([, size]) => size));
    if (used <= since || total > bytes) break; // what was used before it goes, too
    for (const [file, size] of added) held.set(file, size);
    count++;
  }
  const removed = trees.slice(count);
  const gone = new Map(removed.flatMap(({ files }) => [...files]).filter(([file]) => !held.has(file)));
  return { kept: trees.slice(0, count), removed, freed: sum(gone.values()) };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}

/** Bytes by what tells a file on the disk from others: trees share files. */
export function filesOnDisk(place: string): Map<string, number> {
  const files = isDirectory(join(place, 'files')) ? walk(join(place, 'files')).map(({ path }) => join('files', path)) : [];
  return new Map([...files, ARTIFACT].flatMap((path) => {
    const stat = lstatSync(join(place, path), { throwIfNoEntry: false });
    return stat ? [[`${stat.dev} ${stat.ino}`, stat.size]] : [];
  }));
}

/** Takes away the files of a folder that nobody read since then, and the folder with the last. */
export function removeUnread(folder: string, before: Date): void {
  if (!isDirectory(folder)) return;
  const unused = (name: string) => {
    const { atime, mtime } = lstatSync(join(folder, name));
    return atime < before && mtime < before;
  };
  for (const name of readdirSync(folder).filter(unused)) rmSync(join(folder, name), { recursive: true, force: true });
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}
