import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adviseImport } from './import-advice';
import type { BundlePlan } from './plan';
import { FolderTree, importProblems, refuse } from './verification';
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
  const own = new Set(sources.map(({ path }) => path));
  const tree = new FolderTree(directory);
  const read = (path: string) => (own.has(path) ? readFileSync(join(directory, path), 'utf8') : undefined);
  const found = importProblems({ handler: fn.handler, python: fn.pythonVersion, tree, read, besides });
  const advice = found.map((problem) => adviseImport(problem, { root, function: fn, lock: requirements.path }));
  refuse(fn.name, advice.map(({ what }) => what), [...new Set(advice.map(({ fix }) => fix))].join('; '));
}
