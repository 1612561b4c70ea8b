import { cdk, findStage } from './cdk';
import { command, main } from './command';
import { withPipelineAccess } from './pipeline-access';
import { thisWorkspace } from '../bundling/workspace';

void main(command('drift', 'Fails when resources of a stage are no longer as they were deployed: somebody changed them by hand.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name?: string) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    // Only the names of stacks matter, so nothing is bundled.
    const env = { BUNDLING_PURPOSE: 'unit', CDK_VALIDATION: 'false' };
    await withPipelineAccess(stage, 'look', () => cdk(workspace, ['drift', '--fail', '--context', `stage=${stage.name}`], { env }));
  }));
