import type { Environment } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { LOCAL_STAGE } from '../config/settings';
import { stageNamed, thisWorkspace } from '../config/workspace';
import { variable } from '../kernel/environment';

/** Context key that chooses the stage: `cdk synth --context stage=production`. */
const STAGE_CONTEXT = 'stage';

/** Where an app is deployed to: one of the stages of `.projenrc.ts`, or the machine's local AWS. */
export interface DeploymentStage {
  readonly name: string;
  readonly production: boolean;
  readonly env: Environment;
  /** `<project>-<stage>`, for the names of stacks. */
  readonly prefix: string;
}

/** The stage that the context asks for; without one, the first of `.projenrc.ts` that is not production. */
export function stageOf(scope: IConstruct): DeploymentStage {
  const { settings } = thisWorkspace();
  const asked = scope.node.tryGetContext(STAGE_CONTEXT) as string | undefined;
  const stage = stageNamed(settings, asked);
  if (!stage) {
    const names = [...settings.stages, LOCAL_STAGE].map(({ name }) => name).join(', ');
    throw new Error(asked !== undefined ? `there is no stage '${asked}'; .projenrc.ts has ${names}` : `every stage is production: choose one with --context stage=<${names}>`);
  }
  // Without credentials the CDK CLI still names a region, us-east-1, in which nobody may want the stack to be.
  const account = variable('CDK_DEFAULT_ACCOUNT');
  const atHand = stage === LOCAL_STAGE || !account ? {} : { account, region: variable('CDK_DEFAULT_REGION') };
  return {
    name: stage.name,
    production: stage.production,
    prefix: `${settings.project}-${stage.name}`,
    env: { ...atHand, ...(stage.account && { account: stage.account }), ...(stage.region && { region: stage.region }) },
  };
}
