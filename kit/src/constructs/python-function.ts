import { type CfnResource, CfnRule, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Architecture, Function as LambdaFunction, type FunctionOptions, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { recordContents } from './contents-record';
import { codeOf } from './function-code';
import type { FunctionName } from './function-name';
import { stageOf } from './stage';
import { BUNDLE_METADATA } from '../assembly/record';
import { thisWorkspace } from '../config/workspace';

/** Any option of a Lambda function but its code, handler, runtime and architecture, which `.projenrc.ts` decides. */
export interface PythonFunctionProps extends Omit<FunctionOptions, 'architecture'> {
  /** The function's name: its folder in `lambda_src/`, with a dash for each slash, or one that `.projenrc.ts` gives a `source`. */
  readonly source: FunctionName;
}

/** A Lambda function in Python, bundled the way the policy says. Its log group keeps a month, unless another is given. */
export class PythonFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, { source, ...options }: PythonFunctionProps) {
    const { functions } = thisWorkspace().settings;
    const fn = functions[source];
    if (!fn) throw new Error(`there is no function '${source}'; there are ${Object.keys(functions).join(', ')}`);
    const { code, record, contents } = codeOf(fn);
    super(scope, id, {
      ...options,
      code,
      handler: fn.handler,
      runtime: new Runtime(`python${fn.pythonVersion}`, RuntimeFamily.PYTHON),
      architecture: fn.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      logGroup: options.logGroup ?? new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
    });
    (this.node.defaultChild as CfnResource).addMetadata(BUNDLE_METADATA, { ...record, stage: stageOf(this).name });
    if (contents) recordContents(this.node.defaultChild as CfnResource, contents);
    if (record.mode === 'skip') refuseDeployment(Stack.of(this));
  }
}

/** Makes CloudFormation itself refuse a template that holds plain sources, however it is deployed. */
function refuseDeployment(stack: Stack): void {
  const id = 'BundlesWereSkipped';
  if (stack.node.tryFindChild(id)) return;
  new CfnRule(stack, id, {
    assertions: [{
      assert: Fn.conditionEquals('skipped', 'bundled'),
      assertDescription: 'Bundling was skipped: these functions lack their packages. Run npx projen deploy.',
    }],
  });
}
