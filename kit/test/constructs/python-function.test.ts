import childProcess from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type App, type CfnElement, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { withPurpose } from './purpose';
import { BUNDLE_METADATA } from '../../src/assembly/record';
import { listSources } from '../../src/bundling/plan';
import { thisWorkspace } from '../../src/config/workspace';
import { PythonFunction } from '../../src/constructs';
import { newApp } from '../project/app';
import { sampleSettings as settings } from '../project/places';

withPurpose('unit');

const LAMBDA = 'AWS::Lambda::Function';
const [ONE, OTHER] = Object.keys(settings.functions);

describe('PythonFunction', () => {
  let template: Template;

  beforeAll(() => {
    const { stack } = testStack();
    const fn = new PythonFunction(stack, 'Orders', { source: ONE, memorySize: 512, description: 'Takes orders' });
    fn.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    template = Template.fromStack(stack);
  });

  test('has the handler, the runtime and the architecture that .projenrc.ts decides', () => {
    const { handler, pythonVersion, architecture } = settings.functions[ONE];
    template.hasResourceProperties(LAMBDA, { Handler: handler, Runtime: `python${pythonVersion}`, Architectures: [architecture] });
  });

  test('passes on the other options of a Lambda function', () => {
    template.hasResourceProperties(LAMBDA, { MemorySize: 512, Description: 'Takes orders' });
  });

  test('is a Lambda function to the rest of the CDK', () => {
    template.hasResourceProperties('AWS::Lambda::Url', { TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Orders'), 'Arn'] } });
  });

  test('keeps its logs for a month, in a group that goes with the stack', () => {
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
  });

  test('writes to the log group that it is given, and makes none then', () => {
    const other = testStack().stack;
    const logGroup = new LogGroup(other, 'Own', { retention: RetentionDays.ONE_YEAR });
    new PythonFunction(other, 'Orders', { source: ONE, logGroup });
    Template.fromStack(other).resourceCountIs('AWS::Logs::LogGroup', 1);
    Template.fromStack(other).hasResourceProperties(LAMBDA, {
      LoggingConfig: { LogGroup: { Ref: other.getLogicalId(logGroup.node.defaultChild as CfnElement) } },
    });
  });

  test('takes no architecture, which does not compile, and no function that is not there', () => {
    // @ts-expect-error a stack cannot choose what the bundle was not made for
    new PythonFunction(testStack().stack, 'Orders', { source: ONE, architecture: undefined });
    expect(() => new PythonFunction(testStack().stack, 'Orders', { source: 'ordres' })).toThrow("there is no function 'ordres'");
  });
});

describe('a function whose bundling is skipped', () => {
  test('starts no child process', () => {
    const ways = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'] as const;
    const started = ways.map((way) => jest.spyOn(childProcess, way));
    const { app, stack } = testStack();
    new PythonFunction(stack, 'Thumbnail', { source: OTHER });
    app.synth();
    for (const spy of started) expect(spy).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  test('has its plain sources as code, without tests, sample events, locks and packages', () => {
    const { app, stack } = testStack();
    new PythonFunction(stack, 'Thumbnail', { source: OTHER });
    const { directory } = app.synth();
    const [asset] = readdirSync(directory).filter((name) => name.startsWith('asset.'));
    const entries = readdirSync(join(directory, asset), { recursive: true, withFileTypes: true });
    const { root, settings: { functions } } = thisWorkspace();
    const shipped = listSources(root, functions[OTHER]).map(({ path }) => basename(path));
    expect(entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort()).toEqual(shipped.sort());
    expect(shipped.filter((name) => /^(test_|requirements)|\.json$/.test(name))).toEqual([]);
  });

  test('says so in the template', () => {
    const { stack } = testStack();
    new PythonFunction(stack, 'Orders', { source: ONE });
    Template.fromStack(stack).hasResource(LAMBDA, {
      Metadata: { [BUNDLE_METADATA]: { function: ONE, purpose: 'unit', mode: 'skip', key: Match.stringLikeRegexp('^skip-[0-9a-f]{64}$') } },
    });
  });

  test('makes CloudFormation refuse its stack, by one rule that can never hold', () => {
    const { stack } = testStack();
    new PythonFunction(stack, 'Orders', { source: ONE });
    new PythonFunction(stack, 'Thumbnail', { source: OTHER });
    const rules = Object.entries<any>(Template.fromStack(stack).toJSON().Rules).filter(([name]) => name !== 'CheckBootstrapVersion');
    expect(rules).toEqual([['BundlesWereSkipped', {
      Assertions: [{ Assert: { 'Fn::Equals': ['skipped', 'bundled'] }, AssertDescription: expect.stringContaining('Bundling was skipped') }],
    }]]);
  });

  test('does so in every stack of an app', () => {
    const { app } = testStack();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
    for (const stack of stacks) new PythonFunction(stack, 'Orders', { source: ONE });
    for (const stack of stacks) expect(Template.fromStack(stack).toJSON().Rules).toHaveProperty('BundlesWereSkipped');
  });
});

function testStack(): { app: App; stack: Stack } {
  const app = newApp();
  return { app, stack: new Stack(app, 'Test') };
}
