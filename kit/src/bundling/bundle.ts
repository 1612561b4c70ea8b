import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from './composition';
import { installDependencies } from './dependencies';
import { importBundles } from './import-check';
import type { BundlePlan } from './plan';
import { resolvePlan } from './resolution';
import { BUILD_MODE_TRAITS } from '../config/build-modes';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { removeAbandoned, withoutLeftovers } from '../docker/container';
import { requireDocker } from '../docker/docker';
import { Failure } from '../kernel/failure';
import type { Progress } from '../kernel/progress';
import type { Description } from './store/description';
import { Store, type Stored } from './store/store';

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
  const plans: BundlePlan[] = [];
  for (const fn of functions) plans.push(await resolvePlan(workspace, fn));
  return bundlePlanned(workspace, plans, progress);
}

/** As {@link bundleAll}, for plans that were made already. */
export async function bundlePlanned(workspace: Workspace, plans: readonly BundlePlan[], progress: Progress): Promise<Bundle[]> {
  const store = Store.of(workspace);
  const known = findAll(store, plans);
  const bundles = known.every((bundle) => bundle !== undefined) ? known : await makeMissing(workspace, store, plans, progress);
  for (const { plan } of bundles) store.noteUse(plan.key, plan.function.name);
  return bundles;
}

async function makeMissing(workspace: Workspace, store: Store, plans: readonly BundlePlan[], progress: Progress): Promise<Bundle[]> {
  return store.exclusively(() => withoutLeftovers(async () => {
    const found = findAll(store, plans); // another run may have made them while this one waited
    const missing = plans.filter((_, i) => !found[i]);
    const byEngine = missing.filter(({ mode }) => BUILD_MODE_TRAITS[mode].needsEngine).map(({ function: fn }) => fn.name);
    if (byEngine.length > 0) {
      await requireDocker(byEngine.join(', '));
      await removeAbandoned(workspace.root);
    }
    await installDependencies(workspace, store, missing, progress);
    const made = new Map<BundlePlan, Bundle>();
    for (const group of groupByContainer(missing)) {
      for (const bundle of await makeBundles(workspace, store, group, progress)) made.set(bundle.plan, bundle);
    }
    return plans.map((plan, i) => found[i] ?? made.get(plan)!);
  }));
}

/**
 * Puts one bundle together for a caller that cannot wait, if its packages are stored and no container has to import
 * it first. That is what an edited line takes.
 *
 * @throws Failure 65 when the function's files are not in order
 */
export function bundleNow(workspace: Workspace, plan: BundlePlan): Stored | undefined {
  const store = Store.of(workspace);
  if (BUILD_MODE_TRAITS[plan.mode].importsHandler || !plan.dependencies.every(({ key }) => store.has(key))) return undefined;
  try {
    const stored = store.publishNow(plan.key, (directory) => compose(workspace, store, plan, directory));
    store.noteUse(plan.key, plan.function.name);
    return stored;
  } catch (error) {
    if (error instanceof Failure) throw error;
    return undefined; // a run that holds the store cleared the folder away
  }
}

function findAll(store: Store, plans: readonly BundlePlan[]): (Bundle | undefined)[] {
  return plans.map((plan) => {
    const stored = store.find(plan.key);
    return stored && { plan, stored, reused: true };
  });
}

/** Bundles that one container imports; where none does, each is made by itself. */
function groupByContainer(plans: readonly BundlePlan[]): BundlePlan[][] {
  const groups = new Map<string, BundlePlan[]>();
  for (const plan of plans) {
    const { mode, function: fn, target } = plan;
    const id = BUILD_MODE_TRAITS[mode].importsHandler ? `${fn.runtimeImage} ${target.pythonVersion} ${target.architecture}` : fn.name;
    groups.set(id, [...(groups.get(id) ?? []), plan]);
  }
  return [...groups.values()];
}

/** Puts bundles together, verifies them, and stores them only if all of them are in order. */
async function makeBundles(workspace: Workspace, store: Store, plans: readonly BundlePlan[], progress: Progress): Promise<Bundle[]> {
  return store.withScratch(async (scratch) => {
    const folderOf = ({ function: fn }: BundlePlan) => join(scratch, fn.name);
    const descriptions: Description[] = [];
    const putTogether = async () => {
      for (const plan of plans) {
        descriptions.push(await progress.during(`${plan.function.name}: bundle`, async () => compose(workspace, store, plan, folderOf(plan))));
      }
    };
    const title = `${plans.map(({ function: fn }) => fn.name).join(', ')}: import in ${plans[0].function.runtimeImage}`;
    const { importsHandler } = BUILD_MODE_TRAITS[plans[0].mode];
    const imported = importsHandler ? await progress.during(title, () => importBundles(workspace, store, plans, folderOf, putTogether)) : [];
    if (!importsHandler) await putTogether();
    const bundles: Bundle[] = [];
    for (const [i, plan] of plans.entries()) {
      const stored = await store.publish(plan.key, async (directory) => {
        renameSync(folderOf(plan), directory);
        return { ...descriptions[i], warnings: [...(descriptions[i].warnings ?? []), ...(imported[i] ?? [])] };
      });
      bundles.push({ plan, stored, reused: false });
    }
    return bundles;
  });
}
