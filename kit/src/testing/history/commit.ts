import type { Environment } from '../../kernel/environment';
import { gitStatus, isTrouble } from '../../kernel/git';

/** What was measured. */
export interface Commit {
  readonly id: string;
  readonly branch?: string;
  /** The checkout has changes that are not committed. */
  readonly dirty?: true;
}

/**
 * The commit of a checkout: in a GitLab job what the job says, which has checked it out afresh, and else what git says.
 *
 * @returns nothing where there is no git, no repository, or no commit yet
 * @throws Failure 75 when git does not answer within 30 seconds
 */
export async function commitOf(root: string, variables: Environment): Promise<Commit | undefined> {
  if (variables.CI_COMMIT_SHA) return commitOfJob(variables.CI_COMMIT_SHA, variables);
  const status = await gitStatus(root);
  if (isTrouble(status)) return undefined;
  const { commit, branch, changed } = status;
  return { id: commit, ...(branch && { branch }), ...(changed.length > 0 && { dirty: true }) };
}

function commitOfJob(id: string, { CI_COMMIT_BRANCH, CI_COMMIT_REF_NAME, CI_DEFAULT_BRANCH }: Environment): Commit {
  // A merge request from a fork, or a tag, may have the default branch's name.
  const branch = CI_COMMIT_BRANCH || (CI_COMMIT_REF_NAME !== CI_DEFAULT_BRANCH && CI_COMMIT_REF_NAME) || undefined;
  return { id, ...(branch && { branch }) };
}
