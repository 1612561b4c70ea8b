import { command, note } from './command';
import { assemble, assemblyOf, cdk, dropPackagedAssets, stageAndArguments } from '../assembly/cdk';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { decidePurpose } from '../config/policy';
import { policyEnvironment } from '../config/policy-environment';
import { thisWorkspace } from '../config/workspace';
import { readPlan } from '../deploy/change-set';
import { withPipelineAccess } from '../deploy/pipeline-access';

interface Options extends AssemblyOptions {
  readonly planned?: string;
}

export const program = takesAssembly(command('deploy', 'Assembles a stage, or takes an assembly that was made earlier; guards it, and deploys exactly that.'))
  .usage('[options] [stage] [-- <arguments for cdk deploy>]')
  .argument('[operands...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--planned <file>', 'carry out the change sets that npx projen plan prepared, and nothing else')
  .action(async (operands: string[], options: Options) => {
    const workspace = thisWorkspace();
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    // CI would mean `unit` to any other command. Here it means that this is no laptop.
    const inCi = decidePurpose(policyEnvironment()).purpose === 'unit';
    await withPipelineAccess(stage, 'deploy', async () => {
      if (!options.app) await assemble(workspace, stage, stage.production || inCi ? 'release' : 'develop', assemblyOf(stage));
      const assembly = keptAssembly(workspace, stage, options);
      const plan = options.planned && readPlan(options.planned, digestOf(assembly));
      dropPackagedAssets(assembly);
      const unattended = inCi ? ['--require-approval', 'never'] : [];
      if (!plan) return cdk(workspace, ['deploy', '--app', assembly, '--all', ...unattended, ...cdkArguments]);
      for (const { id, name, changes } of plan.stacks) {
        if (changes.length === 0) note(`${name}: nothing to change`);
        else await cdk(workspace, ['deploy', '--app', assembly, id, '--exclusively', '--method', 'execute-change-set', '--change-set-name', plan.changeSet, ...unattended, ...cdkArguments]);
      }
    });
  });
