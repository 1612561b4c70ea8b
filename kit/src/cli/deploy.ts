import { command, note } from './command';
import { refuseForProduction, settleRelease } from './release';
import { deploymentOf, requireReadyStage, seconds, stageTarget } from './stage-deployment';
import { stacksOf } from '../assembly/assembly';
import { assemble, assemblyOf, cdk, dropPackagedAssets, findStage, nameAndArguments } from '../assembly/cdk';
import { requireHarmlessArguments } from '../assembly/cdk-arguments';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { requireFreshSettings } from '../config/freshness';
import { inPipeline } from '../config/policy';
import { policyEnvironment } from '../config/policy-environment';
import { thisWorkspace } from '../config/workspace';
import { inTurn } from '../deploy/deployment';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { CloudFormation } from '../deploy/plan/cloudformation';
import { carryOutPlan } from '../deploy/plan/execution';
import { withProvenCode } from '../deploy/proven-code';
import { WAIT_SECONDS } from '../deploy/turn';
import { environment } from '../kernel/environment';
import { TerminalProgress } from '../kernel/progress';

interface Options extends AssemblyOptions {
  readonly planned?: string;
  readonly accept?: string;
  readonly wait: number;
}

export const program = takesAssembly(command('deploy', 'Assembles a stage, or takes an assembly that was made earlier; guards it, and deploys exactly that.'))
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
    requireHarmlessArguments(stage, cdkArguments, environment());
    const inCi = inPipeline(policyEnvironment());
    if (options.app !== undefined) keptAssembly(workspace, stage, options); // what must not be deployed is told first
    await refuseForProduction(workspace, stage);
    await withPipelineAccess(stage, 'deploy', async () => {
      const target = stageTarget(workspace, stage, 'deploy');
      await requireReadyStage(target, options.app);
      if (options.app === undefined) {
        const purpose = stage.production || inCi ? 'release' : 'develop';
        await settleRelease(workspace, stage, purpose);
        await assemble(workspace, stage, purpose, assemblyOf(stage));
      }
      const assembly = keptAssembly(workspace, stage, options);
      await inTurn(deploymentOf(target, stacksOf(assembly), options.wait), () => withProvenCode({ ...target, assembly }, async () => {
        dropPackagedAssets(assembly);
        if (options.planned) {
          return carryOutPlan({
            workspace, stage, assembly, digest: digestOf(assembly), file: options.planned, accept: options.accept, cdkArguments,
            cloudFormation: new CloudFormation(target.clients), progress: new TerminalProgress(), say: note,
          });
        }
        return cdk(workspace, ['deploy', '--app', assembly, '--all', ...(inCi ? ['--require-approval', 'never'] : []), ...cdkArguments]);
      }));
    });
  });
