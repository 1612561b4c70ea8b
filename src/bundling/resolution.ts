import { dockerTrouble } from './docker';
import { policyEnvironment } from './environment';
import { type BundlePlan, planBundle } from './plan';
import { type BuildMode, type Decision, type FunctionSettings, decide, isBuildMode } from './policy';
import { Store } from './store';
import type { Workspace } from './workspace';

/** @throws PolicyError when the environment asks for something that cannot be */
export function decideFor(fn: FunctionSettings): Decision {
  return decide(fn.policy, policyEnvironment());
}

/**
 * The plan that a decision leads to. `auto` takes a bundle that is there already, made in Docker if possible;
 * so a warm synth asks no engine. `undefined` means that an engine has to be asked.
 */
export function settledPlan(workspace: Workspace, fn: FunctionSettings, decision: Decision): BundlePlan | undefined {
  if (isBuildMode(decision.mode)) return planBundle(workspace, fn, decision.mode);
  const store = Store.of(workspace);
  return (['docker', 'local'] as const).map((mode) => planBundle(workspace, fn, mode)).find((plan) => store.has(plan.key));
}

/**
 * As {@link settledPlan}, but asks the engine where that has to be. A bundle is wanted, so `skip` is read as `auto`.
 *
 * @throws Failure 65 when the function's files are not in order
 */
export async function resolvePlan(workspace: Workspace, fn: FunctionSettings): Promise<BundlePlan> {
  return settledPlan(workspace, fn, decideFor(fn)) ?? planBundle(workspace, fn, await modeAtHand());
}

/** Docker when an engine answers, else this host. */
export async function modeAtHand(): Promise<BuildMode> {
  engineTrouble ??= dockerTrouble();
  return (await engineTrouble) ? 'local' : 'docker';
}

/** Asked once in a process. */
let engineTrouble: Promise<string | undefined> | undefined;
