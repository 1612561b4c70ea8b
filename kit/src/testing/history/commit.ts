import type { Environment } from '../../kernel/environment';
import { run } from '../../kernel/subprocess';

/** What was measured. */
export interface Commit {
  readonly id: string;
  readonly branch?: string;
  /** The checkout has changes that are not committed. */
  readonly dirty?: true;
}

const GIT_SECONDS = 30;

/**
 * The commit of a checkout: in a GitLab job what the job says, which has checked it out afresh, and else what git says.
 *
 * @returns nothing where there is no git, no repository, or no commit yet
 * @throws Failure 75 when git does not answer within 30 seconds
 */
export async function commitOf(root: string, variables: Environment): Promise<Commit | undefined> {
  if (variables.CI_COMMIT_SHA) return commitOfJob(variables.CI_COMMIT_SHA, variables);
  // Nothing is locked for it, so a person's own git is not in the way.
  const { code, stdout } = await run('git', ['-C', root, 'status', '--porcelain=v2', '--branch', '--', '.'], {
    deadlineSeconds: GIT_SECONDS, env: { GIT_OPTIONAL_LOCKS: '0' },
  });
  const [, id] = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(stdout) ?? [];
  if (code !== 0 || !id) return undefined;
  const [, branch] = /^# branch\.head (?!\(detached\))(.+)$/m.exec(stdout) ?? [];
  return { id, ...(branch && { branch }), ...(/^[^#\n]/m.test(stdout) && { dirty: true }) };
}

function commitOfJob(id: string, { CI_COMMIT_BRANCH, CI_COMMIT_REF_NAME, CI_DEFAULT_BRANCH }: Environment): Commit {
  // A merge request from a fork, or a tag, may have the default branch's name.
  const branch = CI_COMMIT_BRANCH || (CI_COMMIT_REF_NAME !== CI_DEFAULT_BRANCH && CI_COMMIT_REF_NAME) || undefined;
  return { id, ...(branch && { branch }) };
}
