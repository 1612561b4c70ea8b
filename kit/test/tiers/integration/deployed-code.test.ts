import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  GetAliasCommand, GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand, PublishVersionCommand, UpdateAliasCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { foreignCode } from '../../../src/deploy/deployed-code';
import { recordedCode } from '../../../src/deploy/recorded-code';
import { EnforcingAws } from '../../access/enforcing-aws';
import { releasedAssembly } from '../../project/assemblies';
import { type Finished, runCommand } from '../../project/run';

jest.setTimeout(600_000);

/**
 * An artifact on its way into the local AWS, by the real commands and the real CDK CLI: the object in the bucket, and
 * what Lambda says that it runs.
 */
const STAGE = 'development';

let aws: EnforcingAws;
let app: string;
let artifact: string;
let s3: S3Client;
let lambda: LambdaClient;
let cloudFormation: CloudFormationClient;
let bucket: string;

beforeAll(async () => {
  process.env.BUNDLING_PURPOSE = 'release';
  app = await releasedAssembly('docker', STAGE, 'live');
  artifact = /asset\.([0-9a-f]{64})\.zip/.exec(readdirSync(app).join(' '))![1];
  aws = await EnforcingAws.start();
  await aws.bootstrap();
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = aws.env;
  const settings = { endpoint: aws.endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  s3 = new S3Client({ ...settings, forcePathStyle: true });
  lambda = new LambdaClient(settings);
  cloudFormation = new CloudFormationClient(settings);
  bucket = `cdk-hnb659fds-assets-${(await accountOf())}-${region}`;
});

afterAll(async () => {
  for (const client of [s3, lambda, cloudFormation]) client?.destroy();
  await aws?.stop();
});

async function accountOf(): Promise<string> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'CDKToolkit' }));
  return Stacks![0].StackId!.split(':')[4];
}

const deploy = (): Promise<Finished> => runCommand('deploy', [STAGE, '--app', app, '--', '--require-approval', 'never'], aws.env);

async function stackThere(): Promise<boolean> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  return Stacks.some(({ StackName }) => StackName === 'Test');
}

test.each([
  ['of a function', () => `${artifact}.zip`],
  ['of the template', () => /"objectKey": "([0-9a-f]{64}\.json)"/.exec(readFileSync(join(app, 'Test.assets.json'), 'utf8'))![1]],
])('another object under the key %s is not deployed, and once it is removed, the assembly is [B4]', async (_, keyOf) => {
  const place = { Bucket: bucket, Key: keyOf() };
  await s3.send(new PutObjectCommand({ ...place, Body: 'something else' }));
  const { code, stderr } = await deploy();
  // The local AWS takes an account's number for its access key, which no output has.
  const shown = bucket.replace(/\d{12}/, '***');
  expect(stderr).toContain(`  - ${place.Key} in ${shown}: its SHA-256 is ${createHash('sha256').update('something else').digest('hex')}, and not `);
  expect(stderr).toContain(`aws s3 rm s3://${shown}/${place.Key}`);
  expect(code).toBe(65);
  expect(await stackThere()).toBe(false);
  await s3.send(new DeleteObjectCommand(place));
});

test('the bytes of the artifact are those of the object and those that Lambda runs', async () => {
  expect(await deploy()).toMatchObject({ code: 0 });
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${artifact}.zip` }));
  expect(createHash('sha256').update(await object.Body!.transformToByteArray()).digest('hex')).toBe(artifact);
  const { CodeSha256 } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: await functionName() }));
  expect(CodeSha256).toBe(Buffer.from(artifact, 'hex').toString('base64'));
  expect(await deploy()).toMatchObject({ code: 0 }); // all of it is there by now
});

test('code that was put in by hand is found by the next deployment, which names the function, and the command that it says sets it right', async () => {
  const FunctionName = await functionName();
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf() }));
  const { code, stderr } = await deploy();
  expect(stderr).toContain(`${STAGE} runs code that was not deployed to it:\n  - greet (${FunctionName}) runs `);
  expect(code).toBe(65);
  expect(stderr).toContain(`aws lambda update-function-code --function-name ${FunctionName} --s3-bucket `);
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: bucket, S3Key: `${artifact}.zip` }));
  expect(await deploy()).toMatchObject({ code: 0 });
});

test('so is an alias that was led to another version by hand, and leading it back sets it right', async () => {
  const FunctionName = await functionName();
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf() }));
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
  const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, S3Bucket: bucket, S3Key: `${artifact}.zip` }));
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version }));
  const { code, stderr } = await deploy();
  expect(stderr).toContain(`${STAGE} runs code that was not deployed to it:\n  - greet (${FunctionName}:live) runs `);
  expect(stderr).toContain(`aws lambda update-alias --function-name ${FunctionName} --name live --function-version`);
  expect(code).toBe(65);
  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion }));
  expect(await deploy()).toMatchObject({ code: 0 });
});

test('what CloudFormation holds is enough to find it, as drift does without an assembly', async () => {
  const clients = { cloudFormation: () => cloudFormation, lambda: () => lambda };
  const expected = await recordedCode(clients, [{ name: 'Test' }, { name: 'never-deployed' }]);
  expect(expected.map(({ by }) => by)).toEqual([undefined, { version: expect.stringMatching(/^GreetCurrentVersion/) }, { alias: 'live' }]);
  for (const code of expected) expect(code).toMatchObject({ function: 'greet', stack: 'Test', artifact });
  expect(await foreignCode(clients, expected)).toEqual([]);
  const FunctionName = await functionName();
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipOf() }));
  expect(await foreignCode(clients, expected)).toEqual([expect.objectContaining({ name: FunctionName, runs: createHash('sha256').update(zipOf()).digest('hex') })]);
});

async function functionName(): Promise<string> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  return Functions.find(({ FunctionName }) => FunctionName!.startsWith('Test-'))!.FunctionName!;
}

/** An empty zip. */
function zipOf(): Buffer {
  return Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');
}
