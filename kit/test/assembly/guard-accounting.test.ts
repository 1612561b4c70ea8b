import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, CfnStack, DefaultStackSynthesizer, Fn, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { guardAssembly } from '../../src/assembly/guard';
import type { GuardReport } from '../../src/assembly/guard-report';
import { BUILD_MODES } from '../../src/config/policy';
import type { StageSettings } from '../../src/config/settings';
import type { Workspace } from '../../src/config/workspace';
import { newApp } from '../project/app';
import { failureOf, temporaryFolder, workspaceWith, write } from '../project/workspace';

const PRODUCTION: StageSettings = { name: 'production', production: true, modes: ['docker', 'in-image'] };
const DEVELOPMENT: StageSettings = { name: 'development', production: false, modes: BUILD_MODES };
const PYTHON = { handler: 'index.handler', runtime: Runtime.PYTHON_3_13 };
const KIT = join(__dirname, '..', '..');

/** A workspace whose aws-cdk-lib is the one that is installed here. */
function workspace(allowedCode: Record<string, string> = {}): Workspace {
  const { settings } = workspaceWith({});
  return { root: KIT, settings: { ...settings, allowedCode } };
}

function assemblyOf(define: (stack: Stack, app: App) => void): string {
  const app = newApp({ 'aws:cdk:enable-path-metadata': true }); // as the CDK CLI does
  define(new Stack(app, 'Shop', { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) }), app);
  return app.synth().directory;
}

function guard(directory: string, allowed: Record<string, string> = {}, stage = PRODUCTION): GuardReport {
  return guardAssembly(directory, stage, workspace(allowed));
}

async function refusal(directory: string, allowed: Record<string, string> = {}, stage = PRODUCTION): Promise<string> {
  const failure = await failureOf(() => guard(directory, allowed, stage));
  expect(failure.code).toBe(65);
  return failure.message;
}

const sources = (text = 'def handler(event, context): ...\n') => Code.fromAsset(write(temporaryFolder(), { 'index.py': text }));

test('what aws-cdk-lib brings along for its own resources is known by its content, in stacks, nested stacks and stages', () => {
  const define = (scope: Stack) => {
    const bucket = new Bucket(scope, 'Bucket', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
    const call = { service: 'S3', action: 'listBuckets', physicalResourceId: PhysicalResourceId.of('x') };
    const custom = new AwsCustomResource(scope, 'Custom', { onCreate: call, policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) });
    const handler = LambdaFunction.fromFunctionArn(scope, 'Theirs', Fn.importValue('theirs'));
    bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(handler));
    new BucketDeployment(scope, 'Site', { sources: [Source.data('index.html', 'hello')], destinationBucket: bucket });
    new Provider(scope, 'Provider', { onEventHandler: handler });
    new LogRetention(scope, 'Retention', { logGroupName: 'x', retention: RetentionDays.ONE_DAY }).node.addDependency(custom);
  };
  const report = guard(assemblyOf((stack, app) => {
    define(stack);
    define(new NestedStack(stack, 'Nested'));
    define(new Stack(new Stage(app, 'Later'), 'Other'));
  }));
  expect(report.bundles).toEqual([]);
  expect(Object.keys(report.library)).toHaveLength(21);
  expect(new Set(Object.values(report.library))).toEqual(new Set([
    'custom-resource-handlers/dist/aws-s3/auto-delete-objects-handler', 'custom-resource-handlers/dist/custom-resources/aws-custom-resource-handler',
    'custom-resource-handlers/dist/aws-s3/notifications-resource-handler/index.py', 'custom-resource-handlers/dist/aws-s3-deployment/bucket-deployment-handler',
    'custom-resources/lib/provider-framework/runtime', 'custom-resource-handlers/dist/aws-logs/log-retention-handler', '@aws-cdk/asset-awscli-v1/lib/layer.zip',
  ]));
});

describe('code that nobody bundled is refused, and allowed by its path with a reason', () => {
  const resource = (type: string, properties: object) => (stack: Stack) => new CfnResource(stack, 'It', { type, properties });
  const mounted = (properties: object) => resource('AWS::Lambda::Function', { Code: { ZipFile: notificationsSource() }, ...properties });
  const kinds: Record<string, readonly [path: string, define: (stack: Stack, app: App) => unknown]> = {
    'plain sources': ['Shop/It/Resource', (stack) => new LambdaFunction(stack, 'It', { ...PYTHON, code: sources() })],
    'plain sources in a function that is called as one of aws-cdk-lib [B1]':
      ['Shop/AWSCDKOrdersProvider/Resource', (stack) => new LambdaFunction(stack, 'AWSCDKOrdersProvider', { ...PYTHON, code: sources() })],
    'a function in Node': ['Shop/It/Resource', (stack) => new LambdaFunction(stack, 'It', { handler: 'index.handler', runtime: Runtime.NODEJS_22_X, code: sources() })],
    'code in the template': ['Shop/It/Resource', (stack) => new LambdaFunction(stack, 'It', { ...PYTHON, code: Code.fromInline('def handler(e, c): ...') })],
    'a layer': ['Shop/It/Resource', (stack) => new LayerVersion(stack, 'It', { code: sources() })],
    'a container image': ['Shop/It', resource('AWS::Lambda::Function', { Code: { ImageUri: 'registry.test/x@sha256:1' }, PackageType: 'Image' })],
    'a layer of somebody else': ['Shop/It/Layers', resource('AWS::Lambda::Function', { Code: { ZipFile: notificationsSource() }, Layers: ['arn:aws:lambda:eu-west-1:1:layer:evil:1'] })],
    'code that a condition chooses': ['Shop/It', resource('AWS::Lambda::Function', { Code: { 'Fn::If': ['C', {}, {}] } })],
    'a certain version of an object': ['Shop/It', resource('AWS::Lambda::Function', { Code: { S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: 'v' } })],
    'an object that is no asset': ['Shop/It', resource('AWS::Lambda::Function', { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } })],
    'an object whose key a parameter says': ['Shop/It', resource('AWS::Lambda::Function', { Code: { S3Bucket: 'mine', S3Key: { Ref: 'Key' } } })],
    'a function of AWS SAM': ['Shop/It', (stack) => {
      stack.templateOptions.transforms = ['AWS::Serverless-2016-10-31'];
      resource('AWS::Serverless::Function', { InlineCode: 'x' })(stack);
    }],
    'a macro over the whole template': ['Shop', (stack) => {
      stack.templateOptions.transforms = ['Evil'];
    }],
    'an include within a resource': ['Shop/It', resource('AWS::SNS::Topic', { TopicName: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } } })],
    'a loop that makes properties': ['Shop/It', resource('AWS::SNS::Topic', { 'Fn::ForEach::P': ['P', ['Code'], {}] })],
    'a stack of a template elsewhere': ['Shop/It', (stack) => new CfnStack(stack, 'It', { templateUrl: 'https://s3.amazonaws.com/x/y.json' })],
    'a stack set': ['Shop/It', resource('AWS::CloudFormation::StackSet', { TemplateBody: '{}' })],
    'a module': ['Shop/It', resource('My::Own::Thing::MODULE', {})],
    'a rotation function that AWS makes': ['Shop/It', resource('AWS::SecretsManager::RotationSchedule', { HostedRotationLambda: { RotationType: 'MySQLSingleUser' } })],
    'a file system, from which code can be imported': ['Shop/It/FileSystemConfigs', mounted({ FileSystemConfigs: [{ Arn: 'arn:x', LocalMountPath: '/mnt/x' }] })],
    'a file system that a condition mounts': ['Shop/It/FileSystemConfigs', mounted({ FileSystemConfigs: { 'Fn::If': ['C', [], []] } })],
    ...Object.fromEntries(['PYTHONPATH', 'AWS_LAMBDA_EXEC_WRAPPER', 'LD_PRELOAD', 'LD_AUDIT', 'NODE_OPTIONS', 'BASH_ENV', 'AWS_LAMBDA_RUNTIME_API'].map((name) =>
      [`other code by ${name}`, [`Shop/It/Environment/${name}`, mounted({ Environment: { Variables: { LOG_LEVEL: 'INFO', [name]: { Ref: 'AWS::NoValue' } } } })]] as const)),
    ...Object.fromEntries(['/mnt/code', '/var/task:/tmp', '/var/task/../../tmp', '/optional', '', '.'].map((place) =>
      [`a place that nobody accounts for: '${place}'`, ['Shop/It/Environment/PYTHONPATH', mounted({ Environment: { Variables: { PYTHONPATH: place } } })]] as const)),
    'variables that only CloudFormation knows': ['Shop/It/Environment', mounted({ Environment: { 'Fn::If': ['C', {}, {}] } })],
    'variables of which a condition chooses': ['Shop/It/Environment', mounted({ Environment: { Variables: { 'Fn::If': ['C', {}, {}] } } })],
    ...Object.fromEntries(['ResourceVersion', 'HookVersion', 'ModuleVersion', 'TypeActivation', 'LambdaHook', 'Macro'].map((name) =>
      [`a ${name} that CloudFormation runs`, ['Shop/It', resource(`AWS::CloudFormation::${name}`, { Name: 'x' })]] as const)),
    'a container of ECS': ['Shop/It', resource('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'x', Image: 'x' }] })],
    'a project of CodeBuild': ['Shop/It', resource('AWS::CodeBuild::Project', { Source: { Type: 'NO_SOURCE', BuildSpec: 'x' } })],
    'a function of CloudFront': ['Shop/It', resource('AWS::CloudFront::Function', { FunctionCode: 'x' })],
    'a resolver with code': ['Shop/It', resource('AWS::AppSync::Resolver', { CodeS3Location: 's3://x/y' })],
    'a custom resource of a function elsewhere': ['Shop/It', resource('Custom::It', { ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:evil' })],
    'a custom resource of a function elsewhere, put together': ['Shop/It', resource('Custom::It', { ServiceToken: { 'Fn::Sub': ['arn:aws:lambda:eu-west-1:1:function:evil${x}', { x: '' }] } })],
    'a custom resource of a function that a parameter names': ['Shop/It', resource('Custom::It', { ServiceToken: { Ref: 'Token' } })],
    'a custom resource of a function elsewhere, chosen': ['Shop/It', resource('Custom::It', { ServiceToken: { 'Fn::Select': [0, ['arn:evil', { 'Fn::GetAtt': ['It', 'Arn'] }]] } })],
    'a custom resource of a function elsewhere in this account': ['Shop/It', (stack) => resource('AWS::CloudFormation::CustomResource', {
      ServiceToken: stack.formatArn({ service: 'lambda', resource: 'function', resourceName: 'evil' }),
    })(stack)],
    'a canary': ['Shop/It', resource('AWS::Synthetics::Canary', { Code: { Script: 'x' } })],
    'plain sources in a nested stack': ['Shop/Nested/It/Resource', (stack) => new LambdaFunction(new NestedStack(stack, 'Nested'), 'It', { ...PYTHON, code: sources() })],
    'plain sources in another stage': ['Later/Other/It/Resource', (_, app) => new LambdaFunction(new Stack(new Stage(app, 'Later'), 'Other'), 'It', { ...PYTHON, code: sources() })],
  };

  test.each(Object.keys(kinds))('%s', async (name) => {
    const [path, define] = kinds[name];
    const directory = assemblyOf(define);
    for (const stage of [PRODUCTION, DEVELOPMENT]) {
      const message = await refusal(directory, {}, stage);
      expect(message).toContain(`  - ${path}: `);
      expect(message).toContain(`of the stack ${path.startsWith('Later') ? 'Later-Other' : 'Shop'}: `);
      expect(message).toContain(`deployment: { allow: { '${path}': '<why it may be deployed>' } }`);
    }
    // What the message says was tried: with it, the assembly passes, and says so.
    const report = guard(directory, { [path]: 'we have looked at it', 'Shop/Gone': 'was there once' });
    expect(report.allowed).toEqual([expect.objectContaining({ path, reason: 'we have looked at it' })]);
    expect(report.needless).toEqual(['Shop/Gone']);
    await refusal(directory, { [`${path}2`]: 'another', Shop2: 'another' });
  });
});

test('two assets with the same bytes are no contradiction: two empty stacks, by whatever name', () => {
  expect(guard(assemblyOf((_, app) => [new Stack(app, 'EmptyOne'), new Stack(app, 'EmptyTwo')])).allowed).toEqual([]);
});

test('variables and file systems by which no other code runs are none', () => {
  const report = guard(assemblyOf((stack) => new CfnResource(stack, 'It', {
    type: 'AWS::Lambda::Function', properties: {
      Code: { ZipFile: notificationsSource() }, FileSystemConfigs: [], Environment: {
        Variables: {
          LOG_LEVEL: 'INFO', PYTHONUNBUFFERED: '1', TZ: 'UTC', ENV: 'test', PYTHONPATH: '/var/task/lib:/opt/python', AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrapper',
        },
      },
    },
  })));
  expect(report.allowed).toEqual([]);
  expect(Object.keys(report.library)).toEqual(['Shop/It']);
});

describe('an assembly that says wrong things about itself [B6]', () => {
  const withFunction = () => assemblyOf((stack) => new LambdaFunction(stack, 'It', { ...PYTHON, code: sources() }));
  const edit = (directory: string, file: string, change: (text: string) => string) => {
    const before = readFileSync(join(directory, file), 'utf8');
    expect(change(before)).not.toBe(before);
    writeFileSync(join(directory, file), change(before));
  };
  const allowed = { 'Shop/It/Resource': 'for this test' };
  const lies: Record<string, [lie: (directory: string) => void, reason: RegExp]> = {
    'an asset out of the assembly': [(app) => edit(app, 'Shop.assets.json', (text) => text.replace(/"path": "asset\./, '"path": "../asset.')), /out of the assembly, or a link/],
    'an absolute path': [(app) => edit(app, 'Shop.assets.json', (text) => text.replace(/"path": "asset\.[0-9a-f]+"/, `"path": "..${temporaryFolder()}"`)), /out of the assembly, or a link/],
    'a program that runs when it is deployed': [
      (app) => edit(app, 'Shop.assets.json', (text) => text.replace(/"path": "asset\.[0-9a-f]+",\s+"packaging": "zip"/, '"executable": ["sh", "-c", "true"]')),
      /runs a program when it is deployed/,
    ],
    'another template at the address that CloudFormation is sent to': [
      (app) => edit(app, 'manifest.json', (text) => text.replace(/(stackTemplateAssetObjectUrl": "s3:\/\/[^/]+\/)[0-9a-f]+/, '$1evil')), /CloudFormation is sent to .*evil.json/,
    ],
    'a decoy at the address of the template': [(app) => {
      writeFileSync(join(app, 'decoy.json'), '{}');
      edit(app, 'Shop.assets.json', (text) => text.replace('"path": "Shop.template.json"', '"path": "decoy.json"'));
    }, /CloudFormation is sent to /],
    'a template that is a link': [(app) => edit(app, 'manifest.json', (text) => text.replace('"Shop.template.json"', '"../Shop.template.json"')), /its template is out of the assembly/],
    'a second manifest that fills the same place with something else': [(app) => {
      const manifest = JSON.parse(readFileSync(join(app, 'Shop.assets.json'), 'utf8')) as { files: Record<string, { source: { path: string } }> };
      for (const { source } of Object.values(manifest.files)) source.path = 'Shop.template.json';
      writeFileSync(join(app, 'Evil.assets.json'), JSON.stringify(manifest));
      edit(app, 'manifest.json', (text) => text.replace('"artifacts": {', '"artifacts": {"Evil": {"type": "cdk:asset-manifest", "properties": {"file": "Evil.assets.json"}},'));
    }, /two assets are uploaded as /],
    'two functions with one path': [(app) => edit(app, 'Shop.template.json', (text) => {
      const template = JSON.parse(text) as { Resources: Record<string, { Type: string }> };
      const [fn] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
      return JSON.stringify({ ...template, Resources: { ...template.Resources, Evil: { ...fn, Metadata: { 'aws:cdk:path': 'Shop/It/Resource' } }, It: { ...fn, Metadata: { 'aws:cdk:path': 'Shop/It/Resource' } } } });
    }), /it is allowed, and there is more than one/],
  };

  test.each(Object.keys(lies))('%s', async (name) => {
    const [lie, reason] = lies[name];
    const directory = withFunction();
    const path = Object.keys(guardPaths(directory))[0];
    lie(directory);
    expect(await refusal(directory, { ...allowed, [path]: 'for this test' })).toMatch(reason);
  });
});

/** The paths that have to be allowed. */
function guardPaths(directory: string): Record<string, true> {
  try {
    guard(directory);
    return {};
  } catch (error) {
    return Object.fromEntries([...(error as Error).message.matchAll(/allow: \{ '([^']+)'/g)].map(([, path]) => [path, true]));
  }
}

/** Code that is accounted for. */
function notificationsSource(): string {
  const place = join(require.resolve('aws-cdk-lib/package.json'), '../custom-resource-handlers/dist/aws-s3/notifications-resource-handler/index.py');
  return readFileSync(place, 'utf8').replace(/^ *#.*\n?/gm, '');
}
