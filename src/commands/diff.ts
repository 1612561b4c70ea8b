import { cdk, findStage } from './cdk';
import { command, main } from './command';
import { thisWorkspace } from '../bundling/workspace';

void main(command('diff', 'Compares a stage, bundled for development, with what is deployed.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first one by default')
  .argument('[cdk...]', 'arguments for cdk diff, after --')
  .action(async (name: string | undefined, cdkArguments: string[]) => {
    const workspace = thisWorkspace();
    await cdk(workspace, ['diff', '--context', `stage=${findStage(workspace, name).name}`, ...cdkArguments], { env: { BUNDLING_PURPOSE: 'develop' } });
  }));
