import { stringify } from 'yaml';
import type { Cases } from './case';
import { DEFAULT_BRANCH, MERGE_REQUEST, defaults, deployment, docker, job, sample, script, workflow } from '../sample';

const PRODUCTION = { name: 'production', deployment_tier: 'production' };
const TOKEN = { AWS_ID_TOKEN: { aud: 'https://sts.amazonaws.com' } };
const KEY_ID = `AKIA${'ABCDEFGH'.repeat(2)}`;

export const TOKEN_CASES: Cases = {
  'id-token-global': { bad: [defaults({ id_tokens: TOKEN })], good: [deployment()] },
  'id-token-with-docker': { bad: [docker({ id_tokens: TOKEN, environment: { name: 'a', action: 'access' } })], good: [docker(), deployment()] },
  'id-token-without-environment': { bad: [job({ id_tokens: TOKEN })], good: [job({ id_tokens: TOKEN, environment: { name: 'a', action: 'access' } })] },
  'id-token-audience': { bad: [deployment({ id_tokens: { AWS_ID_TOKEN: { aud: '' } } }), deployment({ id_tokens: { AWS_ID_TOKEN: { aud: ['https://*'] } } })], good: [deployment()] },
  'stored-aws-keys': {
    bad: [sample({ variables: { AWS_SECRET_ACCESS_KEY: 'abc' } }), job({ variables: { KEY: KEY_ID } }), script(`export KEY=${KEY_ID}`)],
    good: [sample({ variables: { AWS_ACCESS_KEY_ID: '$KEPT_ELSEWHERE', AWS_REGION: 'eu-central-1' } })],
  },
  'debug-trace': { bad: [sample({ variables: { CI_DEBUG_TRACE: 'true' } }), job({ variables: { CI_DEBUG_TRACE: true } })], good: [job({ variables: { CI_DEBUG_TRACE: 'false' } })] },
};

export const DEPLOYMENT_CASES: Cases = {
  'deploy-interruptible': { bad: [deployment({ interruptible: undefined }), deployment({ interruptible: true })], good: [deployment()] },
  'deploy-resource-group': { bad: [deployment({ resource_group: undefined })], good: [deployment(), deployment({ resource_group: undefined, environment: { name: 'production', action: 'verify' } })] },
  'deploy-tier': { bad: [deployment({ environment: 'production' }), deployment({ environment: { name: 'eu' } })], good: [deployment()] },
  'deploy-in-merge-request': {
    bad: [deployment({ rules: [MERGE_REQUEST], environment: { name: 'test', deployment_tier: 'testing' } })],
    good: [deployment({ rules: [MERGE_REQUEST], environment: { name: 'review/$CI_COMMIT_REF_SLUG', deployment_tier: 'development' } })],
  },
  'production-automatic': {
    bad: [deployment({ rules: [DEFAULT_BRANCH] }), deployment({ rules: [{ if: '$CI_COMMIT_TAG' }], environment: { ...PRODUCTION, name: 'eu' } })],
    good: [deployment(), deployment({ rules: [DEFAULT_BRANCH], environment: { name: 'staging', deployment_tier: 'staging' } })],
  },
};

const CACHE = { key: { files: ['package-lock.json'] }, paths: ['.npm'] };

/** A deployment, and a job that it may need. */
function beside(build: Readonly<Record<string, unknown>>, change: Readonly<Record<string, unknown>>): string {
  return `${deployment(change)}build:\n  stage: test\n  script: [make]\n${stringify(build).replace(/^(?=.)/gm, '  ')}`;
}

export const LIMIT_CASES: Cases = {
  'no-timeout': { bad: [defaults({ timeout: undefined }), job({ inherit: { default: ['image', 'retry'] } })], good: [job({ timeout: '1h' }), sample({ other: { trigger: 'a/b' } })] },
  'no-retry': { bad: [defaults({ retry: undefined })], good: [job({ retry: 0 })] },
  'retried-script': {
    bad: [job({ retry: 2 }), job({ retry: { max: 1 } }), job({ retry: { max: 1, when: 'always' } }), job({ retry: { max: 2, when: ['runner_system_failure', 'script_failure'] } })],
    good: [job({ retry: { max: 2, when: 'runner_system_failure' } }), job({ retry: { max: 2, exit_codes: 75 } }), job({ retry: 0 })],
  },
  'auto-cancel': { bad: [workflow({ auto_cancel: undefined })], good: [workflow({ auto_cancel: { on_new_commit: 'conservative' } }), sample()] },
};

export const RESOURCE_CASES: Cases = {
  'image-name': { bad: [job({ image: 'image: node:24.1.0' }), job({ image: 'node: 24.1.0' }), job({ image: 'Registry/App:1.0' })], good: [job({ image: 'registry.example.com:5000/app:1.0' }), job({ image: '$IMAGE' })] },
  'image-unpinned': {
    bad: [job({ image: 'node' }), job({ image: { name: 'node:latest' } }), job({ services: ['postgres'] }), job({ image: 'registry.example.com:5000/app' }), job({ image: '$IMAGE', variables: { IMAGE: 'node' } })],
    good: [job({ image: 'node:24' }), job({ image: 'node@sha256:abc' }), job({ image: '$IMAGE' }), job({ image: 'node:$VERSION' })],
  },
  'cache-in-release': {
    bad: [
      deployment({ cache: CACHE }), deployment({ environment: { name: 'production', deployment_tier: 'production' }, cache: [CACHE] }),
      beside({ cache: CACHE }, { needs: ['build'] }), beside({ cache: CACHE }, { needs: [{ job: 'build', artifacts: true }] }),
    ],
    good: [
      job({ cache: CACHE }), deployment({ cache: [] }), beside({ cache: CACHE }, { needs: [{ job: 'build', artifacts: false }] }), beside({ cache: CACHE }, { needs: [] }),
    ],
  },
  'artifacts-kept': { bad: [job({ artifacts: { paths: ['out'] } }), job({ artifacts: { reports: { junit: 'a.xml' } } })], good: [job({ artifacts: { paths: ['out'], expire_in: '1 week' } })] },
  'cache-key': {
    bad: [
      job({ cache: { paths: ['.npm'] } }), job({ cache: { key: '$CI_COMMIT_REF_SLUG', paths: ['.npm'] } }), job({ cache: [{ key: 'npm', paths: ['.npm'] }] }),
      job({ cache: { key: { files: ['README.md'] }, paths: ['.npm'] } }),
    ],
    good: [job({ cache: { key: { files: ['package-lock.json'], prefix: 'npm' }, paths: ['.npm'] } }), job({ cache: [] }), job({ cache: {} }), job({ cache: { key: { files: ['lambda_src/*/requirements.txt'] }, paths: ['.uv'] } })],
  },
};
