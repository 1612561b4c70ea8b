import { command, note } from './command';
import { assemble, assemblyOf, cdk, dropPackagedAssets, stageAndArguments } from '../assembly/cdk';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { decidePurpose } from '../config/policy';
import { policyEnvironment } from '../config/policy-environment';
import { thisWorkspace } from '../config/workspace';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { CloudFormation } from '../deploy/plan/cloudformation';
import { carryOutPlan } from '../deploy/plan/execution';
import { TerminalProgress } from '../kernel/progress';

interface Options extends AssemblyOptions {
  readonly planned?: string;
  readonly accept?: string;
}

export const program = takesAssembly(command('deploy', 'Assembles a stage, or takes an assembly that was made earlier; guards it, and deploys exactly that.'))
  .usage('[options] [stage] [-- <arguments for cdk deploy>]')
  .argument('[operands...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--planned <file>', 'carry out the change sets that npx projen plan prepared, and nothing else')
  .option('--accept <plan id>', 'allow the plan with this id to broaden permissions')
  .action(async (operands: string[], options: Options) => {
    const workspace = thisWorkspace();
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    // CI would mean `unit` to any other command. Here it means that this is no laptop.
    const inCi = decidePurpose(policyEnvironment()).purpose === 'unit';
    await withPipelineAccess(stage, 'deploy', async () => {
      if (!options.app) await assemble(workspace, stage, stage.production || inCi ? 'release' : 'develop', assemblyOf(stage));
      const assembly = keptAssembly(workspace, stage, options);
      dropPackagedAssets(assembly);
      if (options.planned) {
        return carryOutPlan({
          workspace, stage, assembly, digest: digestOf(assembly), file: options.planned, accept: options.accept, cdkArguments,
          cloudFormation: new CloudFormation(), progress: new TerminalProgress(), say: note,
        });
      }
      return cdk(workspace, ['deploy', '--app', assembly, '--all', ...(inCi ? ['--require-approval', 'never'] : []), ...cdkArguments]);
    });
  });
