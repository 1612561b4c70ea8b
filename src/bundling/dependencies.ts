import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Builder, Installation } from './builder';
import { DockerBuilder } from './docker-builder';
import { ImageBuilder } from './image-builder';
import { LocalBuilder } from './local-builder';
import { normalise } from './normalise';
import type { BundlePlan, DependencyPlan } from './plan';
import type { BuildMode } from './policy';
import type { Progress } from './progress';
import type { Store } from './store';
import { describeTarget } from './target';
import { dependencyProblems, installedPackages, refuse } from './verification';
import type { Workspace } from './workspace';

interface Wanted {
  readonly plan: DependencyPlan;
  readonly functions: string[];
}

/**
 * The first layer of bundles: third-party packages, installed once for all functions that require the same, and
 * with one builder for all sets of a target.
 */
export async function installDependencies(workspace: Workspace, store: Store, plans: readonly BundlePlan[], progress: Progress): Promise<void> {
  const absent = wantedBy(plans).filter(({ plan }) => !store.find(plan.key));
  for (const group of groupByTarget(absent)) {
    const { mode, target } = group[0].plan;
    const title = `${group.flatMap((wanted) => wanted.functions).join(', ')}: packages for ${describeTarget(target)} (${mode})`;
    await progress.during(title, (onLine) => store.withScratch(async (scratch) => {
      const installations = group.map((wanted) => ({ ...wanted, directory: join(scratch, wanted.plan.key) }));
      for (const { directory } of installations) mkdirSync(directory);
      await builderFor(mode, workspace).install(installations, onLine);
      for (const installation of installations) await publish(store, installation);
    }));
  }
}

async function publish(store: Store, { plan, functions, directory: installed }: Installation): Promise<void> {
  const { mode, requirements, target } = plan;
  normalise(installed);
  const remedy = mode === 'local' ? ', or bundle in Docker' : '';
  refuse(functions.join(', '), dependencyProblems(installed, requirements, target), `pin versions that fit in ${requirements.path}${remedy}`);
  await store.publish(plan.key, async (directory) => {
    renameSync(installed, directory);
    return { mode, pythonVersion: target.pythonVersion, architecture: target.architecture, packages: installedPackages(directory) };
  });
}

function wantedBy(plans: readonly BundlePlan[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const { dependencies: plan, function: fn } of plans) {
    const same = wanted.get(plan.key) ?? { plan, functions: [] };
    same.functions.push(fn.name);
    wanted.set(plan.key, same);
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

function builderFor(mode: BuildMode, workspace: Workspace): Builder {
  if (mode === 'docker') return new DockerBuilder(workspace);
  return mode === 'in-image' ? new ImageBuilder(workspace) : new LocalBuilder(workspace);
}
