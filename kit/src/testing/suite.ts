import { join } from 'node:path';
import { configurationOf } from './configuration';
import { type FunctionResult, notBundled, testFunction } from './function-test';
import { type Parity, holdTogether, notBundledWithoutDocker } from './parity';
import type { Runtime } from './runtime';
import type { AssembledFunction } from '../assembly/assembly';
import { type Bundle, bundlePlanned } from '../bundling/bundle';
import { importInImage } from '../bundling/import-check';
import { planBundle } from '../bundling/plan';
import { resolvePlan } from '../bundling/resolution';
import { AT_HAND, BUILD_MODE_TRAITS } from '../config/build-modes';
import { KIT_PACKAGE } from '../config/kit';
import type { BuildMode } from '../config/policy';
import { eventsFolder } from '../config/sample-events';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';
import { inParallel } from '../kernel/parallel';
import type { Progress } from '../kernel/progress';

/** A function's bundle, or what is said of one that could not be made. */
export type Made = { readonly function: FunctionSettings } & (
  { readonly bundle: Bundle; readonly bundleMs?: number } | { readonly result: FunctionResult }
);

/**
 * Bundles each function by itself, so that none stands on another's packages. One that fails does not stop the others.
 *
 * @param mode in place of the one that the policy decides for
 */
export async function bundleEach(
  workspace: Workspace, functions: readonly FunctionSettings[], progress: Progress, mode?: BuildMode,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const fn of functions) {
    const started = performance.now();
    try {
      const plan = mode ? await planBundle(workspace, fn, mode, 'verify') : await resolvePlan(workspace, fn);
      const [bundle] = await bundlePlanned(workspace, [plan], progress);
      // A bundle that is made now was imported already, or it would not have been stored.
      if (BUILD_MODE_TRAITS[plan.mode].importsHandler && bundle.reused) {
        await progress.during(`${fn.name}: import in ${fn.runtimeImage}`, () => importInImage(workspace, plan, bundle.stored.directory));
      }
      made.push({ function: fn, bundle, ...(!bundle.reused && { bundleMs: millisecondsSince(started) }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      made.push({ function: fn, result: notBundled(fn, error, millisecondsSince(started)) });
    }
  }
  return made;
}

/** Bundles once more without Docker, and holds each bundle that Docker made against that. By function. */
export async function compareEach(workspace: Workspace, made: readonly Made[], progress: Progress): Promise<ReadonlyMap<string, Parity>> {
  const parities = new Map<string, Parity>();
  for (const one of made) {
    if ('result' in one || !BUILD_MODE_TRAITS[one.bundle.plan.mode].needsEngine) continue;
    const fn = one.function;
    const started = performance.now();
    const [other] = await bundleEach(workspace, [fn], progress, AT_HAND.withoutEngine);
    const parity = 'bundle' in other
      ? holdTogether(one.bundle, other.bundle, millisecondsSince(started))
      : notBundledWithoutDocker(fn.name, fn.mayDiffer ?? [], other.result.checks[0]);
    parities.set(fn.name, parity);
  }
  return parities;
}

interface RunOptions {
  /** What the stacks say of the functions. */
  readonly assembled: readonly AssembledFunction[];
  readonly parities?: ReadonlyMap<string, Parity>;
  /** How many run at the same time. */
  readonly jobs: number;
}

/** Runs every bundle that was made, configured as the assembly says. The results are in the order of the functions. */
export async function runEach(
  { root }: Workspace, runtime: Runtime, made: readonly Made[], { assembled, parities, jobs }: RunOptions, progress: Progress,
): Promise<FunctionResult[]> {
  return inParallel(jobs, made, async (one) => {
    if ('result' in one) return one.result;
    const { name } = one.function;
    const where = runtime.name === 'docker' ? one.function.runtimeImage : `Python ${one.function.pythonVersion} of this machine, without Docker`;
    const result = await progress.during(`${name}: run in ${where}`, () =>
      testFunction(runtime, one.bundle, configurationOf(name, assembled), join(root, eventsFolder(root, one.function))))
      .catch((error: Error) => notBundled(one.function, brokenOff(error), 0));
    const { checks, warnings } = parities?.get(name) ?? { checks: [], warnings: [] };
    return { ...result, bundleMs: one.bundleMs, checks: [...result.checks, ...checks], warnings: [...result.warnings, ...warnings] };
  });
}

/** A fault of this suite at one function, which must not take the results of the others away. */
function brokenOff({ message, stack }: Error): Failure {
  return new Failure(`its test broke off: ${message}`, { code: ExitCode.BUG, fix: `report it to who makes ${KIT_PACKAGE}, with its log`, output: stack });
}

export function bundlesOf(made: readonly Made[]): Bundle[] {
  return made.flatMap((one) => ('bundle' in one ? [one.bundle] : []));
}

function millisecondsSince(started: number): number {
  return Math.round(performance.now() - started);
}
