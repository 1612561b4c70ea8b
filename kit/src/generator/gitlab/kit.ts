import { BY_SCHEDULE } from './branches';
import { NPM_CACHE, PYTHON_CACHE } from './cache';
import type { Jobs, Need } from './job';
import { reports } from './verification';
import { KIT_FOLDER } from '../../config/kit';

/** The kit's own tests, in a project that has it as a folder: upstream ran them, so they run when somebody changed it. */
export function kitJobs(): Jobs {
  return {
    kit: {
      stage: 'verify',
      extends: ['.node'],
      needs: [],
      rules: [{ if: BY_SCHEDULE, when: 'never' }, { changes: [`${KIT_FOLDER}/**/*`] }],
      cache: [NPM_CACHE, PYTHON_CACHE],
      script: ['npx projen test:kit'],
      artifacts: reports(),
    },
  };
}

/** Where the job is there, it has to pass. */
export const KIT_PASSED: Need = { job: 'kit', artifacts: false, optional: true };
