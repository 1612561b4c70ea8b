import { command } from './command';
import { cdk, dropPackagedAssets, findStage } from '../assembly/cdk';
import { type AssemblyOptions, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { thisWorkspace } from '../config/workspace';
import { withPipelineAccess } from '../deploy/pipeline-access';

export const program = takesAssembly(command('rollback', 'Deploys an earlier assembly of a stage again, after the same checks. CloudFormation is told to give up a deployment that got stuck.'))
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name: string | undefined, options: AssemblyOptions) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const assembly = keptAssembly(workspace, stage, options);
    dropPackagedAssets(assembly);
    await withPipelineAccess(stage, 'deploy', () =>
      cdk(workspace, ['deploy', '--app', assembly, '--all', '--require-approval', 'never', '--force', '--yes']));
  });
