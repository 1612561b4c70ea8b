import { execFileSync } from 'node:child_process';
import { devNull } from 'node:os';

const OPTIONS = [
  'user.name=Test', 'user.email=test@example.com',
  'maintenance.auto=false', // newer versions go on in the background, and write while the folder is removed
].flatMap((option) => ['-c', option]);

/** Runs git as nobody's configuration would have it. */
export function git(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_SYSTEM: devNull };
  return execFileSync('git', [...OPTIONS, ...args], { cwd: folder, encoding: 'utf8', env, stdio: 'pipe', timeout: 60_000 }).trim();
}

/** Commits everything in a folder, which becomes a repository if it is none. @returns the commit */
export function commitAll(folder: string): string {
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'some');
  return git(folder, 'rev-parse', 'HEAD');
}
