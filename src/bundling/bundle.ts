import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { installDependencies } from './dependencies';
import { ExitCode, Failure } from './failure';
import type { BundlePlan } from './plan';
import type { FunctionSettings } from './policy';
import type { Progress } from './progress';
import { resolvePlan } from './resolution';
import { Store, type Stored } from './store';
import { bundleProblems, refuse } from './verification';
import type { Workspace } from './workspace';

export interface Bundle {
  readonly plan: BundlePlan;
  readonly stored: Stored;
  /** It was there already, and unchanged. */
  readonly reused: boolean;
}

/**
 * Makes every bundle that is missing, and hands back all of them.
 *
 * @throws Failure naming the function, the cause and what to do; nothing half-made is left behind
 */
export async function bundleAll(workspace: Workspace, functions: readonly FunctionSettings[], progress: Progress): Promise<Bundle[]> {
  const store = Store.of(workspace);
  const plans: BundlePlan[] = [];
  for (const fn of functions) plans.push(await resolvePlan(workspace, fn));
  const reused = new Map(plans.map((plan) => [plan.key, store.find(plan.key)]));
  await installDependencies(workspace, store, plans.filter((plan) => !reused.get(plan.key)), progress);
  const bundles: Bundle[] = [];
  for (const plan of plans) {
    const stored = reused.get(plan.key) ?? await progress.during(`${plan.function.name}: bundle`, () => assemble(store, plan));
    bundles.push({ plan, stored, reused: !!reused.get(plan.key) });
  }
  return bundles;
}

/** The second layer: the function's own files on top of its packages. */
async function assemble(store: Store, plan: BundlePlan): Promise<Stored> {
  const { function: fn, sources } = plan;
  const packages = store.find(plan.dependencies.key);
  if (!packages) throw new Failure('its packages vanished from the store', { code: ExitCode.TRY_AGAIN, where: fn.name, fix: 'npx projen bundle' });
  const collisions = sources.filter(({ path }) => packages.manifest.files[path]).map(({ path }) => `${path} is also a file of a package that it requires`);
  refuse(fn.name, collisions, `rename the file in ${fn.entry}`);
  return store.publish(plan.key, async (directory) => {
    for (const path of Object.keys(packages.manifest.files)) place(linkSync, join(packages.directory, path), join(directory, path));
    for (const { absolute, path } of sources) place(copyFileSync, absolute, join(directory, path));
    refuse(fn.name, bundleProblems(directory, fn), `mend ${fn.entry}, or functions.${fn.name} in .projenrc.ts`);
    const { mode, pythonVersion, architecture, packages: names } = packages.manifest;
    return { mode, pythonVersion, architecture, packages: names };
  });
}

function place(by: (from: string, to: string) => void, from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  by(from, to);
}
