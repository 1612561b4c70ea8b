import { cdk, stageAndArguments } from './cdk';
import { command, main } from './command';
import { thisWorkspace } from '../bundling/workspace';

void main(command('diff', 'Compares a stage, bundled for development, with what is deployed.')
  .usage('[options] [stage] [-- <arguments for cdk diff>]')
  .argument('[operands...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (operands: string[]) => {
    const workspace = thisWorkspace();
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    await cdk(workspace, ['diff', '--context', `stage=${stage.name}`, ...cdkArguments], { env: { BUNDLING_PURPOSE: 'develop' } });
  }));
