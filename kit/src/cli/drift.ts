import { command } from './command';
import { cdk, findStage } from '../assembly/cdk';
import { thisWorkspace } from '../config/workspace';
import { withPipelineAccess } from '../deploy/pipeline-access';

export const program = command('drift', 'Fails when resources of a stage are no longer as they were deployed: somebody changed them by hand.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name?: string) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    // Only the names of stacks matter, so nothing is bundled.
    const env = { BUNDLING_PURPOSE: 'unit', CDK_VALIDATION: 'false' };
    await withPipelineAccess(stage, 'read-only', () => cdk(workspace, ['drift', '--fail', '--context', `stage=${stage.name}`], { env }));
  });
