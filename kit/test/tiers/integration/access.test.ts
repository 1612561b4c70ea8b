import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { subjectOf } from '../../../src/access/subjects';
import { LOCAL_REGION } from '../../../src/local-aws/local-aws-server';
import { checkoutWith } from '../../access/checkout';
import { EnforcingAws, tokenOf } from '../../access/enforcing-aws';
import { settingsWith, stage } from '../../access/roles';
import { type Finished, temporaryFolder } from '../../project/run';

jest.setTimeout(300_000);

interface Variable { name: string; environment: string; protected: boolean; value: string }

/**
 * The roles, made by the real command and CLI in an AWS that enforces them. It lacks the provider's resource type, so
 * the provider is made beforehand, and it does not check the signatures of tokens.
 */
let aws: EnforcingAws;
let variables: Variable[];
let refusedProvider: Finished;

const MAIN = subjectOf('acme/shop', 'main');
const FEATURE = subjectOf('acme/shop', 'feature');

beforeAll(async () => {
  aws = await EnforcingAws.start();
  await aws.bootstrap();
  const checkout = checkoutWith(settingsWith([stage('development', { branches: ['main', 'release/*'] }), stage('production')]));
  const access = (...flags: string[]) => checkout.run('gitlab:access', [...flags, '--json', '--', '--require-approval', 'never'], aws.env);
  refusedProvider = await access();
  await aws.createProvider('https://gitlab.com');
  const { code, stdout, stderr } = await access('--provider-exists');
  if (code !== 0) throw new Error(stderr);
  variables = (JSON.parse(stdout) as { variables: Variable[] }).variables;
});

afterAll(() => aws.stop());

function valueOf(name: string, environment: string): string {
  return variables.find((variable) => variable.name === name && variable.environment === environment)!.value;
}

test('tells which variables to set in GitLab', () => {
  expect(variables.map(({ name, environment, protected: kept }) => [name, environment, kept])).toEqual([
    ['AWS_ROLE_ARN', 'development', true], ['AWS_READ_ONLY_ROLE_ARN', 'development', false],
    ['AWS_ROLE_ARN', 'production', true], ['AWS_READ_ONLY_ROLE_ARN', 'production', false],
    ['AWS_REGION', 'development', false], ['AWS_REGION', 'production', false],
  ]);
  expect(valueOf('AWS_REGION', 'production')).toBe(LOCAL_REGION);
  expect(valueOf('AWS_ROLE_ARN', 'production')).toMatch(/^arn:aws:iam::\d{12}:role\/shop-gitlab-access-/);
});

test('a deployment that CloudFormation refuses ends with 69 and its words', () => {
  expect(refusedProvider.code).toBe(69);
  expect(refusedProvider.stderr).toContain('AWS::IAM::OIDCProvider'); // MiniStack 1.5.33 does not know it
});

describe('IAM', () => {
  test.each<[string, string, string, string, boolean]>([
    ['lets main deploy production', 'AWS_ROLE_ARN', 'production', tokenOf(MAIN), true],
    ['lets a release branch deploy development', 'AWS_ROLE_ARN', 'development', tokenOf(subjectOf('acme/shop', 'release/1')), true],
    ['refuses production to a release branch', 'AWS_ROLE_ARN', 'production', tokenOf(subjectOf('acme/shop', 'release/1')), false],
    ['refuses production to a feature branch', 'AWS_ROLE_ARN', 'production', tokenOf(FEATURE), false],
    ['refuses production to a tag that is called main', 'AWS_ROLE_ARN', 'production', tokenOf('project_path:acme/shop:ref_type:tag:ref:main'), false],
    ['refuses production to a fork', 'AWS_ROLE_ARN', 'production', tokenOf(subjectOf('somebody/shop', 'main')), false],
    ['refuses production to a token for another audience', 'AWS_ROLE_ARN', 'production', tokenOf(MAIN, 'https://gitlab.com', 'https://vault.example.com'), false],
    ['refuses production to another GitLab', 'AWS_ROLE_ARN', 'production', tokenOf(MAIN, 'https://gitlab.example.com', 'https://gitlab.com'), false],
    ['lets a merge request look at production', 'AWS_READ_ONLY_ROLE_ARN', 'production', tokenOf(FEATURE), true],
    ['refuses a look to a project whose path begins alike', 'AWS_READ_ONLY_ROLE_ARN', 'production', tokenOf(subjectOf('acme/shop-tools', 'main')), false],
    ['refuses a look to a tag', 'AWS_READ_ONLY_ROLE_ARN', 'production', tokenOf('project_path:acme/shop:ref_type:tag:ref:v1'), false],
  ])('%s', async (_, name, environment, token, allowed) => {
    expect(await aws.assumeRole(valueOf(name, environment), token) !== undefined).toBe(allowed);
  });
});

describe('the CDK CLI, with nothing but a token and a role', () => {
  const cdk = (role: string, environment: string, subject: string, ...args: string[]) =>
    aws.cdk([...args, '--app', `node app.js shop-${environment}`], aws.envOf(valueOf(role, environment), tokenOf(subject)), appFolder());

  test('deploys the stage', async () => {
    for (const environment of ['development', 'production']) {
      expect(await cdk('AWS_ROLE_ARN', environment, MAIN, 'deploy', '--require-approval', 'never')).toMatchObject({ code: 0 });
    }
  });

  test('compares templates as a merge request', async () => {
    const { code, stdout, stderr } = await cdk('AWS_READ_ONLY_ROLE_ARN', 'production', FEATURE, 'diff', '--method', 'template');
    expect({ code, output: stdout + stderr }).toEqual({ code: 0, output: expect.stringContaining('There were no differences') });
  });

  test('looks for drift', async () => {
    const { code, stdout, stderr } = await cdk('AWS_READ_ONLY_ROLE_ARN', 'production', MAIN, 'drift', '--fail');
    expect({ code, output: stdout + stderr }).toEqual({ code: 0, output: expect.stringContaining('shop-production') });
  });

  test('deploys nothing as a merge request, whatever role it takes', async () => {
    const looking = await cdk('AWS_READ_ONLY_ROLE_ARN', 'production', FEATURE, 'deploy', '--force', '--require-approval', 'never');
    expect(looking).toMatchObject({ code: 1, stderr: expect.stringContaining('not authorized') });
    const deploying = await cdk('AWS_ROLE_ARN', 'production', FEATURE, 'deploy', '--force', '--require-approval', 'never');
    expect(deploying).toMatchObject({ code: 1 });
  });
});

describe('the smoke test', () => {
  const call = async (role: string, environment: string, subject: string, functionOf: string) => {
    const credentials = await aws.assumeRole(valueOf(role, environment), tokenOf(subject));
    const lambda = new LambdaClient({ endpoint: aws.endpoint, region: LOCAL_REGION, credentials });
    const FunctionName = `${functionOf}-greet`;
    const attempt = (request: Promise<unknown>) => request.then(() => 'allowed', (error: Error) => error.name);
    return Promise.all([
      attempt(lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))),
      attempt(lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' }))),
    ]);
  };

  test('calls functions of its own stage, whatever they are called', async () => {
    expect(await call('AWS_ROLE_ARN', 'production', MAIN, 'of-shop-production')).toEqual(['allowed', 'allowed']);
  });

  test('calls none of another stage', async () => {
    expect(await call('AWS_ROLE_ARN', 'development', MAIN, 'of-shop-production')).toEqual(['AccessDeniedException', 'AccessDeniedException']);
  });

  test('is not for merge requests, which only see what code runs', async () => {
    expect(await call('AWS_READ_ONLY_ROLE_ARN', 'production', FEATURE, 'of-shop-production')).toEqual(['allowed', 'AccessDeniedException']);
  });
});

let folder: string | undefined;

/** A small app, whose one stack has the name that it is given, and a function that has not. */
function appFolder(): string {
  if (folder) return folder;
  folder = temporaryFolder();
  writeFileSync(join(folder, 'app.js'), `
    const { App, CfnResource, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const app = new App();
    const name = process.argv[2];
    const stack = new Stack(app, name, { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
    const role = new CfnResource(stack, 'Role', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: {
      Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } });
    new CfnResource(stack, 'Greet', { type: 'AWS::Lambda::Function', properties: { FunctionName: 'of-' + name + '-greet', Runtime: 'python3.13',
      Handler: 'index.handler', Role: role.getAtt('Arn'), Code: { ZipFile: 'def handler(event, context):\\n    return 1\\n' } } });
    app.synth();
  `);
  return folder;
}
