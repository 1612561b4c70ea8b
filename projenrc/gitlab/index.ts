import { Component, YamlFile } from 'projen';
import { NOT_BY_SCHEDULE, workflowRules } from './branches';
import { type BundlingGroup, bundlingJobs } from './bundling';
import { NPM_CACHE } from './cache';
import { dockerJob } from './docker';
import type { Job, Jobs } from './job';
import { SCANNERS } from './scanners';
import { stageJobs } from './stages';
import { verificationJobs } from './verification';
import type { ResolvedOptions } from '../options';
import type { PythonLambdaApp } from '../python-lambda-app';

/** `.gitlab-ci.yml`: jobs that only call tasks, so that a person can run what a job runs. */
export class GitlabPipeline extends Component {
  constructor(app: PythonLambdaApp, options: ResolvedOptions, groups: readonly BundlingGroup[]) {
    super(app);
    new YamlFile(app, '.gitlab-ci.yml', { obj: pipelineOf(options, groups), lineWidth: 0 });
  }
}

function pipelineOf(options: ResolvedOptions, groups: readonly BundlingGroup[]): Record<string, unknown> {
  const { pipeline } = options;
  const scanned = pipeline.gitlab.securityScanners;
  const steps = install(pipeline.gitlab.certificatesVariable);
  return {
    ...(scanned && { include: SCANNERS.include }),
    'stages': ['verify', 'bundle', 'integration', 'assemble', ...pipeline.stages.map(({ name }) => name), 'operate'],
    'workflow': { rules: workflowRules(pipeline.stages), auto_cancel: { on_new_commit: 'interruptible' } },
    'default': {
      image: pipeline.image,
      ...(pipeline.gitlab.tags.length > 0 && { tags: pipeline.gitlab.tags }),
      interruptible: true,
      timeout: `${pipeline.timeoutMinutes} minutes`,
      retry: { max: 2, when: ['runner_system_failure', 'scheduler_failure', 'api_failure'] },
    },
    'variables': {
      // A Docker-in-Docker daemon sees the build folder and no other: temporary files belong there too.
      TMPDIR: '$CI_PROJECT_DIR/.tmp',
      npm_config_cache: '$CI_PROJECT_DIR/.npm',
      UV_CACHE_DIR: '$CI_PROJECT_DIR/.uv-cache',
      NODE_USE_SYSTEM_CA: '1', // Node trusts what the image trusts, a company's certificates among it
      ...(scanned && SCANNERS.variables),
    },
    '.node': checkout(options),
    ...(pipeline.dockerInDocker.connection !== 'none' && { '.docker': dockerJob(pipeline, steps) }),
    ...ordered({ ...verificationJobs(), ...bundlingJobs(options, groups, steps), ...stageJobs(options), ...(scanned && SCANNERS.jobs) }),
  };
}

/** A checkout with its packages installed. */
function checkout({ pipeline: { gitlab: { certificatesVariable } } }: ResolvedOptions): Job {
  return {
    cache: [NPM_CACHE],
    rules: NOT_BY_SCHEDULE,
    ...(certificatesVariable && {
      variables: { SSL_CERT_FILE: '$CI_PROJECT_DIR/.tmp/certificates.pem', NODE_EXTRA_CA_CERTS: '$CI_PROJECT_DIR/.tmp/certificates.pem' },
    }),
    before_script: install(certificatesVariable),
  };
}

/** Keywords of jobs in the order in which they are read: where and when it runs, what it sees, what it does. */
const ORDER: readonly (keyof Job)[] = [
  'stage', 'extends', 'tags', 'image', 'services', 'needs', 'rules', 'allow_failure', 'manual_confirmation', 'interruptible', 'timeout', 'resource_group',
  'environment', 'id_tokens', 'variables', 'cache', 'before_script', 'script', 'coverage', 'artifacts',
];

function ordered(jobs: Jobs): Record<string, Job> {
  return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [
    name, Object.fromEntries(ORDER.filter((key) => job[key] !== undefined).map((key) => [key, job[key]])),
  ]));
}

function install(certificatesVariable?: string): string[] {
  return [
    'mkdir -p "$TMPDIR"',
    ...(certificatesVariable ? [
      'cp /etc/ssl/certs/ca-certificates.crt "$SSL_CERT_FILE"',
      `printf '%s\\n' "$${certificatesVariable}" >> "$SSL_CERT_FILE"`,
    ] : []),
    'npm ci --prefer-offline',
  ];
}
