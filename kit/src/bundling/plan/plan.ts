import { createHash } from 'node:crypto';
import { type BundleInputs, inputsOf } from './inputs';
import { type SourceFile, fingerprint, listPackage, listSources } from './sources';
import { BUILD_MODE_TRAITS } from '../../config/build-modes';
import type { BuildMode, Purpose } from '../../config/policy';
import type { BundleContents, FunctionSettings } from '../../config/settings';
import type { Workspace } from '../../config/workspace';
import { ExitCode, Failure } from '../../kernel/failure';
import { holds } from '../../python/marker';
import { type Requirements, requirementsText, withoutRuntimePackages } from '../../python/requirements';
import { type Target, describeTarget, targetOf } from '../../python/target';
import { UV_VERSION } from '../../toolchain/uv-release';
import { knownRequirements, readRequirements } from '../locks/lock';

/** Raise it when the same inputs shall make other bytes. */
const SCHEMA = 2;

interface DependencySetPlan {
  readonly key: string;
  readonly mode: BuildMode;
  readonly target: Target;
  readonly image: string;
}

/** Third-party packages, which several functions can share. */
export interface PackagesPlan extends DependencySetPlan {
  readonly kind: 'packages';
  readonly requirements: Requirements;
  readonly contents: BundleContents;
}

/** A package of this checkout, built from its sources. */
export interface LocalPackagePlan extends DependencySetPlan {
  readonly kind: 'local package';
  /** Relative to the root. */
  readonly path: string;
  readonly files: readonly SourceFile[];
}

export type DependencyPlan = PackagesPlan | LocalPackagePlan;

/** How one function's bundle is made, and the key under which it is kept. */
export interface BundlePlan {
  readonly key: string;
  readonly mode: BuildMode;
  readonly target: Target;
  readonly function: FunctionSettings;
  readonly requirements: Requirements;
  readonly dependencies: readonly DependencyPlan[];
  readonly sources: readonly SourceFile[];
  /** All that the key was derived from. */
  readonly inputs: BundleInputs;
}

/** The plan of a bundle, unless a tool has to export the function's lock first. */
export function knownPlan(workspace: Workspace, fn: FunctionSettings, mode: BuildMode, purpose: Purpose): BundlePlan | undefined {
  const requirements = knownRequirements(workspace, fn);
  return requirements && planWith(workspace, fn, mode, purpose, requirements);
}

/**
 * Reads the inputs of a bundle and derives its key from what changes its bytes, and from nothing else: no path,
 * index address, credential or time.
 *
 * @throws Failure 65 when the function's files are not in order, or a release is not locked
 */
export async function planBundle(workspace: Workspace, fn: FunctionSettings, mode: BuildMode, purpose: Purpose): Promise<BundlePlan> {
  return planWith(workspace, fn, mode, purpose, await readRequirements(workspace, fn));
}

/** The key of a function's plain sources, as `skip` stages them. The mode in it keeps it apart from every bundle. */
export function planSources({ root }: Workspace, fn: FunctionSettings): string {
  return keyOf('skip', { sources: fingerprint(listSources(root, fn)) });
}

function planWith({ root }: Workspace, fn: FunctionSettings, mode: BuildMode, purpose: Purpose, requirements: Requirements): BundlePlan {
  refuseUnlocked(fn, purpose, requirements);
  const target = targetOf(fn);
  const { usesBuildImage } = BUILD_MODE_TRAITS[mode];
  const base = { mode, target, image: fn.image };
  const builder = {
    builder: usesBuildImage ? `uv ${UV_VERSION} in ${fn.image}` : `uv ${UV_VERSION}`,
    python: target.pythonVersion,
    architecture: target.architecture,
    platform: target.platform,
  };
  const packages = packagesPlan(base, builder, fn.contents, requirements);
  const local = localPaths(requirements, target).map((path): LocalPackagePlan => {
    const files = listPackage(root, path, fn.name);
    return { ...base, kind: 'local package', key: keyOf(mode, { ...builder, package: fingerprint(files) }), path, files };
  });
  const sources = listSources(root, fn);
  const dependencies = [packages, ...local];
  const inputs = inputsOf(SCHEMA, fn, mode, target, { requirements: packages.requirements, packages: local, sources });
  const key = keyOf(mode, { inputs: JSON.stringify(inputs) });
  return { key, mode, target, function: fn, requirements: packages.requirements, dependencies, sources, inputs };
}

/** Folders of the local packages that the target wants. Their markers are decided here: a folder is built without one. */
function localPaths({ local, path }: Requirements, target: Target): string[] {
  const wanted = local.filter(({ marker, path: folder }) => {
    const verdict = marker === undefined || holds(marker, target);
    if (verdict !== undefined) return verdict;
    throw new Failure(`nobody can tell whether ${describeTarget(target)} wants ${folder}: ${marker}`, {
      code: ExitCode.BAD_INPUT, where: path, fix: 'take the marker out, or ask for no more than the Python version, the platform and the processor',
    });
  });
  return [...new Set(wanted.map((one) => one.path))];
}

function packagesPlan(base: Omit<DependencySetPlan, 'key'>, builder: Record<string, string>, contents: BundleContents, all: Requirements): PackagesPlan {
  const requirements = contents.omitRuntimePackages ? withoutRuntimePackages(all) : all;
  const key = keyOf(base.mode, {
    ...builder, requirements: requirementsText(requirements), slim: String(contents.slim), bytecode: String(contents.bytecode),
  });
  return { ...base, kind: 'packages', key, requirements, contents };
}

function refuseUnlocked(fn: FunctionSettings, purpose: Purpose, { locked, path }: Requirements): void {
  if (locked || (purpose !== 'release' && !fn.contents.omitRuntimePackages)) return;
  throw new Failure(`${path} is not locked: every package needs a version and a hash, or a commit`, {
    code: ExitCode.BAD_INPUT, where: fn.name, fix: `npx projen lock ${fn.name}`,
  });
}

function keyOf(mode: string, inputs: Readonly<Record<string, string>>): string {
  const canonical = JSON.stringify({ schema: SCHEMA, mode, ...Object.fromEntries(Object.entries(inputs).sort()) });
  return `${mode}-${createHash('sha256').update(canonical).digest('hex')}`;
}
