import { existsSync } from 'node:fs';
import { type BundlePlan, knownPlan, planBundle } from './plan';
import { AT_HAND, BUILD_MODE_TRAITS } from '../config/build-modes';
import { BUILD_MODES, type BuildMode, type Decision, type Substitutes, decide, isBuildMode } from '../config/policy';
import { policyEnvironment } from '../config/policy-environment';
import type { FunctionSettings } from '../config/settings';
import { type Workspace, hostArchitecture } from '../config/workspace';
import { dockerTrouble } from '../docker/docker';
import { readRequirements } from './locks/lock';
import { Store } from './store/store';
import { imagePython } from '../python/target';

/** @throws PolicyError when the environment asks for something that cannot be */
export function decideFor(fn: FunctionSettings): Decision {
  return decide(fn.policy, policyEnvironment(), isBuildImage(fn) ? {} : ELSEWHERE);
}

/** Of modes that need the build image itself around this process. */
const ELSEWHERE: Substitutes = Object.fromEntries(BUILD_MODES.flatMap((mode) => {
  const { runsInBuildImage, elsewhere } = BUILD_MODE_TRAITS[mode];
  return runsInBuildImage && elsewhere ? [[mode, elsewhere]] : [];
}));

/** Whether this process runs in the image that bundles the function. */
export function isBuildImage({ pythonVersion, architecture }: Pick<FunctionSettings, 'pythonVersion' | 'architecture'>): boolean {
  return existsSync(imagePython(pythonVersion)) && hostArchitecture() === architecture;
}

/**
 * The plan that a decision leads to. `auto` takes a bundle that is there already, or else packages that are, made in
 * Docker if possible; so neither a warm synth nor an edited line asks an engine. `undefined` means that a tool has to be asked: the engine, or a lock's own.
 */
export function settledPlan(workspace: Workspace, fn: FunctionSettings, { mode, purpose }: Decision): BundlePlan | undefined {
  if (isBuildMode(mode)) return knownPlan(workspace, fn, mode, purpose);
  const store = Store.of(workspace);
  const plans = Object.values(AT_HAND).flatMap((either) => knownPlan(workspace, fn, either, purpose) ?? []);
  return plans.find((plan) => store.has(plan.key)) ?? plans.find((plan) => plan.dependencies.every(({ key }) => store.has(key)));
}

/**
 * As {@link settledPlan}, but asks where that has to be. A bundle is wanted, so `skip` is read as `auto`.
 *
 * @throws Failure 65 when the function's files are not in order, or a release is not locked
 */
export async function resolvePlan(workspace: Workspace, fn: FunctionSettings): Promise<BundlePlan> {
  const decision = decideFor(fn);
  await readRequirements(workspace, fn);
  return settledPlan(workspace, fn, decision) ?? planBundle(workspace, fn, await modeAtHand(), decision.purpose);
}

/** As `auto` decides. */
async function modeAtHand(): Promise<BuildMode> {
  engineTrouble ??= dockerTrouble();
  return (await engineTrouble) ? AT_HAND.withoutEngine : AT_HAND.withEngine;
}

/** Asked once in a process. */
let engineTrouble: Promise<string | undefined> | undefined;
