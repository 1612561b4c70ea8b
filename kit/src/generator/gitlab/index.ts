import { Component, type Project, YamlFile } from 'projen';
import { NOT_BY_SCHEDULE, workflowRules } from './branches';
import { type BundlingGroup, bundlingJobs, gates } from './bundling';
import { INSTALLED_CACHE } from './cache';
import { dockerJob } from './docker';
import { installation } from './installation';
import type { Job, Jobs, Steps } from './job';
import { KIT_PASSED, kitJobs } from './kit';
import { SCANNERS } from './scanners';
import { stageJobs } from './stages';
import { verificationJobs } from './verification';
import type { ResolvedOptions } from '../../config/options';
import { pipelineStages } from '../../config/pipeline-options';

/** Where Debian and Amazon Linux keep the certificates that they trust. */
const SYSTEM_CERTIFICATES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** `.gitlab-ci.yml`: jobs that only call tasks, so that a person can run what a job runs. */
export class GitlabPipeline extends Component {
  /** @param withKit whether the kit is in the repository, and its tests are to be run when it changes */
  constructor(project: Project, options: ResolvedOptions, groups: readonly BundlingGroup[], withKit: boolean) {
    super(project);
    new YamlFile(project, '.gitlab-ci.yml', { obj: pipelineOf(options, groups, withKit), lineWidth: 0 });
  }
}

function pipelineOf(options: ResolvedOptions, groups: readonly BundlingGroup[], withKit: boolean): Record<string, unknown> {
  const { pipeline } = options;
  const scanned = pipeline.gitlab.securityScanners;
  const steps = { prepare: preparation(pipeline.gitlab.certificatesVariable), install: installation(withKit) };
  return {
    ...(scanned && { include: SCANNERS.include }),
    'stages': pipelineStages(pipeline),
    'workflow': { rules: workflowRules(pipeline.stages), auto_cancel: { on_new_commit: 'interruptible' } },
    'default': {
      image: pipeline.image,
      ...(pipeline.gitlab.tags.length > 0 && { tags: pipeline.gitlab.tags }),
      interruptible: true,
      timeout: `${pipeline.timeoutMinutes} minutes`,
      retry: { max: 2, when: ['runner_system_failure', 'scheduler_failure', 'api_failure'] },
    },
    'variables': {
      npm_config_cache: '$CI_PROJECT_DIR/.npm',
      UV_CACHE_DIR: '$CI_PROJECT_DIR/.uv-cache',
      NODE_USE_SYSTEM_CA: '1', // Node trusts what the image trusts, a company's certificates among it
      ...(scanned && SCANNERS.variables),
    },
    '.node': checkout(options, steps),
    '.node-cached': { extends: ['.node'], cache: [INSTALLED_CACHE], before_script: [...steps.prepare, ...steps.install.fromCache] },
    ...(pipeline.dockerInDocker.connection !== 'none' && { '.docker': dockerJob(pipeline, steps) }),
    ...ordered({
      ...verificationJobs(steps), ...(withKit && kitJobs(options.pipeline.gitlab.defaultBranch)), ...bundlingJobs(options, groups, steps),
      ...stageJobs(options, [...gates(options), ...(withKit ? [KIT_PASSED] : [])]),
    }),
  };
}

/** A checkout with its packages installed. */
function checkout({ pipeline: { gitlab: { certificatesVariable } } }: ResolvedOptions, { prepare, install }: Steps): Job {
  return {
    rules: NOT_BY_SCHEDULE,
    ...(certificatesVariable && {
      variables: { SSL_CERT_FILE: '$CI_PROJECT_DIR/.tmp/certificates.pem', NODE_EXTRA_CA_CERTS: '$CI_PROJECT_DIR/.tmp/certificates.pem' },
    }),
    before_script: [...prepare, ...install.byLock],
  };
}

/** Keywords of jobs in the order in which they are read: where and when it runs, what it sees, what it does. */
const ORDER: readonly (keyof Job)[] = [
  'stage', 'extends', 'parallel', 'tags', 'image', 'services', 'needs', 'rules', 'allow_failure', 'manual_confirmation', 'interruptible', 'timeout', 'resource_group',
  'environment', 'id_tokens', 'variables', 'cache', 'before_script', 'script', 'coverage', 'artifacts',
];

function ordered(jobs: Jobs): Record<string, Job> {
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [
    name, Object.fromEntries(ORDER.filter((key) => job[key] !== undefined).map((key) => [key, job[key]])),
  ]));
}

/** What a job does before it installs anything. */
function preparation(certificatesVariable?: string): string[] {
  return [
    // A Docker-in-Docker daemon sees the build folder and no other, so temporary files belong there. As a variable of
    // the job, it would be the runner's too, which looks for the folder before there is one.
    'export TMPDIR="$CI_PROJECT_DIR/.tmp"',
    'mkdir -p "$TMPDIR"',
    ...(certificatesVariable ? [
      `cat $(ls ${SYSTEM_CERTIFICATES.join(' ')} 2>/dev/null | head -n 1) > "$SSL_CERT_FILE"`,
      `printf '%s\\n' "$${certificatesVariable}" >> "$SSL_CERT_FILE"`,
    ] : []),
  ];
}
