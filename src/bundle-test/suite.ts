import { join } from 'node:path';
import { configurationOf } from './configuration';
import { type FunctionResult, notBundled, testFunction } from './function-test';
import type { Runtime } from './runtime';
import type { AssembledFunction } from '../bundling/assembly';
import { type Bundle, bundleAll } from '../bundling/bundle';
import { Failure } from '../bundling/failure';
import { importInImage } from '../bundling/import-check';
import type { FunctionSettings } from '../bundling/policy';
import type { Progress } from '../bundling/progress';
import type { Workspace } from '../bundling/workspace';

/** A function's bundle, or what is said of one that could not be made. */
export type Made = { readonly function: FunctionSettings } & (
  { readonly bundle: Bundle; readonly bundleMs?: number } | { readonly result: FunctionResult }
);

/** Bundles each function by itself, so that none stands on another's packages. One that fails does not stop the others. */
export async function bundleEach(workspace: Workspace, functions: readonly FunctionSettings[], progress: Progress): Promise<Made[]> {
  const made: Made[] = [];
  for (const fn of functions) {
    const started = performance.now();
    try {
      const [bundle] = await bundleAll(workspace, [fn], progress);
      // A bundle that is made now was imported already, or it would not have been stored.
      if (bundle.plan.mode === 'docker' && bundle.reused) {
        await progress.during(`${fn.name}: import in ${fn.runtimeImage}`, () => importInImage(workspace, bundle.plan, bundle.stored.directory));
      }
      made.push({ function: fn, bundle, ...(!bundle.reused && { bundleMs: millisecondsSince(started) }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      made.push({ function: fn, result: notBundled(fn, error, millisecondsSince(started)) });
    }
  }
  return made;
}

/** Runs every bundle that was made, configured as the assembly says. */
export async function runEach(
  { root }: Workspace, runtime: Runtime, made: readonly Made[], assembled: readonly AssembledFunction[], progress: Progress,
): Promise<FunctionResult[]> {
  const results: FunctionResult[] = [];
  for (const one of made) {
    const { name, entry } = one.function;
    if ('result' in one) {
      results.push(one.result);
      continue;
    }
    const where = runtime.name === 'docker' ? one.function.runtimeImage : `Python ${one.function.pythonVersion} of this machine, without Docker`;
    const result = await progress.during(`${name}: run in ${where}`, () =>
      testFunction(runtime, one.bundle, configurationOf(name, assembled), join(root, entry, 'events')));
    results.push({ ...result, bundleMs: one.bundleMs });
  }
  return results;
}

export function bundlesOf(made: readonly Made[]): Bundle[] {
  return made.flatMap((one) => ('bundle' in one ? [one.bundle] : []));
}

function millisecondsSince(started: number): number {
  return Math.round(performance.now() - started);
}
