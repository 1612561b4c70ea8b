import { creates, documentOf, jobOf, mergeRequest, pipelineOf, push, runsOf } from './pipeline';

const BRANCHES = ['main', 'release/*', 'a.b', '*-rc', 'hot*fix/x', 'v1.*'];
const document = documentOf({ options: { pipeline: { stages: [{ name: 'development', branches: BRANCHES }, { name: 'staging' }] } } });
const pipeline = pipelineOf(document);

const MATCHING = [
  'main', 'release/1', 'release/1.x/hotfix', 'release/', 'a.b', '1-rc', 'feature/1-rc', '-rc', 'hotfix/x', 'hot/and/cold/fix/x',
  'v1.', 'v1.2.3', 'release/$(id)',
];
const OTHERS = [
  'main2', 'my-main', 'mainmain', 'Main', 'feature/main', 'main/x', 'release', 'prerelease/1', 'feature/release/1', 'release-1', 'axb',
  'a.bc', 'xa.b', 'a/b',
  'rc', '1-rc2', 'hotfix', 'hotfix/xx', 'a-hotfix/x', 'v1', 'v12', 'v1x2', '^main$', '/main/', 'main$', 'main|x', '.*', '$CI_DEFAULT_BRANCH',
];

describe('the branches of a stage', () => {
  test.each(MATCHING)('take %s, which deploys by itself', (branch) => {
    expect(runsOf(pipeline, push(branch)).automatic).toEqual(expect.arrayContaining(['deploy-development', 'smoke-development']));
  });

  test.each(OTHERS)('do not take %s', (branch) => {
    const jobs = Object.values(runsOf(pipeline, push(branch))).flat();
    expect(jobs).toContain('assemble-for-review');
    expect(jobs).not.toContain('assemble');
    expect(jobs.filter((name) => /^(plan|deploy|smoke|rollback)-/.test(name))).toEqual([]);
  });

  test('go into the file as patterns that are escaped and anchored at both ends', () => {
    const conditions = jobOf(pipeline, 'deploy-development').rules.map((rule: { if: string }) => rule.if);
    expect(conditions).toEqual([
      '$CI_PIPELINE_SOURCE == "schedule"',
      String.raw`$CI_COMMIT_BRANCH =~ /^main$/`,
      String.raw`$CI_COMMIT_BRANCH =~ /^release\/.*$/`,
      String.raw`$CI_COMMIT_BRANCH =~ /^a\.b$/`,
      String.raw`$CI_COMMIT_BRANCH =~ /^.*-rc$/`,
      String.raw`$CI_COMMIT_BRANCH =~ /^hot.*fix\/x$/`,
      String.raw`$CI_COMMIT_BRANCH =~ /^v1\..*$/`,
      '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
    ]);
  });
});

describe('a merge request is open, and', () => {
  test.each(MATCHING)('%s keeps the pipeline that deploys it', (branch) => {
    expect(creates(pipeline, push(branch, { withMergeRequest: true }))).toBe(true);
    expect(creates(pipeline, mergeRequest(branch))).toBe(false);
  });

  test.each(OTHERS)('%s has the pipeline of the merge request', (branch) => {
    expect(creates(pipeline, push(branch, { withMergeRequest: true }))).toBe(false);
    expect(creates(pipeline, mergeRequest(branch))).toBe(true);
  });

  test.each(MATCHING)("%s of a fork has it too, as it is not this project's", (branch) => {
    expect(creates(pipeline, mergeRequest(branch, { fork: true }))).toBe(true);
    expect(runsOf(pipeline, mergeRequest(branch, { fork: true })).automatic).not.toContain('deploy-development');
  });
});

describe('a stage without branches', () => {
  test('is deployed by hand from the default branch, and prepared and checked by itself there', () => {
    const { automatic, manual } = runsOf(pipeline, push('main'));
    expect(manual).toEqual(['rollback-development', 'deploy-staging', 'rollback-staging']);
    expect(automatic).toContain('smoke-staging');
  });

  test('is not deployed from a branch of another stage', () => {
    expect(Object.values(runsOf(pipeline, push('release/1'))).flat().filter((name) => name.endsWith('-staging'))).toEqual([]);
  });
});

test('two stages may have a branch in common, which is told once', () => {
  const stages = [{ name: 'one', branches: ['main', 'x'] }, { name: 'two', branches: ['x', 'main'] }];
  const { workflow } = documentOf({ options: { pipeline: { stages } } });
  expect(workflow.rules.filter((rule: { if: string }) => rule.if === '$CI_COMMIT_BRANCH =~ /^x$/')).toHaveLength(1);
});
