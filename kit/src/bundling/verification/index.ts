import { statSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { caseFindings, collisionFindings } from './collisions';
import { contentFindings } from './contents';
import { type Findings, problems, together } from './findings';
import { handlerProblems } from './handler';
import { localPackageProblems, setProblems } from './installed-set';
import { HEAD_BYTES, bytecodeProblems, nativeFindings } from './native-files';
import { pathFileFindings } from './path-files';
import { type PackageSize, packageSizes, sizeFindings } from './size';
import { readDistributions } from '../../python/distributions';
import { tagProblems } from '../../python/wheel-tags';
import type { BundlePlan, DependencyPlan } from '../plan';

export { installedPackages, ownerOf } from '../../python/distributions';
export { type Findings, refuse } from './findings';
export { type ImportProblem, importProblems } from './imports';
export { type PackageMetadata, readPackageMetadata } from '../../python/package-metadata';
export { localDependencyProblems } from './local-dependencies';
export { FolderTree, PathTree, type Tree, findModule } from './modules';
export type { PackageSize } from './size';

/**
 * Holds installed dependencies against their target and their lock.
 *
 * @param root of the checkout, whose path must not be in them
 */
export function verifyDependencies(directory: string, plan: DependencyPlan, root: string): Findings {
  const { target, mode } = plan;
  const distributions = readDistributions(directory);
  const paths = filesIn(directory);
  const heads = new Map<string, Buffer>();
  const contents = contentFindings({ directory, paths, root, ours: plan.kind === 'local package' }, rememberHead(heads));
  return together([
    problems(plan.kind === 'packages' ? setProblems(distributions, plan) : localPackageProblems(distributions, plan)),
    problems(tagProblems(distributions, target, mode)),
    nativeFindings(directory, paths, (path) => heads.get(path)!, target),
    problems(bytecodeProblems(paths, target)),
    collisionFindings(distributions),
    pathFileFindings(directory),
    contents,
  ]);
}

/** Whether installed dependencies alone are more than Lambda takes. They are not read, which takes long for what is that large. */
export function verifySize(directory: string): readonly string[] {
  return sizeFindings(sizesOf(directory), readDistributions(directory)).problems;
}

/**
 * Holds a whole bundle against what Lambda takes and calls. Its dependencies were verified before.
 *
 * @param root of the checkout, whose path must not be in the function's files
 */
export function verifyBundle(directory: string, plan: Pick<BundlePlan, 'function' | 'sources' | 'target'>, root: string): Findings {
  const { function: fn, sources, target } = plan;
  const own = sources.map(({ path }) => path);
  const heads = new Map<string, Buffer>();
  const contents = contentFindings({ directory, paths: own, root, ours: true }, rememberHead(heads));
  const sizes = sizesOf(directory);
  return together([
    problems(handlerProblems(directory, fn, own)),
    nativeFindings(directory, own, (path) => heads.get(path)!, target),
    contents,
    caseFindings(own, [...sizes.keys()]),
    sizeFindings(sizes, readDistributions(directory)),
  ]);
}

/** What each package takes of a bundle, the largest first. */
export function sizesByPackage(directory: string): PackageSize[] {
  return packageSizes(sizesOf(directory), readDistributions(directory));
}

/** A copy: a view would keep the whole file in memory. */
function rememberHead(heads: Map<string, Buffer>): (path: string, content: Buffer) => void {
  return (path, content) => heads.set(path, Buffer.from(content.subarray(0, HEAD_BYTES)));
}

function sizesOf(directory: string): Map<string, number> {
  return new Map(filesIn(directory).map((path) => [path, statSync(join(directory, path)).size]));
}

function filesIn(directory: string): string[] {
  return globSync('**', { cwd: directory, dot: true, followSymbolicLinks: false, expandDirectories: false }).sort();
}
