import type { Job } from './job';

/** GitLab's own templates, whose jobs are for a stage `test`, which this pipeline calls `verify`. */
export const SCANNERS = {
  include: ['SAST', 'Secret-Detection', 'Dependency-Scanning'].map((name) => ({ template: `Jobs/${name}.gitlab-ci.yml` })),
  jobs: { 'sast': { stage: 'verify' }, 'secret_detection': { stage: 'verify' }, 'dependency-scanning': { stage: 'verify' } } satisfies Record<string, Job>,
  // Without it, they run in pipelines of branches only: https://docs.gitlab.com/user/application_security/detect/security_configuration/
  variables: { AST_ENABLE_MR_PIPELINES: 'true' },
};
