import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { DRIFT_READS } from './drift-reads';

/** Where a stage is, as far as permissions can tell it from others. */
export interface StagePlace {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** Of the CDK's bootstrap roles. */
  readonly qualifier: string;
  /** What the names of the stage's stacks begin with. */
  readonly prefix: string;
  /** Prefixes of other stages that begin with this one's: `app-dev-eu` beside `app-dev`. */
  readonly longerPrefixes: readonly string[];
}

/** The CDK CLI does all its work in bootstrap roles; `plan`, `deploy`, `rollback` and `smoke` look at the stage's stacks and functions themselves. */
export function deployPermissions(place: StagePlace): PolicyStatement[] {
  return [
    assumeBootstrapRoles(place, ['deploy', 'file-publishing', 'image-publishing', 'lookup']),
    new PolicyStatement({
      sid: 'SeeTheStage',
      actions: ['DescribeChangeSet', 'DescribeStackEvents', 'DescribeStackResource', 'DescribeStacks', 'GetTemplate', 'ListChangeSets'].map((action) => `cloudformation:${action}`),
      resources: stacksOf(place),
    }),
    new PolicyStatement({
      sid: 'SeeTheBootstrap',
      actions: ['ssm:GetParameter'],
      resources: [`arn:${place.partition}:ssm:${place.region}:${place.account}:parameter/cdk-bootstrap/${place.qualifier}/version`],
    }),
    new PolicyStatement({
      sid: 'SmokeTest',
      actions: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      ...functionsOf(place),
    }),
  ];
}

/** What `diff` and `drift` need. `cdk diff --method template` does all in the lookup role, `cdk drift` nothing. */
export function readPermissions(place: StagePlace): PolicyStatement[] {
  return [
    assumeBootstrapRoles(place, ['lookup']),
    new PolicyStatement({
      sid: 'SeeWhatWasDeployed',
      actions: ['DescribeStackResource', 'DescribeStacks', 'GetTemplate', 'ListStackResources'].map((action) => `cloudformation:${action}`),
      resources: stacksOf(place),
    }),
    new PolicyStatement({ sid: 'SeeTheCodeThatRuns', actions: ['lambda:GetFunctionConfiguration'], ...functionsOf(place) }),
    new PolicyStatement({
      sid: 'DetectDrift',
      actions: ['DescribeStackResourceDrifts', 'DetectStackDrift', 'DetectStackResourceDrift'].map((action) => `cloudformation:${action}`),
      resources: stacksOf(place),
    }),
    new PolicyStatement({
      sid: 'FollowDriftDetection',
      // Of a detection and not of a stack, so they cannot be limited to one.
      actions: ['cloudformation:BatchDescribeTypeConfigurations', 'cloudformation:DescribeStackDriftDetectionStatus'],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'LetCloudFormationCompare',
      actions: [...DRIFT_READS],
      resources: ['*'],
      // It reads with the caller's rights. Without this, so could the caller.
      conditions: { StringEquals: { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' } },
    }),
  ];
}

/** CloudFormation shortens the stack's name in a function's, but tags each function with all of it; nobody else can set such a tag. */
function functionsOf(place: StagePlace): { resources: string[]; conditions: Record<string, Record<string, string[]>> } {
  return {
    resources: [`arn:${place.partition}:lambda:${place.region}:${place.account}:function:*`],
    conditions: {
      StringLike: { [STACK_TAG]: [place.prefix, `${place.prefix}-*`] },
      ...(place.longerPrefixes.length > 0 && { StringNotLike: { [STACK_TAG]: place.longerPrefixes.flatMap((prefix) => [prefix, `${prefix}-*`]) } }),
    },
  };
}

const STACK_TAG = 'aws:ResourceTag/aws:cloudformation:stack-name';

function assumeBootstrapRoles({ partition, account, region, qualifier }: StagePlace, roles: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'AssumeBootstrapRoles',
    actions: ['sts:AssumeRole'],
    resources: roles.map((role) => `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${role}-role-${account}-${region}`),
  });
}

function stacksOf({ partition, account, region, prefix }: StagePlace): string[] {
  return [prefix, `${prefix}-*`].map((name) => `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`);
}
