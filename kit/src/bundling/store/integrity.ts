import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, differences, signature } from './manifest';

/** Holds the signature under which a tree was last found to be as its manifest says. */
const CHECKED = 'checked';

/** Notes that a tree's files were hashed just now. The note is of this machine's disk only. */
export function noteSignature(place: string, files: string): void {
  writeFileSync(join(place, CHECKED), signature(files));
}

/**
 * Whether a tree is as its manifest says. If its files were not written to since they were last hashed, they are
 * hashed again only if that is asked for: it takes long, and finds what a disk did by itself.
 */
export function isWhole(place: string, files: string, manifest: Manifest, thoroughly: boolean): boolean {
  const memo = join(place, CHECKED);
  const now = signature(files);
  const known = existsSync(memo) && readFileSync(memo, 'utf8') === now;
  if ((thoroughly || !known) && differences(manifest, files).length > 0) return false;
  try {
    if (!known) writeFileSync(memo, now);
    utimesSync(place, new Date(), new Date()); // for `bundle:prune`, which keeps what is used
  } catch {
    // A store that can only be read is checked each time.
  }
  return true;
}
