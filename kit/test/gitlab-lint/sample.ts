import { stringify } from 'yaml';

type Mapping = Readonly<Record<string, unknown>>;

export const MERGE_REQUEST = { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' };
export const DEFAULT_BRANCH = { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' };

const SAMPLE = {
  workflow: {
    auto_cancel: { on_new_commit: 'interruptible' },
    rules: [MERGE_REQUEST, { if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS', when: 'never' }, { if: '$CI_COMMIT_BRANCH' }, { if: '$CI_COMMIT_TAG' }],
  },
  stages: ['test', 'deploy'],
  default: { image: 'node:24.1.0', interruptible: true, timeout: '15m', retry: { max: 2, when: ['runner_system_failure'] } },
  test: { script: ['npm test'] },
};

const SERVICE = {
  name: 'docker:29.7.2-dind',
  alias: 'docker',
  command: ['/bin/sh', '-c', 'exec dockerd-entrypoint.sh --mtu="$(cat /sys/class/net/eth0/mtu)"'],
  variables: { HEALTHCHECK_TCP_PORT: '2376' },
};
const TLS = { DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: '/certs', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client' };

/** A pipeline that no rule has anything against, with other keywords; `undefined` takes one away. */
export function sample(change: Mapping = {}): string {
  return stringify({ ...SAMPLE, ...change });
}

/** Other keywords of `default`. */
export function defaults(change: Mapping): string {
  return sample({ default: { ...SAMPLE.default, ...change } });
}

/** Other keywords of `workflow`. */
export function workflow(change: Mapping): string {
  return sample({ workflow: { ...SAMPLE.workflow, ...change } });
}

/** Other keywords of the only job. */
export function job(change: Mapping): string {
  return sample({ test: { ...SAMPLE.test, ...change } });
}

/** Lines of the only job's script, with one behind them. */
export function script(...lines: string[]): string {
  return job({ script: [...lines, 'npm test'] });
}

/** The job has a Docker daemon of its own. */
export function docker({ service = {}, variables = {}, ...change }: { service?: Mapping; variables?: Mapping } & Mapping = {}): string {
  return job({ services: [{ ...SERVICE, ...service }], variables: { ...TLS, ...variables }, before_script: ['export TMPDIR="$CI_PROJECT_DIR/.tmp"'], ...change });
}

/** A job that deploys, beside the first. */
export function deployment(change: Mapping = {}): string {
  return sample({
    deploy: {
      stage: 'deploy',
      rules: [{ ...DEFAULT_BRANCH, when: 'manual' }],
      allow_failure: false,
      interruptible: false,
      resource_group: 'production',
      environment: { name: 'production', deployment_tier: 'production' },
      id_tokens: { AWS_ID_TOKEN: { aud: 'https://sts.amazonaws.com' } },
      script: ['npx cdk deploy'],
      ...change,
    },
  });
}
