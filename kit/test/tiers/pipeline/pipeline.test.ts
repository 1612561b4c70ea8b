import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Aws, openAws } from './aws';
import { DOCKER_IN_DOCKER, Gitlab, type PipelineKind, type Run } from './gitlab';

jest.setTimeout(1_800_000);

/** The jobs that take long and call what the other tiers run anyway; `LONG_TESTS=1 npx projen test:pipeline` runs them too. */
const LONG: readonly string[] = process.env.LONG_TESTS ? ['lint', 'generated-files', 'unit-cdk', 'unit-python', 'integration'] : [];

/** What npm says when it has installed. */
const INSTALLING = /added \d+ packages/;

let gitlab: Gitlab;
let aws: Aws;

beforeAll(async () => {
  gitlab = Gitlab.create();
  aws = await openAws();
});

afterAll(async () => {
  await aws?.stop();
  gitlab?.remove();
});

/** Runs jobs one after another, and shows what the first said that did not pass. */
async function pass(kind: PipelineKind, jobs: readonly string[], variables: Aws['variables'] = {}, options: readonly string[] = []): Promise<Run> {
  let run: Run | undefined;
  for (const job of jobs) {
    run = await gitlab.run(kind, [job], variables, options);
    expect({ [job]: run.jobs[job], output: run.jobs[job] === 'PASS' ? '' : run.output.slice(-5000) }).toEqual({ [job]: 'PASS', output: '' });
  }
  return run!;
}

// Each of these takes up what the jobs before it left, as in a pipeline.
describe('the pipeline of a merge request', () => {
  test('checks the generated files', async () => {
    await pass('merge-request', ['gitlab-lint', ...LONG]);
  });

  test('installs its packages once, and unpacks them wherever nothing is released', async () => {
    const filling = await pass('merge-request', ['lint']);
    expect(filling.output).toMatch(INSTALLING);
    const unpacking = await pass('merge-request', ['gitlab-lint']);
    expect(unpacking.output).not.toMatch(INSTALLING);
    gitlab.spoilCache('.installed/packages.tar');
    expect((await pass('merge-request', ['gitlab-lint'])).output).toMatch(INSTALLING);
  });

  test('bundles without privileges in the build image, and assembles all stages once', async () => {
    await pass('merge-request', ['bundle']);
    const { output } = await pass('merge-request', ['assemble-for-review']);
    expect(output).toMatch(/production: cdk\.out\/production, digest [0-9a-f]{64}/);
  });

  test('tests bundling in Docker-in-Docker over TLS, after the doctor found nothing wrong', async () => {
    const { output } = await pass('merge-request', ['test-docker-bundling'], {}, DOCKER_IN_DOCKER);
    expect(output).toContain('2 passed, 0 failed');
  });

  test('gives Docker-in-Docker up in time, with the reason, where the runner shares no certificates', async () => {
    const { jobs, output } = await gitlab.run('merge-request', ['test-docker-bundling'], {}, ['--privileged']);
    expect(jobs).toEqual({ 'test-docker-bundling': 'FAIL' });
    expect(output).toContain('DIND04');
    expect(output).not.toContain('npx projen test:bundling');
  });

  test('shows what would change, as the merge request shows it', async () => {
    const { output } = await pass('merge-request', ['diff-development'], aws.variables);
    expect(output).toMatch(/ [1-9]\d to create, 0 to update, 0 to delete/);
  });

  test('says which variables are not set, and where to set them, before any work', async () => {
    const { output } = await gitlab.run('merge-request', ['diff-production'], {});
    expect(output).toContain('AWS_READ_ONLY_ROLE_ARN is not set: Settings > CI/CD > Variables, environment scope production');
    expect(output).toContain('AWS_REGION is not set');
  });
});

describe('the pipeline of the default branch', () => {
  test('makes the bundles of a release anew, and assembles them by their proof', async () => {
    const { output } = await pass('default-branch', ['bundle', 'assemble']);
    expect(output).toMatch(/production: cdk\.out\/production, digest [0-9a-f]{64}/);
  });

  test('deploys the assembly to development, and tries out what it deployed', async () => {
    const { output } = await pass('default-branch', ['deploy-development', 'smoke-development'], aws.variables);
    expect(output).toContain('answers health.json');
  });

  test('plans production, and deploys it from the change set that was shown', async () => {
    const planned = await pass('default-branch', ['plan-production'], aws.variables);
    const { jobs, output: refusal } = await gitlab.run('default-branch', ['deploy-production'], aws.variables);
    expect(jobs).toEqual({ 'deploy-production': 'FAIL' });
    expect(refusal).toContain('nobody accepted that');
    const [accepted] = /ACCEPT_PLAN=[0-9a-f]{32}/.exec(planned.output)!;
    const { output } = await pass('default-branch', ['deploy-production', 'smoke-production'], { ...aws.variables, ACCEPT_PLAN: accepted.split('=')[1] });
    expect(output).toContain('answers direct.json');
  });

  test('deploys an assembly again to roll back', async () => {
    await pass('default-branch', ['rollback-development'], aws.variables);
  });

  test('refuses an assembly in which a byte changed', async () => {
    appendFileSync(join(gitlab.root, '.gitlab-ci-local/artifacts/assemble/cdk.out/development/manifest.json'), ' ');
    const { jobs, output } = await gitlab.run('default-branch', ['deploy-development'], aws.variables);
    expect(jobs).toEqual({ 'deploy-development': 'FAIL' });
    expect(output).toContain('this is not the assembly that was reviewed');
  });
});

test('the pipeline of a schedule looks for changes that somebody made by hand', async () => {
  await pass('schedule', ['drift-development'], aws.variables);
});
