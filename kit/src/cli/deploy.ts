import { command, note } from './command';
import { type KeptOptions, refuseEarly, takesProvenAssembly, withProvenAssembly } from './proven-assembly';
import { refuseForProduction, settleRelease } from './release';
import { type StageTarget, deploymentOf, requireReadyStage, seconds, stageTarget } from './stage-deployment';
import { stacksOf } from '../assembly/assembly';
import { assemble, assemblyOf, deployAll, findStage, nameAndArguments } from '../assembly/cdk';
import { requireHarmlessArguments } from '../assembly/cdk-arguments';
import { digestOf, dropPackagedAssets, keptAssembly } from '../assembly/kept-assembly';
import { requireFreshSettings } from '../config/freshness';
import { inPipeline } from '../config/policy';
import { policyEnvironment } from '../config/policy-environment';
import type { StageSettings } from '../config/settings';
import { thisWorkspace } from '../config/workspace';
import { inTurn } from '../deploy/deployment';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { CloudFormation } from '../deploy/plan/cloudformation';
import { carryOutPlan } from '../deploy/plan/execution';
import { withProvenCode } from '../deploy/proven-code';
import { WAIT_SECONDS } from '../deploy/turn';
import { environment, home } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { TerminalProgress } from '../kernel/progress';

interface Options extends KeptOptions {
  readonly planned?: string;
  readonly accept?: string;
  readonly wait: number;
}

export const program = takesProvenAssembly(command('deploy', 'Assembles a stage, or takes an assembly that was made earlier; guards it, and deploys exactly that.'))
  .usage('[options] [stage] [-- <arguments for cdk deploy>]')
  .argument('[stage...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--planned <file>', 'carry out the change sets that npx projen plan prepared, and nothing else')
  .option('--accept <plan id>', 'allow the plan with this id to broaden permissions')
  .option('--wait <seconds>', 'how long to wait for another deployment of the stage', seconds, WAIT_SECONDS)
  .action(async (operands: string[], options: Options) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const { name, cdkArguments } = nameAndArguments(operands);
    const stage = findStage(workspace, name);
    requireHarmlessArguments(stage, cdkArguments, environment(), home());
    const inCi = inPipeline(policyEnvironment());
    if (inCi && stage.production && options.planned === undefined) throw unplanned(stage);
    const { app } = options;
    if (app !== undefined) await refuseEarly(workspace, stage, options); // what must not be deployed is told first
    else await refuseForProduction(workspace, stage);
    await withPipelineAccess(stage, 'deploy', async () => {
      const target = stageTarget(workspace, stage, 'deploy');
      await requireReadyStage(target, app);
      if (app !== undefined) return withProvenAssembly(workspace, stage, options, (assembly) => deploy(target, assembly, cdkArguments, options));
      const purpose = stage.production || inCi ? 'release' : 'develop';
      await settleRelease(workspace, stage, purpose);
      await assemble(workspace, stage, purpose, assemblyOf(stage));
      return deploy(target, keptAssembly(workspace, stage, options), cdkArguments, options);
    });
  });

/** Deploys an assembly by its plan, or as the CDK CLI does, when it is its turn. */
async function deploy(target: StageTarget, assembly: string, cdkArguments: readonly string[], { planned, accept, wait }: Options): Promise<void> {
  const { workspace, stage, clients } = target;
  await inTurn(deploymentOf(target, stacksOf(assembly), wait), () => withProvenCode({ ...target, assembly }, async () => {
    dropPackagedAssets(assembly);
    if (planned !== undefined) {
      return carryOutPlan({
        workspace, stage, assembly, digest: digestOf(assembly), file: planned, accept, cdkArguments,
        cloudFormation: new CloudFormation(clients), progress: new TerminalProgress(), say: note,
      });
    }
    const approval = inPipeline(policyEnvironment()) ? ['--require-approval', 'never'] : [];
    return deployAll(workspace, assembly, [...approval, ...cdkArguments]);
  }));
}

/** Where nobody can be asked, what a plan shows is what a person accepted. */
function unplanned({ name }: StageSettings): Failure {
  return new Failure(`${name} is production, and takes a plan in a pipeline`, {
    code: ExitCode.USAGE, where: '--planned', fix: `npx projen plan ${name} --out plan.json, and then npx projen deploy ${name} --planned plan.json`,
  });
}
