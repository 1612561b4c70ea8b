/** GitLab's own templates. Their jobs are for a stage `test`, which the pipeline has for them alone. */
export const SCANNERS = {
  include: ['SAST', 'Secret-Detection', 'Dependency-Scanning.v2'].map((name) => ({ template: `Jobs/${name}.gitlab-ci.yml` })),
  // Without it, they run in pipelines of branches only: https://docs.gitlab.com/user/application_security/detect/security_configuration/
  variables: { AST_ENABLE_MR_PIPELINES: 'true' },
};
