import { assemble, assemblyOf, cdk, dropPackagedAssets, stageAndArguments } from './cdk';
import { readPlan } from './change-set';
import { command, main, note } from './command';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from './kept-assembly';
import { withPipelineAccess } from './pipeline-access';
import { policyEnvironment } from '../bundling/environment';
import { decidePurpose } from '../bundling/policy';
import { thisWorkspace } from '../bundling/workspace';

interface Options extends AssemblyOptions {
  readonly planned?: string;
}

void main(takesAssembly(command('deploy', 'Assembles a stage, or takes an assembly that was made earlier; guards it, and deploys exactly that.'))
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
  }));
