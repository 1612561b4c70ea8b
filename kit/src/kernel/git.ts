import { lstatSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { variable } from './environment';
import { type RunResult, run } from './subprocess';

const GIT_SECONDS = 30;
/** Of a program that could not be found. */
const NOT_FOUND = 127;

/** What git says of a checkout. */
interface GitStatus {
  readonly commit: string;
  /** None with a detached HEAD, as in a pipeline. */
  readonly branch?: string;
  /** Files that are not as the commit has them: changed, added, removed, in conflict, or not tracked and not ignored. */
  readonly changed: readonly string[];
}

/** Why git says nothing of a folder. */
export type GitTrouble =
  | { readonly kind: 'no program' | 'no repository' | 'no commit' }
  /** git trusts no repository of another user. */
  | { readonly kind: 'foreign'; readonly folder: string }
  | { readonly kind: 'refused'; readonly output: string };

/**
 * Runs git in a folder. It locks nothing that a person's own git would wait for, and asks nobody for a password.
 *
 * @throws Failure 75 when git does not answer within 30 seconds
 */
export function git(folder: string, args: readonly string[]): Promise<RunResult> {
  return run('git', ['-C', folder, ...args], { deadlineSeconds: GIT_SECONDS, env: { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' } });
}

/**
 * The commit of a checkout, and what there differs from it. What a person's own git is set to leave out is in it too.
 *
 * @throws Failure 75 when git does not answer within 30 seconds
 */
export async function gitStatus(folder: string): Promise<GitStatus | GitTrouble> {
  const all = ['--untracked-files=normal', '--ignore-submodules=none', '--no-renames'];
  const { code, stdout, output } = await git(folder, ['status', '--porcelain=v2', '--branch', '-z', ...all, '--', '.']);
  if (code !== 0) return troubleOf(folder, code, output);
  const records = stdout.split('\0').filter(Boolean);
  const header = (name: string) => records.find((record) => record.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header('branch.oid');
  if (!commit || !/^[0-9a-f]{40,64}$/.test(commit)) return { kind: 'no commit' };
  const branch = header('branch.head');
  return { commit, ...(branch !== '(detached)' && { branch }), changed: records.flatMap(pathOf) };
}

export function isTrouble(found: GitStatus | GitTrouble): found is GitTrouble {
  return 'kind' in found;
}

/** @see https://git-scm.com/docs/git-status#_porcelain_format_version_2 */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, 'u': 10, '?': 1 };

function pathOf(record: string): string[] {
  const fields = FIELDS_BEFORE_PATH[record[0]];
  return fields === undefined ? [] : [record.split(' ').slice(fields).join(' ')];
}

function troubleOf(folder: string, code: number, output: string): GitTrouble {
  if (code === NOT_FOUND) return { kind: 'no program' };
  const repository = repositoryAround(folder);
  if (!repository) return { kind: 'no repository' };
  return repository.foreign ? { kind: 'foreign', folder: repository.folder } : { kind: 'refused', output: output.trim() };
}

/**
 * The nearest folder upwards with a `.git`, which is a file in a worktree and in a submodule.
 *
 * @see https://git-scm.com/docs/git#Documentation/git.txt-GITCEILINGDIRECTORIES which git looks in none of, nor above
 */
function repositoryAround(folder: string): { readonly folder: string; readonly foreign: boolean } | undefined {
  const found = lstatSync(join(folder, '.git'), { throwIfNoEntry: false });
  if (!found) {
    const parent = dirname(folder);
    const ceilings = (variable('GIT_CEILING_DIRECTORIES') ?? '').split(delimiter);
    return parent === folder || ceilings.includes(parent) ? undefined : repositoryAround(parent);
  }
  const me = process.getuid?.();
  return { folder, foreign: me !== undefined && (found.uid !== me || lstatSync(folder).uid !== me) };
}
