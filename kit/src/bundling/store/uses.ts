import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Holds an empty file for each function that took a tree: its time tells when that was. Functions with equal files share a tree. */
const USERS = 'users';

/** Notes that a function took a tree just now. A store that can only be read keeps no notes. */
export function noteUse(place: string, user: string): void {
  const note = join(place, USERS, user);
  try {
    mkdirSync(join(place, USERS), { recursive: true });
    if (!existsSync(note)) writeFileSync(note, '');
    utimesSync(note, new Date(), new Date());
  } catch {
    // Nothing but an explanation is lost.
  }
}

/** The key of the tree that a function took last, if it is still there. */
export function lastTakenBy(store: string, user: string): string | undefined {
  if (!existsSync(store)) return undefined;
  const taken = readdirSync(store).flatMap((key) => {
    const note = statSync(join(store, key, USERS, user), { throwIfNoEntry: false });
    return note ? [{ key, at: note.mtimeMs }] : [];
  });
  return taken.sort((a, b) => b.at - a.at)[0]?.key;
}
