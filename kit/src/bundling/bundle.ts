import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from './composition';
import { installDependencies } from './dependencies';
import { FailureList } from './failure-list';
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
 * Makes every bundle that is missing, and hands back all of them. One bad function keeps no other from being bundled.
 *
 * @throws Failure naming the function, the cause and what to do, after all that can be made is; nothing half-made is
 * left behind. Of several functions it is Failures.
 */
export async function bundleAll(workspace: Workspace, functions: readonly FunctionSettings[], progress: Progress): Promise<Bundle[]> {
  const failures = new FailureList();
  const plans: BundlePlan[] = [];
  for (const fn of functions) {
    const plan = await failures.collect(() => resolvePlan(workspace, fn));
    if (plan) plans.push(plan);
  }
  return bundleWith(workspace, plans, progress, failures);
}

/** As {@link bundleAll}, for plans that were made already. */
export async function bundlePlanned(workspace: Workspace, plans: readonly BundlePlan[], progress: Progress): Promise<Bundle[]> {
  return bundleWith(workspace, plans, progress, new FailureList());
}

async function bundleWith(workspace: Workspace, plans: readonly BundlePlan[], progress: Progress, failures: FailureList): Promise<Bundle[]> {
  const store = Store.of(workspace);
  const known = findAll(store, plans);
  const bundles = known.every((bundle) => bundle !== undefined) ? known : await makeMissing(workspace, store, plans, progress, failures);
  for (const { plan } of bundles) store.noteUse(plan.key, plan.function.name);
  failures.refuse();
  return bundles;
}

async function makeMissing(
  workspace: Workspace, store: Store, plans: readonly BundlePlan[], progress: Progress, failures: FailureList,
): Promise<Bundle[]> {
  return store.exclusively(() => withoutLeftovers(async () => {
    const found = findAll(store, plans); // another run may have made them while this one waited
    const missing = await withEngine(workspace, plans.filter((_, i) => !found[i]), failures);
    const failed = await installDependencies(workspace, store, missing, progress, failures);
    const installed = missing.filter(({ dependencies }) => !dependencies.some(({ key }) => failed.has(key)));
    const made = new Map<BundlePlan, Bundle>();
    for (const group of groupByContainer(installed)) {
      await failures.narrow(group, ({ function: fn }) => [fn.name], async (some) => {
        for (const bundle of await makeBundles(workspace, store, some, progress)) made.set(bundle.plan, bundle);
      });
    }
    return plans.flatMap((plan, i) => found[i] ?? made.get(plan) ?? []);
  }));
}

/** Those that can be made, with an engine or without. */
async function withEngine(workspace: Workspace, plans: readonly BundlePlan[], failures: FailureList): Promise<BundlePlan[]> {
  const byEngine = plans.filter(({ mode }) => BUILD_MODE_TRAITS[mode].needsEngine);
  if (byEngine.length === 0) return [...plans];
  const answers = await failures.collect(async () => {
    await requireDocker(byEngine.map(({ function: fn }) => fn.name).join(', '));
    await removeAbandoned(workspace.root);
    return true;
  });
  return answers ? [...plans] : plans.filter((plan) => !byEngine.includes(plan));
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
