import { lstatSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTIFACT } from './artifact';
import { type Manifest, differences, hashFile, signature } from './manifest';

/** Holds what {@link Checked} says. It is of this machine's disk only. */
const CHECKED = 'checked.json';

/** The signatures under which a tree and its zip were last found to be as the manifest says, and the zip's hash. */
interface Checked {
  readonly files: string;
  readonly artifact: string;
  readonly sha256: string;
}

/** Notes that a tree and its zip were hashed just now. */
export function noteChecked(place: string, { artifact: { sha256 } }: Pick<Manifest, 'artifact'>): void {
  write(place, { files: signature(join(place, 'files')), artifact: artifactSignature(place), sha256 });
}

/**
 * Whether a tree and its zip are as the manifest says. What was not written to since it was last hashed is hashed again
 * only if that is asked for: it takes long, and finds what a disk did by itself.
 */
export function isWhole(place: string, manifest: Manifest, thoroughly: boolean): boolean {
  const known = read(place);
  const now = { files: signature(join(place, 'files')), artifact: artifactSignature(place), sha256: manifest.artifact.sha256 };
  const rehashed = (part: 'files' | 'artifact') => thoroughly || known?.[part] !== now[part] || known.sha256 !== now.sha256;
  if (rehashed('artifact') && !artifactIsWhole(place, manifest)) return false;
  if (rehashed('files') && differences(manifest, join(place, 'files')).length > 0) return false;
  touch(place, known && !rehashed('artifact') && !rehashed('files') ? undefined : now);
  return true;
}

/** The hash of a tree's zip, if that was not written to since it was last hashed. Neither the tree nor its manifest is looked at. */
export function knownArtifact(place: string): string | undefined {
  const known = read(place);
  if (!known || known.artifact !== artifactSignature(place)) return undefined;
  touch(place);
  return known.sha256;
}

/** Whether a tree's zip is as the manifest says. It is hashed. */
export function artifactIsWhole(place: string, { artifact }: Manifest): boolean {
  const path = join(place, ARTIFACT);
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && hashFile(path).sha256 === artifact?.sha256;
}

/** As `signature` of a tree, of one file. */
function artifactSignature(place: string): string {
  const stat = lstatSync(join(place, ARTIFACT), { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() ? `${stat.size} ${stat.mode} ${stat.mtimeNs} ${stat.ino}` : 'no file';
}

function touch(place: string, checked?: Checked): void {
  try {
    if (checked) write(place, checked);
    utimesSync(place, new Date(), new Date()); // for `bundle:prune`, which keeps what is used
  } catch {
    // A store that can only be read is checked each time.
  }
}

function write(place: string, checked: Checked): void {
  writeFileSync(join(place, CHECKED), JSON.stringify(checked));
}

function read(place: string): Checked | undefined {
  try {
    return JSON.parse(readFileSync(join(place, CHECKED), 'utf8')) as Checked;
  } catch {
    return undefined;
  }
}
