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
  const known = findAll(store, plans);
  if (known.every((bundle) => bundle !== undefined)) return known;
  return store.exclusively(async () => {
    const found = findAll(store, plans); // another run may have made them while this one waited
    await installDependencies(workspace, store, plans.filter((_, i) => !found[i]), progress);
    const bundles: Bundle[] = [];
    for (const [i, plan] of plans.entries()) {
      const title = `${plan.function.name}: bundle`;
      bundles.push(found[i] ?? { plan, stored: await progress.during(title, () => assemble(store, plan)), reused: false });
    }
    return bundles;
  });
}

function findAll(store: Store, plans: readonly BundlePlan[]): (Bundle | undefined)[] {
  return plans.map((plan) => {
    const stored = store.find(plan.key);
    return stored && { plan, stored, reused: true };
  });
}

/** The last layer: the function's own files on top of its packages. */
async function assemble(store: Store, plan: BundlePlan): Promise<Stored> {
  const { function: fn, mode, target } = plan;
  const layers = plan.dependencies.map(({ key }) => store.find(key));
  if (layers.includes(undefined)) throw new Failure('its packages vanished from the store', { code: ExitCode.TRY_AGAIN, where: fn.name, fix: 'npx projen bundle' });
  return store.publish(plan.key, async (directory) => {
    const taken = new Map<string, string>();
    const put = (by: (from: string, to: string) => void, from: string, path: string, owner: string) => {
      const before = taken.get(path);
      if (before) refuse(fn.name, [`${path} is in ${before} and in ${owner}`], `rename the file in ${fn.entry}`);
      taken.set(path, owner);
      place(by, from, join(directory, path));
    };
    for (const layer of layers as Stored[]) {
      for (const path of Object.keys(layer.manifest.files)) put(linkSync, join(layer.directory, path), path, `a package of ${plan.requirements.path}`);
    }
    for (const { absolute, path } of plan.sources) put(copyFileSync, absolute, path, 'the function');
    refuse(fn.name, bundleProblems(directory, fn), `mend ${fn.entry}, or functions.${fn.name} in .projenrc.ts`);
    const packages = (layers as Stored[]).flatMap(({ manifest }) => manifest.packages).sort();
    return { mode, pythonVersion: target.pythonVersion, architecture: target.architecture, packages };
  });
}

function place(by: (from: string, to: string) => void, from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  by(from, to);
}
