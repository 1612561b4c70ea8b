import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Compressed, compress } from './compression';
import { CompressorPool } from './compressor-pool';
import { type PlacedMember, placedSize } from './format';
import { KeptZip } from './kept-zip';
import { type WrittenZip, ZipWriter } from './writer';

export interface FileOfTree {
  readonly path: string;
  readonly executable: boolean;
  /** Bytes. */
  readonly size: number;
}

/** The zips that hold some of a tree's files already. */
export interface Parts {
  /** Paths of zips. */
  readonly zips: readonly string[];
  /** By a file's path, which of the zips holds it. */
  readonly of: ReadonlyMap<string, number>;
}

const NO_PARTS: Parts = { zips: [], of: new Map() };

/** Below this many bytes threads take longer to start than to compress. */
const WORTH_THREADS = 4_000_000;

/**
 * Writes a folder's files into one zip. Those that another zip holds are taken from there as they are; the rest is
 * compressed, on all processors if it is much.
 *
 * @throws Failure 65 when it is more than a zip can hold
 */
export async function zipTree(directory: string, files: readonly FileOfTree[], to: string, parts = NO_PARTS): Promise<WrittenZip> {
  const fresh = files.filter(({ path }) => !parts.of.has(path));
  if (fresh.reduce((sum, { size }) => sum + size, 0) < WORTH_THREADS) return zipTreeNow(directory, files, to, parts);
  const pool = new CompressorPool(directory, fresh);
  const writing = write(files, to, parts);
  try {
    let step = writing.next();
    while (!step.done) step = writing.next(await pool.compressed(step.value.path));
    return step.value;
  } finally {
    writing.return(undefined as never);
    await pool.close();
  }
}

/** As {@link zipTree}, for a caller that cannot wait. */
export function zipTreeNow(directory: string, files: readonly FileOfTree[], to: string, parts = NO_PARTS): WrittenZip {
  const writing = write(files, to, parts);
  try {
    let step = writing.next();
    while (!step.done) step = writing.next(compress(readFileSync(join(directory, step.value.path))));
    return step.value;
  } finally {
    writing.return(undefined as never);
  }
}

/** Asks for each file that no other zip holds, in the order in which it is written. */
function* write(files: readonly FileOfTree[], to: string, { zips, of }: Parts): Generator<FileOfTree, WrittenZip, Compressed> {
  const kept: KeptZip[] = [];
  const writer = new ZipWriter(to);
  try {
    for (const zip of zips) kept.push(new KeptZip(zip));
    let run: { zip: KeptZip; members: PlacedMember[] } | undefined; // next to each other in another zip, so copied at once
    const copy = () => {
      if (run) writer.splice(run.zip, run.members);
      run = undefined;
    };
    for (const file of [...files].sort(byName)) {
      const zip = kept[of.get(file.path) ?? -1];
      const member = zip?.members.get(file.path);
      if (!run || !member || zip !== run.zip || member.offset !== endOf(run.members)) copy();
      if (!member) writer.add(file.path, file.executable, yield file);
      else if (run) run.members.push(member);
      else run = { zip, members: [member] };
    }
    copy();
    return writer.finish();
  } finally {
    writer.close();
    for (const zip of kept) zip.close();
  }
}

function endOf(members: readonly PlacedMember[]): number {
  const last = members[members.length - 1];
  return last.offset + placedSize(last);
}

/** As JavaScript compares texts, whatever the machine's language. */
function byName(a: FileOfTree, b: FileOfTree): number {
  return a.path < b.path ? -1 : 1;
}
