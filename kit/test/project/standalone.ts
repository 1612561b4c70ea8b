import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KIT, REPOSITORY, SAMPLE } from './places';

/**
 * A copy of the sample that needs nothing of this machine's checkout: with the kit's own files and a lockfile, as a
 * team has it in its repository.
 *
 * @param folder an empty one
 */
export function copyStandalone(folder: string): void {
  cpSync(SAMPLE, folder, { recursive: true, filter: (path) => !lstatSync(path).isSymbolicLink() });
  copyKit(join(folder, 'kit'));
  cpSync(join(REPOSITORY, 'package-lock.json'), join(folder, 'package-lock.json')); // whose versions are kept
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe', timeout: 300_000 });
}

/** A copy of the kit's own files. */
export function copyKit(folder: string): void {
  for (const file of filesOfKit()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(KIT, file), join(folder, file));
  }
}

/** Committed or not, but nothing that git ignores. */
function filesOfKit(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: KIT, encoding: 'utf8' }).split('\0');
  return listed.filter((file) => file && existsSync(join(KIT, file)));
}
