import { join } from 'node:path';
import { assemble, cdk, dropPackagedAssets, findStage } from './cdk';
import { command, main } from './command';
import { policyEnvironment } from '../bundling/environment';
import { guardAssembly } from '../bundling/guard';
import { decidePurpose } from '../bundling/policy';
import { thisWorkspace } from '../bundling/workspace';

void main(command('deploy', 'Assembles a stage, guards the assembly, and deploys exactly that.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first one by default')
  .argument('[cdk...]', 'arguments for cdk deploy, after --')
  .option('--app <directory>', 'deploy this assembly, which was made earlier, instead of a new one')
  .action(async (name: string | undefined, cdkArguments: string[], options: { app?: string }) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    // CI would mean `unit` to any other command. Here it means that this is no laptop.
    const inCi = decidePurpose(policyEnvironment()).purpose === 'unit';
    const directory = options.app ?? await assemble(workspace, stage, stage.production || inCi ? 'release' : 'develop');
    guardAssembly(join(workspace.root, directory), stage);
    dropPackagedAssets(join(workspace.root, directory));
    await cdk(workspace, ['deploy', '--app', directory, '--all', ...(inCi ? ['--require-approval', 'never'] : []), ...cdkArguments]);
  }));
