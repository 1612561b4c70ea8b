import type { Cases } from './case';
import { MERGE_REQUEST, job, sample, workflow } from '../sample';

export const STRUCTURE_CASES: Cases = {
  'schema': {
    bad: [job({ scirpt: ['x'] }), job({ retry: { max: 5, when: ['runner_system_failure'] } }), sample({ stages: 'test' }), sample({ other: 'a text' })],
    good: [job({ retry: { max: 1, when: ['runner_system_failure'] } })],
  },
  'duplicate-key': {
    bad: [`${sample()}\ntest:\n  script: [npm run other]\n`, sample().replace('script:', 'stage: test\n  stage: test\n  script:')],
    good: [`${sample()}\nother:\n  script: [npm run other]\n`],
  },
  'ghost-include': {
    bad: [sample({ include: [{ local: 'gone.yml' }] }), sample({ include: '/gone/*.yml' })],
    good: [sample({ include: [{ template: 'Jobs/SAST.gitlab-ci.yml' }, { project: 'a/b', file: 'c.yml' }] })],
  },
  'ghost-extends': { bad: [job({ extends: '.gone' }), job({ extends: ['.gone'] })], good: [sample({ '.here': { script: ['a'] }, 'b': { extends: '.here' } })] },
  'extends-cycle': {
    bad: [sample({ '.a': { extends: '.b', script: ['a'] }, '.b': { extends: '.a' } }), job({ extends: 'test' })],
    good: [sample({ '.a': { script: ['a'] }, '.b': { extends: '.a' }, 'c': { extends: ['.b', '.a'] } })],
  },
  'ghost-reference': {
    bad: [`${sample()}\nother:\n  script: [!reference [.gone, script], npm test]\n`, `${sample()}\nother:\n  script: [!reference [test, gone], npm test]\n`],
    good: [`${sample()}\nother:\n  script: [!reference [test, script], npm run other]\n`],
  },
  'rule-expression': {
    bad: [job({ rules: [{ if: '$A = "b"' }] }), job({ rules: [{ if: '$A == "b" &&' }] }), job({ rules: [{ if: '$A =~ /(?!b)/' }] }), workflow({ rules: [{ if: 'a' }, MERGE_REQUEST] })],
    good: [job({ rules: [{ if: '($A == "b" || $C =~ /^d/) && $E != null' }] })],
  },
  'no-script': { bad: [sample({ other: { stage: 'test' } })], good: [sample({ '.other': { stage: 'test' } }), sample({ other: { trigger: 'group/project' } })] },
  'only-except': { bad: [job({ except: ['main'] }), job({ only: { refs: ['branches', 'merge_requests'] } })], good: [job({ rules: [{ when: 'always' }] })] },
};
