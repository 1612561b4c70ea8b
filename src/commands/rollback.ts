import { cdk, dropPackagedAssets, findStage } from './cdk';
import { command, main } from './command';
import { type AssemblyOptions, keptAssembly, takesAssembly } from './kept-assembly';
import { withPipelineAccess } from './pipeline-access';
import { thisWorkspace } from '../bundling/workspace';

void main(takesAssembly(command('rollback', 'Deploys an earlier assembly of a stage again, after the same checks. CloudFormation is told to give up a deployment that got stuck.'))
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name: string | undefined, options: AssemblyOptions) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const assembly = keptAssembly(workspace, stage, options);
    dropPackagedAssets(assembly);
    await withPipelineAccess(stage, 'deploy', () =>
      cdk(workspace, ['deploy', '--app', assembly, '--all', '--require-approval', 'never', '--force', '--yes']));
  }));
