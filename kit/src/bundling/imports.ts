import { readFileSync } from 'node:fs';
import { adviseImport } from './import-advice';
import { findLock } from './locks/lock';
import { type BundlePlan, type SourceFile, listSources } from './plan';
import { FolderTree, PathTree, type Tree, findModule, importProblems, refuse } from './verification';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { isRuntimeModule } from '../python/requirements';

/**
 * Holds what the function's files import against what is there: what would fail in Lambda fails here, in every mode and
 * without an engine.
 *
 * @param directory of the whole bundle
 * @param besides what else brings top-level modules
 * @throws Failure 65 with every import that cannot work, and what helps
 */
export function refuseBrokenImports(
  root: string, { function: fn, sources, requirements }: Pick<BundlePlan, 'function' | 'sources' | 'requirements'>, directory: string, besides = isRuntimeModule,
): void {
  refuseIn(new FolderTree(directory), root, fn, sources, requirements.path, besides);
}

/**
 * As {@link refuseBrokenImports}, where there is no bundle: tests find code that the bundle would not have.
 *
 * @param packages the folder of installed packages, those of the tests among them
 * @throws Failure 65 as well for a function whose files are not in order
 */
export function refuseUndeclaredImports({ root }: Workspace, fn: FunctionSettings, packages: string): void {
  const sources = listSources(root, fn);
  const installed = new FolderTree(packages);
  const besides = (module: string) => isRuntimeModule(module) || findModule(installed, '', module) !== undefined;
  refuseIn(new PathTree(sources.map(({ path }) => path)), root, fn, sources, findLock(root, fn)?.path ?? `${fn.entry}/requirements.txt`, besides);
}

function refuseIn(
  tree: Tree, root: string, fn: FunctionSettings, sources: readonly SourceFile[], lock: string, besides: (module: string) => boolean,
): void {
  const own = new Map(sources.map(({ path, absolute }) => [path, absolute]));
  const read = (path: string) => (own.has(path) ? readFileSync(own.get(path)!, 'utf8') : undefined);
  const found = importProblems({ handler: fn.handler, python: fn.pythonVersion, tree, read, besides });
  const advice = found.map((problem) => adviseImport(problem, { root, function: fn, lock }));
  refuse(fn.name, advice.map(({ what }) => what), [...new Set(advice.map(({ fix }) => fix))].join('; '));
}
