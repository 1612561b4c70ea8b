import type { Command } from 'commander';
import { refuseForProduction, settleRelease } from './release';
import { withAssemblyFolder } from '../assembly/cdk';
import { type AssemblyOptions, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { reassemble } from '../assembly/reassembly';
import type { StageSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';

/** How a command that changes a stage is told which assembly to take. */
export interface KeptOptions extends AssemblyOptions {
  readonly bundles?: readonly string[];
}

/** Adds the options of {@link withProvenAssembly} to a command. */
export function takesProvenAssembly(program: Command): Command {
  return takesAssembly(program).option('--bundles <proof...>', 'for production: what `npx projen bundle --release` said of the bundles; without it, they are made anew');
}

/** Refuses what can be refused before anything is asked of AWS. @throws Failure as {@link keptAssembly} does, and 65, 69 or 78 for a commit that production does not take */
export async function refuseEarly(workspace: Workspace, stage: StageSettings, options: AssemblyOptions): Promise<void> {
  keptAssembly(workspace, stage, options);
  await refuseForProduction(workspace, stage);
}

/**
 * Hands over an assembly that was made earlier. Production takes it only when this commit gives the same one again, and
 * gets that one, in a folder of its own that no other command knows of.
 *
 * @param work is handed the absolute path
 * @throws Failure as {@link keptAssembly} and {@link reassemble} do
 */
export async function withProvenAssembly<T>(
  workspace: Workspace, stage: StageSettings, { bundles, ...options }: KeptOptions, work: (assembly: string) => Promise<T>,
): Promise<T> {
  const kept = keptAssembly(workspace, stage, options);
  if (!stage.production) return work(kept);
  await refuseForProduction(workspace, stage);
  if (!bundles) await settleRelease(workspace, stage, 'release');
  return withAssemblyFolder(workspace, async (directory) => {
    await reassemble(workspace, stage, kept, directory, bundles);
    return work(keptAssembly(workspace, stage, { ...options, app: directory }));
  });
}
