import { stringify } from 'yaml';
import { type Circumstances, PIPELINE_KINDS, type PipelineKind, Pipeline, type Run, UNKNOWN, isCreated, jobsOf, predefined } from '../../src/gitlab-lint';

type Mapping = Readonly<Record<string, unknown>>;

const MERGE_REQUEST = { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' };
const NO_DUPLICATES = { rules: [MERGE_REQUEST, { if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS', when: 'never' }, { if: '$CI_COMMIT_BRANCH' }] };

/** How the only job runs in each kind of pipeline. */
function runs(job: Mapping, rest: Mapping = {}, circumstances: Circumstances = {}): Record<PipelineKind, Run> {
  const pipeline = Pipeline.parse(stringify({ ...rest, job: { script: ['a'], ...job } }));
  return Object.fromEntries(PIPELINE_KINDS.map((kind) => [kind, jobsOf(pipeline, kind, circumstances)[0].run])) as Record<PipelineKind, Run>;
}

function kindsOf(job: Mapping, rest: Mapping = {}, circumstances: Circumstances = {}): string[] {
  return Object.entries(runs(job, rest, circumstances)).filter(([, run]) => run !== 'never').map(([kind, run]) => run === 'automatic' ? kind : `${kind}:${run}`);
}

describe('the kinds differ in what GitLab sets', () => {
  const variables = ['CI_PIPELINE_SOURCE', 'CI_COMMIT_BRANCH', 'CI_COMMIT_TAG', 'CI_COMMIT_REF_NAME', 'CI_COMMIT_REF_PROTECTED', 'CI_MERGE_REQUEST_IID', 'CI_OPEN_MERGE_REQUESTS'];

  test.each<[PipelineKind, (string | symbol | undefined)[]]>([
    ['merge-request', ['merge_request_event', undefined, undefined, 'feature/one', 'false', '1', 'group/project!1']],
    ['default-branch', ['push', 'main', undefined, 'main', 'true', undefined, undefined]],
    ['deploy-branch', ['push', 'develop', undefined, 'develop', UNKNOWN, undefined, undefined]],
    ['branch', ['push', 'feature/one', undefined, 'feature/one', 'false', undefined, undefined]],
    ['tag', ['push', undefined, 'v1.0.0', 'v1.0.0', UNKNOWN, undefined, undefined]],
    ['schedule', ['schedule', 'main', undefined, 'main', 'true', undefined, undefined]],
    ['web', ['web', 'main', undefined, 'main', 'true', undefined, undefined]],
  ])('%s', (kind, values) => {
    const set = predefined(kind);
    expect(variables.map((name) => set[name])).toEqual(values);
    expect(set).toMatchObject({ CI: 'true', GITLAB_CI: 'true', CI_DEFAULT_BRANCH: 'main' });
  });

  test('and in the names that they are given', () => {
    const refs = { defaultBranch: 'trunk', deployBranch: 'stage', branch: 'Fix #1', tag: '1' };
    expect(predefined('default-branch', refs)).toMatchObject({ CI_COMMIT_BRANCH: 'trunk', CI_DEFAULT_BRANCH: 'trunk' });
    expect(predefined('merge-request', refs)).toMatchObject({ CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'Fix #1', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'trunk', CI_COMMIT_REF_SLUG: 'fix--1' });
  });
});

describe('a job runs in', () => {
  test.each<[string, Mapping, Mapping, string[]]>([
    ['all but merge requests, without any rules', {}, {}, PIPELINE_KINDS.filter((kind) => kind !== 'merge-request')],
    ['everything that workflow:rules let in', {}, { workflow: NO_DUPLICATES }, PIPELINE_KINDS.filter((kind) => kind !== 'tag')],
    ['nothing without a rule that fits', { rules: [{ if: '$CI_COMMIT_TAG && $CI_COMMIT_BRANCH' }] }, {}, []],
    ['nothing with an empty list of rules', { rules: [] }, {}, []],
    ['merge requests', { rules: [MERGE_REQUEST] }, {}, ['merge-request']],
    ['the first rule that fits', { rules: [{ if: '$CI_COMMIT_TAG', when: 'never' }, { if: '$CI_COMMIT_BRANCH == "main"', when: 'manual' }, { when: 'on_success' }] }, {},
      ['merge-request', 'default-branch:manual', 'deploy-branch', 'branch', 'schedule:manual', 'web:manual']],
    ['what when says', { rules: [{ if: '$CI_COMMIT_TAG', when: 'delayed', start_in: '1 hour' }] }, {}, ['tag:delayed']],
    ['the job\'s own when', { when: 'manual', rules: [{ if: '$CI_COMMIT_TAG' }] }, {}, ['tag:manual']],
    ['schedules', { rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }] }, {}, ['schedule']],
    ['a branch by its pattern', { rules: [{ if: '$CI_COMMIT_BRANCH =~ /^dev/' }] }, {}, ['deploy-branch']],
    ['rules that are a list in the list', { rules: [[{ if: '$CI_COMMIT_TAG' }], [[MERGE_REQUEST]]] }, {}, ['merge-request', 'tag']],
    ['a variable of the file', { rules: [{ if: '$DEPLOY == "all"' }], variables: { DEPLOY: 'all' } }, {}, [...PIPELINE_KINDS]],
    ['a variable of the file that names another', { rules: [{ if: '$REF == "x-main"' }] }, { variables: { REF: 'x-$CI_COMMIT_BRANCH' } }, ['default-branch', 'schedule', 'web']],
    ['what the file says, rather than GitLab', { rules: [{ if: '$CI_COMMIT_TAG == "mine"' }], variables: { CI_COMMIT_TAG: 'mine' } }, {}, [...PIPELINE_KINDS]],
    ['a variable by way of others', { rules: [{ if: '$A == "main"' }], variables: { A: '${B}', B: '$CI_COMMIT_BRANCH' } }, {}, ['default-branch', 'schedule', 'web']],
    ['perhaps, by a variable that names itself', { rules: [{ if: '$A == "a" && $CI_COMMIT_TAG' }], variables: { A: '$A' } }, {}, ['tag:maybe']],
    ['perhaps, by a variable of the settings', { rules: [{ if: '$DEPLOY == "yes" && $CI_COMMIT_TAG' }] }, {}, ['tag:maybe']],
    ['perhaps, by changed files', { rules: [{ if: '$CI_COMMIT_BRANCH', changes: ['a/*'] }] }, {}, ['default-branch:maybe', 'deploy-branch:maybe', 'branch:maybe', 'schedule', 'web']],
    ['perhaps, by files that are there', { rules: [{ if: '$CI_COMMIT_TAG', exists: ['a'] }] }, {}, ['tag:maybe']],
    ['by changes to another branch, always perhaps', { rules: [{ if: '$CI_COMMIT_TAG', changes: { paths: ['a'], compare_to: 'main' } }] }, {}, ['tag:maybe']],
    ['surely, whatever changed', { rules: [{ if: '$CI_COMMIT_TAG', exists: ['a'] }, { if: '$CI_COMMIT_TAG' }] }, {}, ['tag']],
  ])('%s', (_, job, rest, expected) => {
    expect(kindsOf(job, rest)).toEqual(expected);
  });

  test('circumstances decide what is open', () => {
    const job = { rules: [{ if: '$DEPLOY == "yes" && $CI_COMMIT_TAG', exists: ['a'] }, { if: '$CI_COMMIT_BRANCH == "feature/one"', changes: ['a'] }] };
    expect(kindsOf(job, {}, { variables: { DEPLOY: 'yes' }, exists: true, changes: false })).toEqual(['tag']);
    expect(kindsOf(job, {}, { variables: { DEPLOY: undefined }, changes: true })).toEqual(['branch']);
    expect(kindsOf({ rules: [{ if: '$CI_COMMIT_BRANCH == "stage"' }] }, {}, { refs: { defaultBranch: 'main', deployBranch: 'stage', branch: 'a', tag: 'b' } })).toEqual(['deploy-branch']);
  });

  test('every way in which it may run is told', () => {
    const pipeline = Pipeline.parse(stringify({ job: { script: 'a', rules: [{ if: '$A', when: 'manual' }, { if: '$B' }] } }));
    expect(jobsOf(pipeline, 'branch')[0]).toMatchObject({ run: 'maybe', possible: ['manual', 'automatic', 'never'] });
  });
});

describe('the older only and except let a job into', () => {
  test.each<[string, Mapping, string[]]>([
    ['a branch by its name', { only: ['main'] }, ['default-branch', 'schedule', 'web']],
    ['branches', { only: ['branches'] }, ['default-branch', 'deploy-branch', 'branch', 'schedule', 'web']],
    ['tags by a pattern', { only: ['/^v/'] }, ['tag']],
    ['merge requests', { only: { refs: ['merge_requests'] } }, ['merge-request']],
    ['schedules and runs by hand', { only: ['schedules', 'web'] }, ['schedule', 'web']],
    ['all but some', { except: ['main', 'tags'] }, ['deploy-branch', 'branch']],
    ['some but others', { only: ['branches'], except: { refs: ['schedules'] } }, ['default-branch', 'deploy-branch', 'branch', 'web']],
    ['those with a variable', { only: { refs: ['tags'], variables: ['$CI_COMMIT_TAG =~ /^v1/'] } }, ['tag']],
    ['perhaps, by changes', { only: { refs: ['tags'], changes: ['a'] } }, ['tag:maybe']],
    ['a branch of a project', { only: ['main@group/project'] }, ['default-branch', 'schedule', 'web']],
  ])('%s', (_, job, expected) => {
    expect(kindsOf(job)).toEqual(expected);
  });
});

describe('a pipeline is created', () => {
  const created = (workflow: Mapping) => {
    const pipeline = Pipeline.parse(stringify({ workflow, job: { script: 'a' } }));
    return Object.fromEntries(PIPELINE_KINDS.map((kind) => [kind, isCreated(pipeline, kind)]));
  };

  test('by the first rule that fits, and not without one', () => {
    expect(created(NO_DUPLICATES)).toEqual({ 'merge-request': true, 'default-branch': true, 'deploy-branch': true, 'branch': true, 'tag': false, 'schedule': true, 'web': true });
  });

  test('perhaps, by a variable of the settings', () => {
    expect(created({ rules: [{ if: '$CI_COMMIT_TAG' }, { if: '$ENABLED' }] })).toMatchObject({ tag: true, branch: undefined });
  });

  test('and has no jobs when it is not', () => {
    expect(runs({}, { workflow: { rules: [MERGE_REQUEST] } })).toMatchObject({ 'merge-request': 'automatic', 'branch': 'never' });
  });
});

describe('a job that fails or is left out', () => {
  test.each<[string, Mapping, boolean]>([
    ['stops the pipeline', {}, false],
    ['does not, when it says so', { allow_failure: true }, true],
    ['does not with some exit codes', { allow_failure: { exit_codes: [1] } }, true],
    ['blocks it when a rule makes it manual', { rules: [{ when: 'manual' }] }, false],
    ['does not block it when it is manual by itself', { when: 'manual' }, true],
    ['does what its rule says first', { allow_failure: true, rules: [{ when: 'manual', allow_failure: false }] }, false],
  ])('%s', (_, job, expected) => {
    expect(jobsOf(Pipeline.parse(stringify({ job: { script: 'a', ...job } })), 'branch')[0].allowFailure).toBe(expected);
  });
});
