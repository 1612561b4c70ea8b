import { INSTALLED_CACHE, PYTHON_CACHE } from './cache';
import { type Artifacts, type Job, type Steps, after } from './job';

const VERIFICATIONS = ['lint', 'generated-files', 'gitlab-lint', 'unit-cdk', 'unit-python'] as const;

/** Jobs that wait for nothing and need neither Docker nor AWS. Each runs what `npx projen test` runs, or checks the generated files. */
export function verificationJobs({ prepare, install }: Steps): Record<typeof VERIFICATIONS[number], Job> {
  const job = { stage: 'verify', extends: ['.node-cached'], needs: [] };
  return {
    'lint': {
      ...job,
      cache: [{ ...INSTALLED_CACHE, policy: undefined }], // the one job that fills it
      before_script: [...prepare, ...install.fromCache, ...install.kept],
      script: ['npx projen eslint', 'npx projen typecheck'],
    },
    'generated-files': {
      ...job,
      // A stale package.json shall show as a diff, not as an install that fails. What is new or gone shows as well.
      script: ['npx projen --no-post', 'git add --intent-to-add .', 'git diff --exit-code'],
    },
    'gitlab-lint': {
      ...job,
      script: ['npx projen gitlab:lint'],
    },
    'unit-cdk': {
      ...job,
      script: ['npx projen test:unit --coverage --coverageDirectory=test-reports/coverage --coverageReporters=cobertura --coverageReporters=text-summary'],
      coverage: String.raw`/^Lines\s*:\s*(\d+\.?\d*)%/`,
      artifacts: reports({ coverage_report: { coverage_format: 'cobertura', path: 'test-reports/coverage/cobertura-coverage.xml' } }),
    },
    'unit-python': {
      ...job,
      cache: [INSTALLED_CACHE, PYTHON_CACHE],
      script: ['npx projen test:python'],
      artifacts: reports({ codequality: ['test-reports/ruff.json'] }),
    },
  };
}

/** What has to pass before anything is deployed. */
export function passed(): ReturnType<typeof after> {
  return after(...VERIFICATIONS);
}

/** Reports of tests, kept whether they pass or not. */
export function reports(more: Artifacts['reports'] = {}): Artifacts {
  return { when: 'always', expire_in: '1 week', reports: { junit: ['test-reports/*.xml'], ...more } };
}
