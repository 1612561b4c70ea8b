import { BY_MERGE_REQUEST, ON_DEFAULT_BRANCH } from './branches';
import { INSTALLED_CACHE, PYTHON_CACHE } from './cache';
import type { Jobs, Need } from './job';
import { reports } from './verification';
import { KIT_FOLDER } from '../../config/kit';

const BY_PUSH = '$CI_PIPELINE_SOURCE == "push"';

/**
 * The kit's own tests, in a project that has it as a folder: upstream ran them, so they run when somebody changed it.
 * Without `compare_to`, GitLab takes every file for changed in the first push of a branch, and in pipelines that
 * nobody pushed (https://docs.gitlab.com/ci/jobs/job_rules/#jobs-or-pipelines-run-unexpectedly-when-using-changes).
 */
export function kitJobs(defaultBranch: string): Jobs {
  const paths = [`${KIT_FOLDER}/**/*`];
  return {
    kit: {
      stage: 'verify',
      extends: ['.node-cached'],
      needs: [],
      rules: [
        { if: `${BY_PUSH} && ${ON_DEFAULT_BRANCH}`, changes: { paths } },
        { if: BY_PUSH, changes: { paths, compare_to: `refs/heads/${defaultBranch}` } },
        { if: BY_MERGE_REQUEST, changes: { paths } },
      ],
      cache: [INSTALLED_CACHE, PYTHON_CACHE],
      script: ['npx projen test:kit'],
      artifacts: reports(),
    },
  };
}

/** Where the job is there, it has to pass. */
export const KIT_PASSED: Need = { job: 'kit', artifacts: false, optional: true };
