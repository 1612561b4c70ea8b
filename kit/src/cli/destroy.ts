import { command } from './command';
import { cdk, stageAndArguments } from '../assembly/cdk';
import { thisWorkspace } from '../config/workspace';

export const program = command('destroy', 'Removes the stacks of a stage. Nothing is bundled for that.')
  .usage('[options] [stage] [-- <arguments for cdk destroy>]')
  .argument('[operands...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (operands: string[]) => {
    const workspace = thisWorkspace();
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    await cdk(workspace, ['destroy', '--all', '--context', `stage=${stage.name}`, ...cdkArguments], { env: { BUNDLING_PURPOSE: 'unit' } });
  });
