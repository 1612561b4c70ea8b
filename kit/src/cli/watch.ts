import { command } from './command';
import { cdk, findStage } from '../assembly/cdk';
import { decideFor } from '../bundling/resolution';
import { requireFreshSettings } from '../config/freshness';
import { thisWorkspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

export const program = command('watch', 'Deploys a development stage on every change, past CloudFormation where that is quicker.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name?: string) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const stage = findStage(workspace, name);
    const skipped = Object.values(workspace.settings.functions).filter((fn) => decideFor(fn).mode === 'skip').map((fn) => fn.name);
    // A hotswap passes neither the guard nor CloudFormation's rules.
    if (stage.production || skipped.length > 0) {
      throw new Failure(stage.production ? `${stage.name} is production` : `bundling is skipped for ${skipped.join(', ')}`, {
        code: ExitCode.USAGE, fix: stage.production ? `npx projen deploy ${stage.name}` : 'give bundling.policy.develop a mode that builds, in .projenrc.ts',
      });
    }
    await cdk(workspace, ['watch', '--hotswap-fallback', '--context', `stage=${stage.name}`]);
  });
