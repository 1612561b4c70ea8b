import { command, print, table } from './command';
import { confirm } from './confirmation';
import { type KeptOptions, refuseEarly, takesProvenAssembly, withProvenAssembly } from './proven-assembly';
import { type StageTarget, deploymentOf, requireReadyStage, seconds, stageTarget } from './stage-deployment';
import { type AssembledStack, stacksOf } from '../assembly/assembly';
import { assemblyOf, cdk, deployAll, namedStage } from '../assembly/cdk';
import { requireHarmlessArguments } from '../assembly/cdk-arguments';
import { type AssemblyOptions, digestOf, dropPackagedAssets } from '../assembly/kept-assembly';
import { thisWorkspace } from '../config/workspace';
import { broadeningOf, requireAccepted, requireSame } from '../deploy/acceptance';
import { inTurn } from '../deploy/deployment';
import { type StackDifference, differencesOf } from '../deploy/difference';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { CloudFormation } from '../deploy/plan/cloudformation';
import { withProvenCode } from '../deploy/proven-code';
import type { Findings } from '../deploy/readiness';
import type { StackState } from '../deploy/stacks';
import { WAIT_SECONDS } from '../deploy/turn';
import { environment, home } from '../kernel/environment';

interface Options extends KeptOptions {
  readonly yes?: boolean;
  readonly accept?: string;
  readonly wait: number;
}

/** A bundle's key is its mode and a hash, of which people compare the beginning. */
const KEY_LENGTH = 20;

export const program = takesProvenAssembly(command('rollback', 'Deploys an earlier assembly of a stage again, after the same checks, and shows first what that changes. A stack that got stuck is rolled back before.'))
  .argument('[stage]', 'a stage of .projenrc.ts; it has to be named')
  .option('--yes', 'ask nobody')
  .option('--accept <id>', 'with --yes, allow what this id stands for: permissions that production would broaden')
  .option('--wait <seconds>', 'how long to wait for another deployment of the stage', seconds, WAIT_SECONDS)
  .action(async (name: string | undefined, options: Options) => {
    const workspace = thisWorkspace();
    const stage = namedStage(workspace, 'rollback', name);
    requireHarmlessArguments(stage, [], environment(), home(), 'rollback');
    await refuseEarly(workspace, stage, options);
    await withPipelineAccess(stage, 'deploy', async () => {
      const target = stageTarget(workspace, stage, 'rollback');
      const place = await requireReadyStage(target, options.app);
      await withProvenAssembly(workspace, stage, options, (assembly) => rollBack(target, assembly, place, options));
    });
  });

async function rollBack(target: StageTarget, assembly: string, place: Findings, options: Options): Promise<void> {
  const { workspace, stage, clients } = target;
  const stacks = stacksOf(assembly);
  const digest = digestOf(assembly);
  const differences = await differencesOf(stacks, new CloudFormation(clients));
  show(target, options.app ?? assemblyOf(stage), digest, place, differences);
  const shown = broadeningOf(stage, digest, differences);
  if (options.yes) requireAccepted(stage, shown, options.accept, `${commandOf(stage.name, options)} --yes`);
  else await confirm(`Deploy this assembly to ${stage.name} again?`, commandOf(stage.name, options));
  await inTurn(deploymentOf(target, stacks, options.wait), (before) => withProvenCode({ ...target, assembly }, async () => {
    requireSame(stage, shown, broadeningOf(stage, digest, await differencesOf(stacks, new CloudFormation(clients))), commandOf(stage.name, options));
    await resume(target, assembly, stacks, before);
    dropPackagedAssets(assembly);
    await deployAll(workspace, assembly, ['--require-approval', 'never']);
  }));
}

/** The CDK CLI would ask whether it may, and --force would do much else besides. */
async function resume({ workspace }: StageTarget, assembly: string, stacks: readonly AssembledStack[], before: readonly StackState[]): Promise<void> {
  for (const [i, { condition }] of before.entries()) {
    if (condition === 'paused' || condition === 'half rolled back') await cdk(workspace, ['rollback', '--app', assembly, stacks[i].id]);
  }
}

function show({ stage }: StageTarget, app: string, digest: string, { account, region }: Findings, differences: readonly StackDifference[]): void {
  print(`${stage.name} of the account ${account ?? 'at hand'} in ${region ?? 'the region at hand'} goes back to ${app}, digest ${digest}`);
  for (const { stack, status, unknown, functions, resources, permissions } of differences) {
    print(`\n${stack}, ${status ?? (unknown ? 'whose template cannot be read here' : 'which is not there')}:${unknown ? '' : ` ${resources.length} resources change`}`);
    const rows = functions.map((fn) => [
      `  ${fn.function}`, short(fn.now), '→', short(fn.then), fn.packages.map((one) => `${one.name} ${one.before ?? '-'} → ${one.after ?? '-'}`).join(', '),
    ]);
    if (rows.length > 0) print(table(rows));
    for (const { broadens, change, text } of permissions) print(`  ${broadens ? '!! ALLOWS MORE' : change}: ${text}`);
    if (resources.length > 0) print(table(resources.map(({ action, type, path, replaced }) => [`  ${action}`, type, path, replaced ? 'MADE ANEW' : ''])));
  }
  print('');
}

function short(key: string | undefined): string {
  return key?.slice(0, KEY_LENGTH) ?? 'none';
}

function commandOf(stage: string, { app, digest }: AssemblyOptions): string {
  return `npx projen rollback ${stage}${app ? ` --app ${app}` : ''}${digest ? ` --digest ${digest}` : ''}`;
}
