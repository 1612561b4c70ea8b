import { CONFIGS, PROMOTION } from './configs';
import { type Document, SCHEDULE, type Situation, TAG, creates, documentOf, jobOf, linesOf, mergeRequest, pipelineOf, push, runsOf, start } from './pipeline';
import { lint } from '../../../src/gitlab-lint';

const VERIFY = ['lint', 'generated-files', 'gitlab-lint', 'unit-cdk', 'unit-python'];
const MAKE = [...VERIFY, 'bundle', 'test-docker-bundling', 'integration', 'assemble'];
const REVIEW = [...MAKE.slice(0, -1), 'assemble-for-review'];
const deploy = (stage: string) => [`deploy-${stage}`, `smoke-${stage}`];
const DEFAULT_BRANCH = {
  automatic: [...MAKE, 'smoke-development', ...deploy('staging'), 'plan-production', 'smoke-production'],
  manual: ['deploy-development', 'rollback-development', 'rollback-staging', 'deploy-production', 'rollback-production'],
};
const HOTFIX_BRANCH = { automatic: [...MAKE, ...deploy('staging')], manual: ['rollback-staging'] };
const MERGE_REQUEST = { automatic: [...REVIEW, 'diff-development', 'diff-staging', 'diff-production'] };
const DEPLOY_BRANCH = { automatic: [...MAKE, ...deploy('development')], manual: ['rollback-development'] };

describe('three stages, the first of them deployed from develop and release/*', () => {
  const document = documentOf(PROMOTION);
  const pipeline = pipelineOf(document);

  test.each<[string, Situation, ReturnType<typeof runsOf>]>([
    ['a merge request', mergeRequest('feature/one'), MERGE_REQUEST],
    ['a merge request from a fork', mergeRequest('main', { fork: true }), MERGE_REQUEST],
    ['a push to the default branch', push('main'), DEFAULT_BRANCH],
    ['a push to the default branch, with a merge request from it', push('main', { withMergeRequest: true }), DEFAULT_BRANCH],
    ['a run by hand on the default branch', start('web', 'main'), DEFAULT_BRANCH],
    ['a push to a branch that deploys', push('develop'), DEPLOY_BRANCH],
    ['a push to a branch that deploys by its pattern', push('release/1.x'), DEPLOY_BRANCH],
    ['a push to a branch that deploys to the second stage only', push('hotfix/1'), HOTFIX_BRANCH],
    ['a push to a branch that deploys, with a merge request from it', push('develop', { withMergeRequest: true }), DEPLOY_BRANCH],
    ['a merge request from a branch that deploys', mergeRequest('develop'), {}],
    ['a merge request from the default branch', mergeRequest('main'), {}],
    ['a push to any other branch', push('feature/one'), { automatic: REVIEW }],
    ['a push to any other branch, with a merge request from it', push('feature/one', { withMergeRequest: true }), {}],
    ['a run by hand on any other branch', start('web', 'feature/one'), { automatic: REVIEW }],
    ['a run by a program on any other branch', start('api', 'feature/one'), { automatic: REVIEW }],
    ['a schedule', SCHEDULE, { automatic: ['drift-development', 'drift-staging', 'drift-production'] }],
    ['a tag', TAG, {}],
  ])('%s runs exactly its jobs', (_, situation, expected) => {
    expect(runsOf(pipeline, situation)).toEqual(expected);
    expect(creates(pipeline, situation)).toBe(Object.keys(expected).length > 0);
  });

  test('keep what is downloaded where the caches are, and trust what their images trust', () => {
    expect(document.variables).toEqual({ npm_config_cache: '$CI_PROJECT_DIR/.npm', UV_CACHE_DIR: '$CI_PROJECT_DIR/.uv-cache', NODE_USE_SYSTEM_CA: '1' });
    const kept = [...pipeline.jobs.keys()].flatMap((name) => jobOf(pipeline, name).cache ?? []).flatMap(({ paths }: Document) => paths);
    expect([...new Set(kept)].sort()).toEqual(['.bundle-cache/', '.installed/', '.uv-cache/']);
  });

  test('hold the pipeline up until somebody deploys, and not for a rollback', () => {
    const allowed = (name: string) => jobOf(pipeline, name).rules.filter((rule: { when?: string }) => rule.when === 'manual')
      .map((rule: { allow_failure?: boolean }) => rule.allow_failure);
    expect(allowed('deploy-production')).toEqual([false]);
    expect(allowed('deploy-development')).toEqual([false]);
    expect(allowed('rollback-development')).toEqual([true, true, true]);
  });
});

const BRANCHES = ['main', 'develop', 'release/1', 'hotfix/1', 'feature/one'];
const EVERY: readonly Situation[] = [
  ...BRANCHES.flatMap((branch) => [push(branch), push(branch, { withMergeRequest: true }), mergeRequest(branch), start('web', branch)]),
  mergeRequest('main', { fork: true }), TAG, SCHEDULE,
];

describe.each(Object.entries(CONFIGS))('with %s', (_, config) => {
  const document = documentOf(config);
  const pipeline = pipelineOf(document);
  const jobs = [...pipeline.jobs.values()];

  test("GitLab's schema and the lint find nothing wrong", () => {
    expect(lint(pipeline).findings).toEqual([]);
  });

  test('no job is missing that another one needs, in no pipeline', () => {
    for (const situation of EVERY) {
      const { automatic = [], manual = [], ...others } = runsOf(pipeline, situation);
      expect(others).toEqual({});
      const created = [...automatic, ...manual];
      const needs = jobs.filter(({ name }) => created.includes(name))
        .flatMap(({ content }) => content.needs as { job: string; optional?: boolean }[]);
      expect(created).toEqual(expect.arrayContaining(needs.filter(({ optional }) => !optional).map(({ job }) => job)));
    }
  });

  test('nothing is deployed by a merge request, a schedule or a tag', () => {
    const changing = jobs.filter(({ content }) => content.environment && environmentOf(content).action !== 'access').map(({ name }) => name);
    expect(changing.length).toBeGreaterThan(2);
    for (const situation of EVERY.filter(({ kind }) => ['merge-request', 'schedule', 'tag'].includes(kind))) {
      expect(Object.values(runsOf(pipeline, situation)).flat().filter((name) => changing.includes(name))).toEqual([]);
    }
  });

  test('production is never deployed without a person', () => {
    const production = jobs.filter(({ content }) => environmentOf(content).deployment_tier === 'production');
    const deploying = production.map(({ name }) => name).filter((name) => /^(deploy|rollback)-/.test(name));
    for (const situation of EVERY) expect((runsOf(pipeline, situation).automatic ?? []).filter((name) => deploying.includes(name))).toEqual([]);
  });

  test('a push has one pipeline, whether there is a merge request for it or not', () => {
    for (const branch of BRANCHES) {
      const both = [push(branch, { withMergeRequest: true }), mergeRequest(branch)].map((situation) => creates(pipeline, situation));
      expect(both.sort()).toEqual([false, true]);
      expect(creates(pipeline, push(branch))).toBe(true);
    }
  });

  test('jobs call tasks, so that a person can run what a job runs', () => {
    const others = jobs.flatMap(({ content }) => content.script as string[]).filter((line) => !line.startsWith('npx projen'));
    expect([...new Set(others)]).toEqual(['git add --intent-to-add .', 'git diff --exit-code']);
  });

  test('every job installs what the lockfile says, after its folder for temporary files is there', () => {
    for (const { content } of jobs) {
      const lines = linesOf(content);
      const at = lines.findIndex((line) => /^(test -d \S+ \|\| )?npm ci$/.test(line));
      expect(lines.slice(0, 2)).toEqual(['export TMPDIR="$CI_PROJECT_DIR/.tmp"', 'mkdir -p "$TMPDIR"']);
      expect(lines.findIndex((line) => line.startsWith('npx '))).toBeGreaterThan(at);
    }
  });

  test('stages are declared in the order in which an assembly goes through them, and every one is used', () => {
    const names = (config.options?.pipeline?.stages ?? [{ name: 'development' }, { name: 'production' }]).map(({ name }) => name);
    const scanned = document.include === undefined ? [] : ['test']; // where the jobs of GitLab's templates are
    expect(document.stages.filter((stage: string) => stage !== 'test')).toEqual(['verify', 'bundle', 'integration', 'assemble', ...names, 'operate']);
    expect([...new Set([...scanned, ...jobs.map(({ stage }) => stage)])].sort()).toEqual([...document.stages].sort());
  });
});

function environmentOf({ environment }: Document): Document {
  return environment ?? {};
}
