import { cdk, findStage } from './cdk';
import { command, main } from './command';
import { thisWorkspace } from '../bundling/workspace';

void main(command('destroy', 'Removes the stacks of a stage. Nothing is bundled for that.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first one by default')
  .argument('[cdk...]', 'arguments for cdk destroy, after --')
  .action(async (name: string | undefined, cdkArguments: string[]) => {
    const workspace = thisWorkspace();
    await cdk(workspace, ['destroy', '--all', '--context', `stage=${findStage(workspace, name).name}`, ...cdkArguments], { env: { BUNDLING_PURPOSE: 'unit' } });
  }));
