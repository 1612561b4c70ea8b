import type { App, Environment } from 'aws-cdk-lib';
import { variable } from '../bundling/environment';
import { LOCAL_STAGE, type StageSettings } from '../bundling/policy';
import { thisWorkspace } from '../bundling/workspace';

/** Context key that chooses the stage: `cdk synth --context stage=production`. */
const STAGE_CONTEXT = 'stage';

/** Where an app is deployed to: one of the stages of `.projenrc.ts`, or the machine's own embedded AWS. */
export interface DeploymentStage {
  readonly name: string;
  readonly production: boolean;
  readonly env: Environment;
  /** `<project>-<stage>`, for the names of stacks. */
  readonly prefix: string;
}

/** The stage that the context asks for; without one, the first stage of `.projenrc.ts`. */
export function stageOf(app: App): DeploymentStage {
  const { settings } = thisWorkspace();
  const asked: unknown = app.node.tryGetContext(STAGE_CONTEXT);
  const stages: StageSettings[] = [...settings.stages, LOCAL_STAGE];
  const stage = asked === undefined ? stages[0] : stages.find(({ name }) => name === asked);
  if (!stage) throw new Error(`there is no stage '${String(asked)}'; .projenrc.ts has ${stages.map(({ name }) => name).join(', ')}`);
  return {
    name: stage.name,
    production: stage.production,
    prefix: `${settings.project}-${stage.name}`,
    env: stage === LOCAL_STAGE ? {} : { account: stage.account ?? variable('CDK_DEFAULT_ACCOUNT'), region: stage.region ?? variable('CDK_DEFAULT_REGION') },
  };
}
