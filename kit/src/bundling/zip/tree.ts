import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compress } from './compression';
import { type PlacedMember, placedSize } from './format';
import { KeptZip } from './kept-zip';
import { type WrittenZip, ZipWriter } from './writer';

export interface FileOfTree {
  readonly path: string;
  readonly executable: boolean;
}

/** The zips that hold some of a tree's files already. */
export interface Parts {
  /** Paths of zips. */
  readonly zips: readonly string[];
  /** By a file's path, which of the zips holds it. */
  readonly of: ReadonlyMap<string, number>;
}

/**
 * Writes a folder's files into one zip: those that another zip holds are taken from there as they are.
 *
 * @throws Failure 65 when it is more than a zip can hold
 */
export function zipTree(directory: string, files: readonly FileOfTree[], to: string, { zips, of }: Parts = { zips: [], of: new Map() }): WrittenZip {
  const kept: KeptZip[] = [];
  const writer = new ZipWriter(to);
  try {
    for (const zip of zips) kept.push(new KeptZip(zip));
    let run = new Run();
    for (const { path, executable } of sorted(files)) {
      const zip = kept[of.get(path) ?? -1];
      const member = zip?.members.get(path);
      if (!member || !run.continues(zip, member)) {
        run.into(writer);
        run = new Run();
      }
      if (member) run.push(zip, member);
      else writer.add(path, executable, compress(readFileSync(join(directory, path))));
    }
    run.into(writer);
    return writer.finish();
  } finally {
    writer.close();
    for (const zip of kept) zip.close();
  }
}

/** Members that are next to each other in another zip, and are copied at once. */
class Run {
  private readonly members: PlacedMember[] = [];
  private zip?: KeptZip;

  continues(zip: KeptZip, { offset }: PlacedMember): boolean {
    const last = this.members.at(-1);
    return !last || (zip === this.zip && last.offset + placedSize(last) === offset);
  }

  push(zip: KeptZip, member: PlacedMember): void {
    this.zip = zip;
    this.members.push(member);
  }

  into(writer: ZipWriter): void {
    if (this.zip) writer.splice(this.zip, this.members);
  }
}

/** By the bytes of their names, as every machine does it. */
function sorted(files: readonly FileOfTree[]): FileOfTree[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
}
