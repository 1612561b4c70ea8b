import { copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { refuseBrokenImports } from './imports';
import { type Origin, Overlay } from './overlay';
import { type BundlePlan, type DependencyPlan, type SourceFile, listMissed, refuseChanged } from './plan';
import type { Description } from './store/description';
import { settleMode } from './store/file-modes';
import { type FileEntry, describeEntry } from './store/manifest';
import type { Store, Stored } from './store/store';
import { localDependencyProblems, ownerOf, refuse, verifyBundle } from './verification';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

/**
 * Puts a bundle together in a folder that is not there yet: the function's own files on top of its packages.
 *
 * @throws Failure 65 when it is not in order, 75 when a file is no longer what the key was derived from
 */
export function compose({ root }: Workspace, store: Store, plan: BundlePlan, directory: string): Description {
  const { function: fn, mode, target } = plan;
  const sets = plan.dependencies.map((dependency) => setOf(dependency, store, fn.name));
  const missing = localDependencyProblems(plan, sets.map(({ stored }, i) => ({ plan: plan.dependencies[i], directory: stored.directory })));
  refuse(fn.name, missing, `npx projen lock ${fn.name}, or add it to ${plan.requirements.path}`);
  mkdirSync(directory);
  const overlay = new Overlay(fn.name);
  const folders = new Set([directory]);
  const placeFor = (path: string): string => {
    const to = join(directory, path);
    if (!folders.has(dirname(to))) mkdirSync(dirname(to), { recursive: true });
    folders.add(dirname(to));
    return to;
  };
  const files: [string, FileEntry][] = [];
  const spliced = new Map<string, number>();
  for (const [i, { stored, origin }] of sets.entries()) {
    for (const [path, entry] of Object.entries(stored.manifest.files)) {
      if (!overlay.add(path, entry.sha256, origin)) continue;
      linkSync(join(stored.directory, path), placeFor(path));
      files.push([path, entry]); // it was hashed in its dependency set, and checked just now
      spliced.set(path, i); // and compressed
    }
  }
  for (const source of plan.sources) {
    const { path, sha256, absolute } = source;
    overlay.add(path, sha256, { nameOf: () => 'the function', fix: `rename ${relative(root, absolute)}`, own: true });
    copySource(source, placeFor(path), fn.name);
    const entry = describeEntry(directory, { path, kind: 'file' });
    refuseChanged(source, entry.sha256, fn.name);
    files.push([path, entry]);
  }
  const found = verifyBundle(directory, plan, root);
  refuse(fn.name, found.problems, `correct ${fn.entry}, or functions.${fn.name} in .projenrc.ts`);
  refuseBrokenImports(root, plan, directory);
  const manifests = sets.map(({ stored }) => stored.manifest);
  return {
    mode,
    pythonVersion: target.pythonVersion,
    architecture: target.architecture,
    packages: manifests.flatMap(({ packages }) => packages).sort(),
    warnings: [...manifests.flatMap(({ warnings }) => warnings ?? []), ...found.warnings, ...missed(root, plan)],
    inputs: plan.inputs,
    files: Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1))),
    parts: { zips: sets.map(({ stored }) => stored.artifact), of: spliced },
  };
}

function setOf(plan: DependencyPlan, store: Store, user: string): { stored: Stored; origin: Origin } {
  const stored = store.find(plan.key);
  if (!stored) throw new Failure('its packages vanished from the store', { code: ExitCode.TRY_AGAIN, where: user, fix: 'npx projen bundle' });
  if (plan.kind === 'local package') return { stored, origin: { nameOf: () => plan.path, fix: `rename it in ${plan.path}` } };
  const nameOf = (path: string) => `${ownerOf(stored.directory, path) ?? 'a package'} of ${plan.requirements.path}`;
  return { stored, origin: { nameOf } };
}

function copySource(source: SourceFile, to: string, user: string): void {
  try {
    copyFileSync(source.absolute, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') refuseChanged(source, undefined, user);
    throw error;
  }
  settleMode(to, source.executable);
}

function missed(root: string, { function: fn }: BundlePlan): string[] {
  const paths = listMissed(root, fn);
  return paths.length === 0 ? [] : [`left out, as sample events and secrets are: ${paths.slice(0, 10).join(', ')}${paths.length > 10 ? ` and ${paths.length - 10} more` : ''}`];
}
