import { join } from 'node:path';
import { command, note } from './command';
import { stacksOf } from '../assembly/assembly';
import { cdk, findStage, withAssemblyFolder } from '../assembly/cdk';
import { thisWorkspace } from '../config/workspace';
import { stageClients } from '../deploy/clients';
import { requireDeployedCode } from '../deploy/deployed-code';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { recordedCode } from '../deploy/recorded-code';

export const program = command('drift', 'Fails when resources of a stage are no longer as they were deployed, or a function runs other code: somebody changed them by hand.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name?: string) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    // Only the names of stacks matter, so nothing is bundled.
    const env = { BUNDLING_PURPOSE: 'unit', CDK_VALIDATION: 'false' };
    await withPipelineAccess(stage, 'read-only', () => withAssemblyFolder(workspace, async (directory) => {
      await cdk(workspace, ['synth', '--quiet', '--output', directory, '--context', `stage=${stage.name}`], { env });
      // CloudFormation compares settings and never code, so that is compared first.
      const clients = stageClients();
      const recorded = await recordedCode(clients, stacksOf(join(workspace.root, directory)));
      await requireDeployedCode(stage.name, clients, recorded);
      note(`${stage.name}: ${recorded.length} functions run what was deployed`);
      await cdk(workspace, ['drift', '--fail', '--app', directory], { env });
    }));
  });
