import { resolve } from 'node:path';
import { assemble, assemblyOf, cdk, dropPackagedAssets, stageAndArguments } from './cdk';
import { command, main } from './command';
import { policyEnvironment } from '../bundling/environment';
import { guardAssembly } from '../bundling/guard';
import { decidePurpose } from '../bundling/policy';
import { thisWorkspace } from '../bundling/workspace';

void main(command('deploy', 'Assembles a stage, guards the assembly, and deploys exactly that.')
  .usage('[options] [stage] [-- <arguments for cdk deploy>]')
  .argument('[operands...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--app <directory>', 'deploy this assembly, which was made earlier, instead of a new one')
  .action(async (operands: string[], options: { app?: string }) => {
    const workspace = thisWorkspace();
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    // CI would mean `unit` to any other command. Here it means that this is no laptop.
    const inCi = decidePurpose(policyEnvironment()).purpose === 'unit';
    if (!options.app) await assemble(workspace, stage, stage.production || inCi ? 'release' : 'develop', assemblyOf(stage));
    const assembly = resolve(workspace.root, options.app ?? assemblyOf(stage));
    guardAssembly(assembly, stage);
    dropPackagedAssets(assembly);
    await cdk(workspace, ['deploy', '--app', assembly, '--all', ...(inCi ? ['--require-approval', 'never'] : []), ...cdkArguments]);
  }));
