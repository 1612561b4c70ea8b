import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { BUILDERS } from './builders';
import { type Installation, writeInput } from './builders/builder';
import { orInDocker } from './builders/install-failure';
import { normalise } from './builders/normalise';
import type { FailureList } from './failure-list';
import type { BundlePlan, DependencyPlan } from './plan';
import type { Store } from './store/store';
import { installedPackages, refuse, verifyDependencies, verifySize } from './verification';
import type { Workspace } from '../config/workspace';
import type { Progress } from '../kernel/progress';
import { describeTarget } from '../python/target';

interface Wanted {
  readonly plan: DependencyPlan;
  readonly functions: string[];
}

/**
 * The dependency sets of bundles: third-party packages, installed once for all functions that require the same, and
 * with one builder for all sets of a target. What can be installed is, whatever becomes of the rest.
 *
 * @returns the keys of those that cannot
 */
export async function installDependencies(
  workspace: Workspace, store: Store, plans: readonly BundlePlan[], progress: Progress, failures: FailureList,
): Promise<ReadonlySet<string>> {
  const absent = wantedBy(plans).filter(({ plan }) => !store.find(plan.key));
  const failed = new Set<string>();
  for (const group of groupByTarget(absent)) {
    const without = await failures.narrow(group, ({ functions }) => functions, (some) => installTogether(workspace, store, some, progress));
    for (const { plan } of without) failed.add(plan.key);
  }
  return failed;
}

async function installTogether(workspace: Workspace, store: Store, group: readonly Wanted[], progress: Progress): Promise<void> {
  const { mode, target } = group[0].plan;
  const title = `${[...new Set(group.flatMap((wanted) => wanted.functions))].join(', ')}: packages for ${describeTarget(target)} (${mode})`;
  await progress.during(title, (onLine) => store.withScratch(async (scratch) => {
    const installations = group.filter(({ plan }) => !store.find(plan.key)).map((wanted) => prepare(scratch, wanted));
    if (installations.length > 0) await new BUILDERS[mode](workspace).install(installations, onLine);
    for (const installation of installations) await publish(workspace, store, installation);
  }));
}

function prepare(scratch: string, wanted: Wanted): Installation {
  const [input, directory] = ['input', 'output'].map((name) => join(scratch, name, wanted.plan.key));
  for (const folder of [input, directory]) mkdirSync(folder, { recursive: true });
  writeInput(wanted.plan, input);
  return { ...wanted, input, directory };
}

async function publish({ root }: Workspace, store: Store, { plan, functions, directory: installed }: Installation): Promise<void> {
  const { mode, target } = plan;
  normalise(installed, plan.kind === 'packages' ? plan.contents : {});
  const file = plan.kind === 'packages' ? plan.requirements.path : plan.path;
  const large = verifySize(installed);
  refuse(functions.join(', '), large, `require less in ${file}, or set slim in .projenrc.ts, which leaves tests and sources out`);
  const { problems, warnings } = verifyDependencies(installed, plan, root);
  refuse(functions.join(', '), problems, `pin versions that fit in ${file}${orInDocker(mode)}`);
  await store.publish(plan.key, async (directory) => {
    renameSync(installed, directory);
    return { mode, pythonVersion: target.pythonVersion, architecture: target.architecture, packages: installedPackages(directory), warnings };
  });
}

function wantedBy(plans: readonly BundlePlan[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { dependencies, function: { name } } of plans) {
    for (const plan of dependencies) {
      const same = wanted.get(plan.key) ?? { plan, functions: [] };
      same.functions.push(name);
      wanted.set(plan.key, same);
    }
  }
  return [...wanted.values()];
}

function groupByTarget(wanted: readonly Wanted[]): Wanted[][] {
  const groups = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const { mode, image, target } = one.plan;
    const id = `${mode} ${image} ${target.platform} ${target.pythonVersion}`;
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  return [...groups.values()];
}
