import { join } from 'node:path';
import { digestOf } from '../../src/assembly/kept-assembly';
import type { CommandName } from '../../src/config/commands';
import type { StageSettings } from '../../src/config/settings';
import { ACCOUNT, type Answers, StandInAws } from '../deploy/stand-in-aws';
import { Checkout } from '../project/command-checkout';
import { FakeAssembly } from '../project/fake-assembly';
import { sampleSettings } from '../project/places';
import { runCommand, temporaryFolder } from '../project/run';
import { commitAll, git } from '../testing/history/repository';

const stage = (name: string, more: Partial<StageSettings> = {}): StageSettings => ({ name, production: false, modes: ['docker', 'local', 'in-image'], ...more });
const STAGES = [stage('development', { account: ACCOUNT }), stage('production', { production: true, modes: ['docker', 'in-image'] })];

/** A project that has no app: whatever gets as far as to synthesise, fails there. */
function project(stages: readonly StageSettings[] = STAGES): Checkout {
  return new Checkout([], {}, { stages });
}

/** An assembly of a stage, with one stack called `Shop`. */
function assembly(stageName: string): string {
  const folder = temporaryFolder();
  new FakeAssembly(folder).stack('Shop', [{ record: { stage: stageName } }]);
  return folder;
}

describe('a stage is named by a person', () => {
  test.each<[CommandName, string[]]>([
    ['rollback', []], ['destroy', []], ['destroy', ['--', '--profile', 'x']],
  ])('for %s %j: 64, with the stages and the command', async (name, args) => {
    const { code, stdout, stderr } = await project().run(name, args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toBe(`✖ ${name} takes the name of a stage\n  fix npx projen ${name} <stage>, which is one of: development, production\n`);
  });

  test('for a deployment where every stage is production', async () => {
    const { code, stderr } = await project([STAGES[1]]).run('deploy');
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('every stage is production, so name one') });
  });
});

describe('nobody is there to ask', () => {
  test('before a rollback: 64, with the command, after what it would change was shown', async () => {
    const aws = await StandInAws.start();
    const { code, stdout, stderr } = await project().run('rollback', ['development', '--app', assembly('development')], aws.env);
    const again = /nobody can be asked here[^]*fix npx projen rollback development --app \S+ --yes/;
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringMatching(again) });
    expect(stdout).toMatch(/^development of the account 123456789012 in eu-central-1 goes back to \S+, digest [0-9a-f]{64}\n/);
    expect(stdout).toMatch(/\n\nShop, which is not there: \d+ resources change\n/);
    expect(stdout).toMatch(/fn0 +none +→ +docker-/);
  });

  test('before stacks are removed: 64, before anything else', async () => {
    const aws = await StandInAws.start();
    const { code, stderr } = await project().run('destroy', ['development'], aws.env);
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('fix npx projen destroy development --yes') });
    expect(aws.asked).toEqual([]);
  });
});

describe('what a deployment would find out late, it says before anything is bundled:', () => {
  const deploy = async (answers: Answers, env: Record<string, string> = {}) => {
    const aws = await StandInAws.start(answers);
    const { code, stderr } = await project().run('deploy', ['development'], { ...aws.env, ...env });
    return { code, stderr, asked: aws.asked };
  };

  test.each<[string, Answers, Record<string, string>, number, RegExp]>([
    ['expired credentials', { GetCallerIdentity: { error: 'ExpiredToken', status: 403 } }, {}, 77, /the credentials have expired: ExpiredToken/],
    ['no credentials', {}, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 77, /there are no credentials for AWS/],
    ['another account', { GetCallerIdentity: { result: { Account: '210987654321' } } }, {}, 78, /development is in the account 123456789012, and these credentials are of 210987654321/],
    ['no region', {}, { AWS_REGION: '' }, 78, /nothing says which region development is in/],
    ['no bootstrap', { GetParameter: { error: 'ParameterNotFound' } }, {}, 78, /fix npx cdk bootstrap --app '' aws:\/\/123456789012\/eu-central-1/],
    ['a lost connection', { GetCallerIdentity: 'hang up' }, {}, 69, /AWS does not answer: TimeoutError/],
    ['nobody who listens', {}, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, 69, /a service cannot be reached/],
    ['a stack that got stuck', { DescribeStacks: { result: { Stacks: [{ StackName: 'test-development', StackStatus: 'UPDATE_ROLLBACK_FAILED', CreationTime: new Date() }] } } }, {}, 69, /test-development is UPDATE_ROLLBACK_FAILED/],
  ])('%s', async (_, answers, env, code, message) => {
    const found = await deploy(answers, env);
    expect(found).toMatchObject({ code, stderr: expect.stringMatching(message) });
    expect(found.stderr).not.toContain('cdk synth');
    expect(found.stderr).not.toMatch(/^ {4}at /m); // no stack trace
  });

  test('a proxy that only the CDK CLI uses stops nothing here', async () => {
    const { stderr } = await deploy({ GetCallerIdentity: 'hang up' }, { HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '*' });
    expect(stderr).toContain('cdk synth failed');
  });
});

describe('production', () => {
  test.each<[CommandName, string[]]>([['assemble', ['production']], ['deploy', ['production']]])('takes nothing from a folder without git: %s ends with 78', async (name, args) => {
    const { code, stderr } = await project().run(name, args);
    expect({ code, stderr }).toEqual({ code: 78, stderr: expect.stringContaining('production takes a clean, pushed commit only, and this folder is in no git repository') });
  });

  test.each(['assemble', 'deploy'] as const)('takes no file that is not committed, and no commit that is not pushed: %s ends with 65', async (name) => {
    const checkout = project();
    checkout.write({ '.gitignore': 'node_modules\n.toolchain\n' });
    git(checkout.root, 'init', '--quiet', '--initial-branch', 'main');
    commitAll(checkout.root);
    expect(await checkout.run(name, ['production'])).toMatchObject({ code: 65, stderr: expect.stringContaining('no branch of a remote has') });
    checkout.write({ 'new.txt': '' });
    const uncommitted = / {2}│ new\.txt\n✖ production takes a clean, pushed commit only: 1 file is not committed/;
    expect(await checkout.run(name, ['production'])).toMatchObject({ code: 65, stderr: expect.stringMatching(uncommitted) });
  });

  test('is deployed in a pipeline by a plan only: 64, before anything is asked', async () => {
    const app = assembly('production');
    const { code, stderr } = await project().run('deploy', ['production', '--app', app, '--digest', digestOf(app)], { CI: 'true' });
    const fix = 'fix npx projen plan production --out plan.json, and then npx projen deploy production --planned plan.json\n';
    expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining(fix) });
  });

  test('is deployed from such a checkout neither with an assembly that was made earlier', async () => {
    const app = assembly('production');
    const { code, stderr } = await project().run('deploy', ['production', '--app', app, '--digest', digestOf(app)]);
    expect({ code, stderr }).toEqual({ code: 78, stderr: expect.stringContaining('in no git repository') });
  });
});

describe('a release on a machine that is not the build image', () => {
  test('is bundled in Docker, and without it ends with 69 and what to do', async () => {
    const { code, stdout, stderr } = await runCommand('bundle', ['--release'], { CDK_DOCKER: join(temporaryFolder(), 'no-docker') });
    expect({ code, stdout }).toEqual({ code: 69, stdout: '' });
    expect(stderr).toMatch(/^✖ this is not the Lambda build image, and Docker, which takes its place, cannot be used: there is no .*\n/);
    expect(stderr).toMatch(/\n {2}fix start Docker \(npx projen doctor .*\), or let the pipeline do it\n$/);
  });

  test('falls back to nothing in a pipeline', async () => {
    const { code, stderr } = await runCommand('bundle', ['--release'], { CI: 'true', CDK_DOCKER: join(temporaryFolder(), 'no-docker') });
    expect({ code, stderr }).toEqual({ code: 78, stderr: expect.stringContaining('this is not the image that bundles') });
  });

  test('is explained', async () => {
    const { stdout } = await runCommand('bundle', ['--explain', '--release']);
    expect(stdout).toMatch(/release +docker +BUNDLING_PURPOSE is release; the policy maps release to in-image, which cannot be on this machine/);
  });

  test('is refused early for a stage that takes no bundle made in Docker', async () => {
    const checkout = new Checkout([Object.values(sampleSettings.functions)[0]], {}, { stages: [stage('staging', { modes: ['in-image'] })] });
    const { code, stderr } = await checkout.run('assemble', ['staging']);
    expect({ code, stderr }).toEqual({ code: 78, stderr: expect.stringContaining('staging takes bundles that are made by in-image, and this machine can only make them by docker') });
  });
});
