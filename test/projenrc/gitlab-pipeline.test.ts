import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineOf } from './pipeline';
import { temporaryFolder } from './synth';

const STAGES = [
  { name: 'development', branches: ['main', 'release/*', 'a.b'] },
  { name: 'staging', roleArn: 'arn:aws:iam::123456789012:role/deploy', region: 'eu-central-1' },
  { name: 'production', production: true },
];
const pipeline = pipelineOf({ pipeline: { stages: STAGES } });
const { jobs } = pipeline;
const deployJobs = Object.keys(jobs).filter((name) => name.startsWith('deploy-'));

describe('the pipeline', () => {
  test('runs its stages in this order', () => {
    expect(pipeline.document.stages).toEqual(['test', 'bundle', 'assemble', 'deploy']);
    expect([...new Set(Object.values(jobs).map(({ stage }) => stage))]).toEqual(['test', 'bundle', 'assemble', 'deploy']);
  });

  test('runs once for a push: for its merge request if there is one, else for its branch', () => {
    expect(pipeline.document.workflow.rules).toEqual([
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
      { if: '$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS', when: 'never' },
      { if: '$CI_COMMIT_BRANCH' },
    ]);
  });

  test('calls tasks, so a person can run what a job runs', () => {
    const scripts = Object.values(jobs).flatMap(({ script }) => script ?? []);
    const others = scripts.filter((line) => !line.startsWith('npx projen'));
    expect([...new Set(others)]).toEqual(['git diff --exit-code', '(umask 077 && printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE")']);
  });

  test('installs what the lockfile says, in every job', () => {
    for (const name of Object.keys(jobs)) expect(pipeline.beforeScript(name)).toContain('npm ci --prefer-offline');
  });

  test('ends every job in time, and tries again only where the runner is to blame', () => {
    expect(pipeline.document.default).toMatchObject({ timeout: '30 minutes', interruptible: true });
    expect(pipeline.document.default.retry).toEqual({ max: 2, when: ['runner_system_failure', 'scheduler_failure', 'api_failure'] });
  });

  test('needs only jobs that are there', () => {
    for (const { needs = [] } of Object.values(jobs)) expect(Object.keys(jobs)).toEqual(expect.arrayContaining(needs));
  });
});

describe('the unit jobs', () => {
  test.each(['test', 'drift'])('%s knows no Docker, waits for nothing, and runs for every pipeline', (name) => {
    expect(jobs[name]).toMatchObject({ extends: ['.node'], needs: [] });
    expect(jobs[name]).not.toHaveProperty('rules');
    expect(JSON.stringify(jobs[name])).not.toMatch(/docker/i);
  });

  test('report the tests and the coverage to GitLab, whether they pass or not', () => {
    expect(jobs.test.artifacts).toMatchObject({ when: 'always', reports: { junit: ['test-reports/*.xml'] } });
  });
});

describe('deploying', () => {
  test.each(deployJobs)('%s ships exactly what its assemble job made', (name) => {
    const stage = name.replace('deploy-', '');
    expect(jobs[name].needs).toEqual([`assemble-${stage}`]);
    expect(jobs[name].script?.at(-1)).toBe(`npx projen deploy ${stage} --app cdk.out/${stage}`);
    expect(jobs[`assemble-${stage}`].script).toEqual([`npx projen assemble ${stage}`]);
    expect(jobs[`assemble-${stage}`].artifacts?.paths).toEqual([`cdk.out/${stage}/`]);
  });

  test.each(deployJobs)('%s is never cut short, and never runs beside itself', (name) => {
    const stage = name.replace('deploy-', '');
    expect(jobs[name]).toMatchObject({ interruptible: false, resource_group: stage, environment: { name: stage } });
  });

  test('assembles only what passed the tests, the drift gate and the bundling test', () => {
    for (const { name } of STAGES) expect(jobs[`assemble-${name}`].needs).toEqual(['test', 'drift', 'test-docker-bundling']);
  });

  test('reaches production by hand and from the default branch only', () => {
    expect(jobs['deploy-production'].rules).toEqual([{ if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', when: 'manual' }]);
    expect(jobs['assemble-production'].rules).toEqual([{ if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' }]);
  });

  test('tells GitLab which environment is production', () => {
    expect(jobs['deploy-production'].environment?.deployment_tier).toBe('production');
    expect(jobs['deploy-development'].environment?.deployment_tier).toBe('development');
  });

  test('has the assembly of a branch wherever it has the deploy job', () => {
    for (const { name } of STAGES) {
      const conditions = (job: string) => jobs[job].rules?.map((rule) => rule.if);
      expect(conditions(`assemble-${name}`)).toEqual(conditions(`deploy-${name}`));
    }
  });
});

describe('branches', () => {
  const automatic = (jobs['deploy-development'].rules ?? []).filter(({ when }) => when !== 'manual').map((rule) => rule.if);
  const deploys = (branch: string) => automatic.some((condition) => {
    const [, pattern] = /^\$CI_COMMIT_BRANCH =~ \/(.+)\/$/.exec(condition)!;
    return new RegExp(pattern).test(branch);
  });

  test('are escaped and matched as a whole', () => {
    expect(automatic).toEqual(['$CI_COMMIT_BRANCH =~ /^main$/', '$CI_COMMIT_BRANCH =~ /^release\\/.*$/', '$CI_COMMIT_BRANCH =~ /^a\\.b$/']);
  });

  test.each(['main', 'release/1', 'release/1.x/hotfix', 'a.b'])('%s deploys by itself', (branch) => {
    expect(deploys(branch)).toBe(true);
  });

  test.each(['main2', 'my-main', 'release', 'prerelease/1', 'axb', 'feature/main', 'feature/release/1'])('%s does not', (branch) => {
    expect(deploys(branch)).toBe(false);
  });
});

describe('credentials', () => {
  test('can be had by the deploy jobs and by no other', () => {
    const holders = Object.keys(pipeline.document).filter((name) => JSON.stringify(pipeline.document[name]).match(/id_tokens|AWS_/));
    expect(holders.sort()).toEqual([...deployJobs].sort());
    for (const name of deployJobs) expect(jobs[name].id_tokens).toEqual({ AWS_ID_TOKEN: { aud: 'https://sts.amazonaws.com' } });
  });

  test('are those of the stage: a role and a region if it names them', () => {
    expect(jobs['deploy-staging'].variables).toMatchObject({ AWS_ROLE_ARN: STAGES[1].roleArn, AWS_REGION: 'eu-central-1' });
    expect(jobs['deploy-production'].variables).not.toHaveProperty('AWS_ROLE_ARN');
  });

  test('are written where no artifact can hold them, and where no other user can read them', () => {
    const file = join(temporaryFolder(), 'token');
    execFileSync('sh', ['-c', jobs['deploy-production'].script![0]], { env: { PATH: process.env.PATH, AWS_ID_TOKEN: '%s$x', AWS_WEB_IDENTITY_TOKEN_FILE: file } });
    expect(readFileSync(file, 'utf8')).toBe('%s$x');
    expect(statSync(file).mode.toString(8)).toBe('100600');
    expect(jobs['deploy-production'].variables?.AWS_WEB_IDENTITY_TOKEN_FILE).toMatch(/^\/tmp\//);
  });
});
