import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isOn } from '../config/policy';
import type { Environment } from '../kernel/environment';
import { ExitCode, Failure, firstLines } from '../kernel/failure';
import { type GitTrouble, git, gitStatus, isTrouble } from '../kernel/git';

/**
 * What production takes is what everybody can see: a commit that a branch of a remote holds, and nothing beside it. A
 * GitLab job was checked out from the remote, often without branches, so its own commit has to be the one of the job.
 *
 * @param shipped absolute paths of files that are part of what is deployed
 * @throws Failure 65 when the checkout is anything else, 69 without git, 78 where there is no repository that git takes
 */
export async function requireReleasedCommit(root: string, stage: string, shipped: readonly string[], variables: Environment): Promise<void> {
  const status = await gitStatus(root);
  if (isTrouble(status)) throw explain(status, root, stage);
  const refuse = (what: string, files: readonly string[], fix: string) => {
    throw new Failure(`${stage} takes a clean, pushed commit only: ${what}`, {
      code: ExitCode.BAD_INPUT, where: root, fix, output: files.length > 0 ? firstLines(files) : undefined,
    });
  };
  if (status.changed.length > 0) {
    refuse(`${count(status.changed)} not committed`, status.changed, 'commit and push, or set them aside: git stash --include-untracked');
  }
  const { tracked, hidden } = await index(root);
  if (hidden.length > 0) {
    refuse(`${count(hidden)} kept from git's sight`, hidden, 'git update-index --no-assume-unchanged --no-skip-worktree <file>, then see git status');
  }
  const ignored = shipped.map((file) => relative(root, file).split(sep).join('/')).filter((path) => !tracked.has(path));
  if (ignored.length > 0) {
    refuse(`${count(ignored)} shipped and ignored by git`, ignored, 'git add --force <file> and commit, or move them away');
  }
  if (isOn(variables.GITLAB_CI)) {
    const { CI_COMMIT_SHA: expected } = variables;
    if (status.commit !== expected) {
      refuse(`this job is for ${expected ?? 'no commit'}, and ${status.commit} is checked out`, [], 'run the job again, and check nothing else out in it');
    }
  } else if (!await isPushed(root, status.commit)) {
    refuse(`no branch of a remote has ${status.commit.slice(0, 12)}`, [], `git push${status.branch ? '' : ' origin HEAD:<branch>'}; if it was pushed elsewhere: git fetch`);
  }
}

/** What git keeps track of, relative to the root, and what it was told to take for unchanged. */
async function index(root: string): Promise<{ readonly tracked: ReadonlySet<string>; readonly hidden: readonly string[] }> {
  const { stdout } = await git(root, ['ls-files', '-v', '-z', '--', '.']);
  const entries = stdout.split('\0').filter(Boolean).map((line) => ({ flag: line[0], path: line.slice(2) }));
  // A sparse checkout marks files too, but those are not there.
  const hides = ({ flag, path }: { flag: string; path: string }) => flag !== flag.toUpperCase() || (flag === 'S' && existsSync(join(root, path)));
  return { tracked: new Set(entries.map(({ path }) => path)), hidden: entries.filter(hides).map(({ path }) => path) };
}

async function isPushed(root: string, commit: string): Promise<boolean> {
  const { code, stdout } = await git(root, ['for-each-ref', '--count=1', '--contains', commit, '--format=%(refname)', 'refs/remotes']);
  return code === 0 && stdout.trim() !== '';
}

function explain(trouble: GitTrouble, root: string, stage: string): Failure {
  const why = `${stage} takes a clean, pushed commit only`;
  switch (trouble.kind) {
    case 'no program':
      return new Failure(`${why}, and there is no git on the PATH to ask`, { code: ExitCode.UNAVAILABLE, where: root, fix: 'install git' });
    case 'no repository':
      return new Failure(`${why}, and this folder is in no git repository`, { code: ExitCode.BAD_CONFIG, where: root, fix: 'clone the project with git, and deploy from there' });
    case 'no commit':
      return new Failure(`${why}, and there is none yet`, { code: ExitCode.BAD_INPUT, where: root, fix: 'git add --all && git commit, then git push' });
    case 'foreign':
      return new Failure(`${why}, and git trusts no repository that belongs to another user`, {
        code: ExitCode.BAD_CONFIG, where: trouble.folder, fix: `git config --global --add safe.directory ${trouble.folder}`,
      });
    case 'refused':
      return new Failure(`${why}, and git refuses to look`, { code: ExitCode.BAD_CONFIG, where: root, fix: 'see what git status says', output: trouble.output });
  }
}

function count(files: readonly string[]): string {
  return files.length === 1 ? '1 file is' : `${files.length} files are`;
}
