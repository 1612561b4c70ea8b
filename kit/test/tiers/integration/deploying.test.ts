import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { selectFunctions, thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { PROGRAM } from '../../../src/kernel/program';
import { findExecutor } from '../../../src/local-aws/executor';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAwsServer } from '../../../src/local-aws/local-aws-server';
import { startMiniStack } from '../../../src/local-aws/ministack';
import { findUv } from '../../../src/toolchain/uv';
import { Child } from '../../project/child';
import { Checkout } from '../../project/command-checkout';
import { runNode, temporaryFolder } from '../../project/run';

jest.setTimeout(240_000);

/**
 * Deployments by the real CDK CLI to the local AWS, of an app whose stack waits for a signal: CloudFormation is at work
 * on it for as long as a test wants.
 */
let aws: LocalAwsServer;
let env: Record<string, string>;
let client: CloudFormationClient;
let checkout: Checkout;

const STACK = 'shop-development';
const STAGE = { name: 'development', production: false, modes: ['docker'] as const };

const APP = `
  const { App, CfnResource, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
  const wait = require('node:fs').readFileSync('wait', 'utf8').trim();
  const app = new App();
  const stack = new Stack(app, 'shop-' + app.node.getContext('stage'));
  new CfnResource(stack, 'Settings', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: wait || 'none' } });
  if (wait) {
    const handle = new CfnResource(stack, 'Handle' + wait, { type: 'AWS::CloudFormation::WaitConditionHandle' });
    new CfnResource(stack, 'Wait' + wait, { type: 'AWS::CloudFormation::WaitCondition', properties: { Handle: handle.ref, Timeout: '120', Count: 1 } });
  }
  app.synth();
`;

beforeAll(async () => {
  const workspace = thisWorkspace();
  const tools = toolsDirectory(workspace);
  const uv = await findUv(tools);
  aws = await startMiniStack(tools, uv, await findExecutor(selectFunctions(workspace), uv, () => undefined));
  const set = Object.entries(aws.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  env = { ...Object.fromEntries(set), CI: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  client = new CloudFormationClient({ endpoint: aws.endpoint, region: LOCAL_REGION, credentials: { accessKeyId: LOCAL_ACCOUNT, secretAccessKey: 'local' } });
  checkout = new Checkout([], { 'app.js': APP, 'cdk.json': JSON.stringify({ app: 'node app.js' }), 'wait': '' }, { project: 'shop', stages: [STAGE] });
});

afterAll(() => aws.stop());

const deploy = (...args: string[]) => Child.node([PROGRAM, 'deploy', 'development', ...args], {
  cwd: checkout.root, env: { ...process.env, NO_COLOR: '1', ...env },
});

async function status(): Promise<string | undefined> {
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: STACK })).catch(() => ({ Stacks: undefined }));
  return Stacks?.[0].StackStatus;
}

/** Waits for a status of the stack, for as long as `child` runs. */
async function until(wanted: string, child?: Child): Promise<void> {
  const limit = Date.now() + 60_000;
  let ended: string | undefined;
  void child?.ended(120).then(({ stderr }) => { ended = stderr; }, () => undefined);
  for (let found = await status(); found !== wanted; found = await status()) {
    if (ended !== undefined || Date.now() > limit) throw new Error(`the stack is ${found}, and not ${wanted}\n${ended}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Ends the wait of a deployment, once it has begun to wait. */
async function signal(wait: string, Status: 'SUCCESS' | 'FAILURE', Reason = ''): Promise<void> {
  const body = Buffer.from(JSON.stringify({ Status, Reason, UniqueId: wait, Data: '' })); // as a text it would get a content type, which is refused
  const limit = Date.now() + 60_000;
  for (let done = false; !done;) {
    if (Date.now() > limit) throw new Error(`nobody waits for the signal ${wait}`);
    const place = await client.send(new DescribeStackResourceCommand({ StackName: STACK, LogicalResourceId: `Handle${wait}` })).catch(() => undefined);
    const url = place?.StackResourceDetail?.PhysicalResourceId;
    // The local AWS does not know the port on which it is reached.
    done = url !== undefined && (await fetch(new URL(new URL(url).pathname, aws.endpoint), { method: 'PUT', body })).ok;
    if (!done) await new Promise((later) => setTimeout(later, 100));
  }
}

test('an account that is not bootstrapped is told before anything is synthesised, and the command that it is told helps', async () => {
  const refused = await deploy().ended(120);
  expect(refused).toMatchObject({ code: 78, stdout: '' });
  // The account is the id of the key here, which no output shows.
  const [, command] = /fix npx (cdk bootstrap .+)\n/.exec(refused.stderr.replaceAll('***', LOCAL_ACCOUNT))!;
  expect(await Child.start('sh', ['-c', `node_modules/.bin/${command} --no-notices`], { cwd: checkout.root, env: { ...process.env, ...env } }).ended(120)).toMatchObject({ code: 0 });
  expect(await deploy().ended(120)).toMatchObject({ code: 0 });
});

test('a second deployment waits for the first, or ends with 75 when it may not', async () => {
  checkout.write({ wait: 'One' });
  const first = deploy();
  await until('UPDATE_IN_PROGRESS', first);
  const refused = await deploy('--wait', '0').ended(120);
  expect(refused).toMatchObject({ code: 75, stderr: expect.stringContaining(`${STACK} is UPDATE_IN_PROGRESS: another deployment is under way`) });
  const second = deploy('--wait', '120');
  await second.printed(/another deployment has its turn/, 120);
  await signal('One', 'SUCCESS');
  expect(await first.ended(120)).toMatchObject({ code: 0 });
  expect(await second.ended(120)).toMatchObject({ code: 0 });
});

test('of two at the same moment one is refused with 75, whoever refuses it', async () => {
  checkout.write({ wait: 'Two' });
  const kept = await keep('two');
  const both = [deploy('--app', kept, '--wait', '0'), deploy('--app', kept, '--wait', '0')];
  const loser = await Promise.race(both.map((child) => child.ended(120)));
  expect(loser).toMatchObject({ code: 75, stderr: expect.stringMatching(/another deployment is under way|by somebody else in the meantime/) });
  await signal('Two', 'SUCCESS');
  expect((await Promise.all(both.map((child) => child.ended(120)))).map(({ code }) => code).sort()).toEqual([0, 75]);
});

test('Ctrl-C ends with 130 and tells what goes on by itself, which then does', async () => {
  checkout.write({ wait: 'Three' });
  const stopped = deploy();
  await until('UPDATE_IN_PROGRESS', stopped);
  stopped.killGroup('SIGINT');
  const { code, stderr } = await stopped.ended(60);
  expect(code).toBe(130);
  expect(stderr).toContain(`Stopped. What CloudFormation has begun goes on by itself:\n${STACK}: UPDATE_IN_PROGRESS, CloudFormation is at work on it`);
  expect(stderr).toContain('To go on: npx projen deploy development, which waits for what is under way.');
  await signal('Three', 'SUCCESS');
  await until('UPDATE_COMPLETE');
});

test('a deployment that fails names the resource and its reason, by CloudFormation, and what state is left', async () => {
  checkout.write({ wait: 'Four' });
  const failing = deploy();
  await until('UPDATE_IN_PROGRESS', failing);
  await signal('Four', 'FAILURE', 'the test says no');
  const { code, stderr } = await failing.ended(120);
  expect(code).toBe(69);
  expect(stderr).toMatch(new RegExp(`✖ ${STACK} is UPDATE_ROLLBACK_COMPLETE: WaitFour \\(AWS::CloudFormation::WaitCondition\\) is (CREATE|UPDATE)_FAILED: .*the test says no`));
  expect(stderr).toContain('fix correct that, then npx projen deploy development');
});

test('what CloudFormation refuses at once is told by its words', async () => {
  // A type that passes the CDK's own check, and that MiniStack 1.5.33 does not know.
  const unknown = "type: 'AWS::IAM::OIDCProvider', properties: { Url: 'https://gitlab.com', ClientIdList: ['shop'] }";
  checkout.write({ 'app.js': APP.replace(/type: 'AWS::SSM::Parameter', properties: {[^}]*}/, unknown) });
  const { code, stderr } = await deploy().ended(120);
  checkout.write({ 'app.js': APP });
  expect(code).toBe(69);
  expect(stderr).toMatch(/CloudFormation refuses to change|before CloudFormation changed anything/);
  expect(stderr).toContain(`${STACK}: UPDATE_ROLLBACK_COMPLETE, as it was before`);
});

test('a rollback shows what it changes, takes a stack out of the state it was left in, and needs no --force', async () => {
  checkout.write({ wait: '' });
  const kept = await keep('kept');
  checkout.write({ wait: 'Five' });
  const failing = deploy('--', '--no-rollback');
  await until('UPDATE_IN_PROGRESS', failing);
  await signal('Five', 'FAILURE', 'and is left so');
  expect(await failing.ended(120)).toMatchObject({ code: 69, stderr: expect.stringContaining('fix npx projen rollback development') });
  expect(await status()).toBe('UPDATE_FAILED');
  const rolledBack = await checkout.run('rollback', ['development', '--app', kept, '--yes'], env);
  expect(rolledBack).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`${STACK}, UPDATE_FAILED: \\d+ resources change`)) });
  expect(await status()).toBe('UPDATE_COMPLETE');
});

test('a stage that is removed is gone, and only when it is its turn', async () => {
  checkout.write({ wait: 'Six' });
  const first = deploy();
  await until('UPDATE_IN_PROGRESS', first);
  expect(await checkout.run('destroy', ['development', '--yes', '--wait', '0'], env)).toMatchObject({ code: 75 });
  await signal('Six', 'SUCCESS');
  expect(await first.ended(120)).toMatchObject({ code: 0 });
  expect(await checkout.run('destroy', ['development', '--yes'], env)).toMatchObject({ code: 0 });
  expect(await status()).toBeUndefined();
});

/** Assembles the app as it is now, into a folder of its own. @returns its path */
async function keep(name: string): Promise<string> {
  const folder = join(temporaryFolder(), name);
  const { code, stderr } = await runNode([
    require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', folder, '--context', 'stage=development',
  ], env, checkout.root);
  if (code !== 0) throw new Error(stderr);
  return folder;
}
