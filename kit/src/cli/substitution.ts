import { note } from './command';
import { decideFor, resolvePlan } from '../bundling/resolution';
import { Store } from '../bundling/store/store';
import { BUILD_MODE_TRAITS } from '../config/build-modes';
import { isBuildMode } from '../config/policy';
import type { FunctionSettings, StageSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { dockerTrouble } from '../docker/docker';
import { ExitCode, Failure } from '../kernel/failure';

/**
 * Says in one line that this machine bundles by another mode than the policy says, before anything is bundled.
 *
 * @throws Failure 69 when that mode needs an engine and none answers, 78 when the stage does not take its bundles
 */
export async function tellSubstitution(workspace: Workspace, functions: readonly FunctionSettings[], stage?: StageSettings): Promise<void> {
  const substituted = functions.flatMap((fn) => {
    const { mode, insteadOf } = decideFor(fn);
    return insteadOf && isBuildMode(mode) ? [{ fn, mode, insteadOf }] : [];
  });
  if (substituted.length === 0) return;
  const [{ mode, insteadOf }] = substituted;
  if (stage && !stage.modes.includes(mode)) {
    throw new Failure(`${stage.name} takes bundles that are made by ${stage.modes.join(' or ')}, and this machine can only make them by ${mode}`, {
      code: ExitCode.BAD_CONFIG, where: `${stage.name}.modes in .projenrc.ts`, fix: `let the pipeline do it, or add '${mode}' to the modes of ${stage.name}`,
    });
  }
  if (BUILD_MODE_TRAITS[mode].needsEngine && !await allStored(workspace, substituted.map(({ fn }) => fn))) {
    const trouble = await dockerTrouble();
    if (trouble) {
      throw new Failure(`this is not the Lambda build image, and Docker, which takes its place, cannot be used: ${trouble}`, {
        code: ExitCode.UNAVAILABLE, where: substituted.map(({ fn }) => fn.name).join(', '), fix: 'start Docker (npx projen doctor tells what is wrong with it), or let the pipeline do it',
      });
    }
  }
  note(`Bundling by ${mode} and not by ${insteadOf}, as this is not the Lambda build image: ${substituted.map(({ fn }) => fn.name).join(', ')}`);
}

/** Where nothing has to be made, no engine is asked for. */
async function allStored(workspace: Workspace, functions: readonly FunctionSettings[]): Promise<boolean> {
  const store = Store.of(workspace);
  for (const fn of functions) {
    const plan = await resolvePlan(workspace, fn).catch(toldByBundling);
    if (plan && !store.has(plan.key)) return false;
  }
  return true;
}

/** With the problems of the other functions. */
function toldByBundling(error: unknown): undefined {
  if (!(error instanceof Failure)) throw error;
}
