import type { Cases } from './case';
import { MERGE_REQUEST, DEFAULT_BRANCH, deployment, job, sample, workflow } from '../sample';

const SCRIPT = { script: ['npm run more'] };

export const LINK_CASES: Cases = {
  'unknown-stage': { bad: [job({ stage: 'tset' }), sample({ stages: ['build'] })], good: [job({ stage: '.post' }), sample({ stages: undefined })] },
  'ghost-needs': {
    bad: [job({ needs: ['gone'] }), job({ needs: [{ job: 'gone', artifacts: true }] }), job({ needs: ['constructor'] })],
    good: [
      job({ needs: [{ job: 'gone', optional: true }] }), job({ needs: [{ project: 'a/b', job: 'c', ref: 'main', artifacts: true }] }),
      sample({ many: { ...SCRIPT, parallel: 2 }, one: { ...SCRIPT, needs: ['many', 'many 1/2'] } }),
    ],
  },
  'needs-later-stage': { bad: [sample({ late: { ...SCRIPT, stage: 'deploy' }, early: { ...SCRIPT, needs: ['late'] } })], good: [sample({ same: { ...SCRIPT, needs: ['test'] } })] },
  'needs-cycle': {
    bad: [job({ needs: ['test'] }), sample({ a: { ...SCRIPT, needs: ['b'] }, b: { ...SCRIPT, needs: ['c'] }, c: { ...SCRIPT, needs: ['a'] } })],
    good: [sample({ a: { ...SCRIPT, needs: ['b', 'test'] }, b: { ...SCRIPT, needs: ['test'] } })],
  },
  'duplicate-needs': { bad: [sample({ a: { ...SCRIPT, needs: ['test', 'test'] } })], good: [sample({ a: { ...SCRIPT, needs: ['test'] } })] },
  'ghost-dependencies': { bad: [job({ dependencies: ['gone'] })], good: [sample({ a: { ...SCRIPT, stage: 'deploy', dependencies: ['test'] } })] },
  'ghost-on-stop': {
    bad: [deployment({ environment: { name: 'production', deployment_tier: 'production', on_stop: 'gone' } }), deployment({ environment: { name: 'production', deployment_tier: 'production', on_stop: 'test' } })],
    good: [sample({
      review: {
        ...SCRIPT, interruptible: false, resource_group: 'a', environment: { name: 'review/a', deployment_tier: 'development', on_stop: 'stop' },
      }, stop: { ...SCRIPT, when: 'manual', allow_failure: true, environment: { name: 'review/a', action: 'stop' } },
    })],
  },
};

export const PRESENCE_CASES: Cases = {
  'needs-excluded': {
    bad: [
      sample({ plan: { ...SCRIPT, rules: [MERGE_REQUEST] }, apply: { ...SCRIPT, needs: ['plan'], rules: [DEFAULT_BRANCH] } }),
      sample({ plan: { ...SCRIPT, rules: [MERGE_REQUEST] }, apply: { ...SCRIPT, needs: ['plan'], rules: [{ if: '$SOMETIMES' }] } }),
    ],
    good: [
      sample({ plan: { ...SCRIPT, rules: [MERGE_REQUEST] }, apply: { ...SCRIPT, needs: [{ job: 'plan', optional: true }], rules: [DEFAULT_BRANCH] } }),
      sample({ plan: { ...SCRIPT, rules: [DEFAULT_BRANCH] }, apply: { ...SCRIPT, needs: ['plan'], rules: [DEFAULT_BRANCH] } }),
    ],
  },
  'needs-may-be-excluded': {
    bad: [sample({ build: { ...SCRIPT, rules: [{ changes: ['a/*'] }] }, use: { ...SCRIPT, needs: ['build'] } })],
    good: [sample({ build: { ...SCRIPT, rules: [{ changes: ['a/*'] }] }, use: { ...SCRIPT, needs: ['build'], rules: [{ changes: ['a/*'] }] } })],
  },
  'only-manual-jobs': {
    bad: [job({ rules: [{ if: '$CI_COMMIT_TAG', when: 'manual', allow_failure: true }, { when: 'always' }] })],
    good: [sample({ more: { ...SCRIPT, rules: [{ if: '$CI_COMMIT_TAG', when: 'manual', allow_failure: true }] } })],
  },
  'duplicate-pipelines': { bad: [workflow({ rules: [{ when: 'always' }] }), sample({ workflow: { auto_cancel: { on_new_commit: 'interruptible' } }, test: { ...SCRIPT, rules: [{ when: 'always' }] } })], good: [sample()] },
  'no-merge-request-pipelines': { bad: [workflow({ rules: [{ if: '$CI_COMMIT_BRANCH' }] })], good: [workflow({ rules: [MERGE_REQUEST] })] },
  'manual-not-stated': {
    bad: [deployment({ allow_failure: undefined }), job({ when: 'manual' }).replace('test:\n  script', 'other:\n  script: [b]\ntest:\n  script')],
    good: [deployment(), deployment({ allow_failure: undefined, rules: [{ ...DEFAULT_BRANCH, when: 'manual', allow_failure: false }] })],
  },
};
