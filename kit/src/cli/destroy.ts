import { join } from 'node:path';
import { command } from './command';
import { requirePerson } from './confirmation';
import { deploymentOf, requireReadyStage, seconds, stageTarget } from './stage-deployment';
import { stacksOf } from '../assembly/assembly';
import { cdk, nameAndArguments, namedStage, withAssemblyFolder } from '../assembly/cdk';
import { thisWorkspace } from '../config/workspace';
import { inTurn } from '../deploy/deployment';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { WAIT_SECONDS } from '../deploy/turn';

interface Options {
  readonly yes?: boolean;
  readonly wait: number;
}

/** Only the names of stacks matter, so nothing is bundled. */
const PLAIN = { BUNDLING_PURPOSE: 'unit', CDK_VALIDATION: 'false' };

export const program = command('destroy', 'Removes the stacks of a stage. Nothing is bundled for that.')
  .usage('[options] [stage] [-- <arguments for cdk destroy>]')
  .argument('[stage...]', 'a stage of .projenrc.ts; it has to be named')
  .option('--yes', 'ask nobody')
  .option('--wait <seconds>', 'how long to wait for another deployment of the stage', seconds, WAIT_SECONDS)
  .action(async (operands: string[], { yes, wait }: Options) => {
    const workspace = thisWorkspace();
    const { name, cdkArguments } = nameAndArguments(operands);
    const stage = namedStage(workspace, 'destroy', name);
    const agreed = yes || cdkArguments.some((argument) => argument === '--force' || argument === '-f');
    if (!agreed) requirePerson(`npx projen destroy ${stage.name}`); // the CDK CLI asks
    await withPipelineAccess(stage, 'deploy', async () => {
      const target = stageTarget(workspace, stage, 'destroy');
      await requireReadyStage(target);
      await withAssemblyFolder(workspace, async (directory) => {
        await cdk(workspace, ['synth', '--quiet', '--output', directory, '--context', `stage=${stage.name}`], { env: PLAIN });
        const stacks = stacksOf(join(workspace.root, directory));
        await inTurn(deploymentOf(target, stacks, wait), () =>
          cdk(workspace, ['destroy', '--app', directory, '--all', ...(yes ? ['--force'] : []), ...cdkArguments]));
      });
    });
  });
