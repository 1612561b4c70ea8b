import { type Aws, openAws } from './aws';
import { DOCKER_IN_DOCKER, Gitlab } from './gitlab';

jest.setTimeout(1_200_000);

let gitlab: Gitlab;
let aws: Aws;

beforeAll(async () => {
  gitlab = Gitlab.create();
  aws = await openAws();
});

afterAll(async () => {
  await aws.stop();
  gitlab.remove();
});

test('bundles are made without privileges, and assembled once for all stages', async () => {
  const { jobs, output } = await gitlab.run('default-branch', ['bundle', 'assemble']);
  expect({ jobs, output: jobs.assemble === 'PASS' ? '' : output.slice(-5000) }).toEqual({ jobs: { bundle: 'PASS', assemble: 'PASS' }, output: '' });
  expect(output).toContain('digest');
});

test('Docker-in-Docker over TLS bundles every function, after the doctor found nothing wrong', async () => {
  const { jobs, output } = await gitlab.run('default-branch', ['test-docker-bundling'], {}, DOCKER_IN_DOCKER);
  if (jobs['test-docker-bundling'] !== 'PASS') console.log(output);
  expect({ jobs, output: jobs['test-docker-bundling'] === 'PASS' ? '' : output.slice(-5000) }).toEqual({ jobs: { 'test-docker-bundling': 'PASS' }, output: '' });
});

test('the assembly is deployed to development, and what was deployed answers', async () => {
  for (const job of ['deploy-development', 'smoke-development']) {
    const { jobs, output } = await gitlab.run('default-branch', [job], aws.variables);
    expect({ jobs, output: jobs[job] === 'PASS' ? '' : output.slice(-5000) }).toEqual({ jobs: { [job]: 'PASS' }, output: '' });
  }
});

test('production is planned, and deployed from the change set that was shown', async () => {
  for (const job of ['plan-production', 'deploy-production', 'smoke-production']) {
    const { jobs, output } = await gitlab.run('default-branch', [job], aws.variables);
    expect({ jobs, output: jobs[job] === 'PASS' ? '' : output.slice(-5000) }).toEqual({ jobs: { [job]: 'PASS' }, output: '' });
  }
});
