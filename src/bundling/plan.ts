import { createHash } from 'node:crypto';
import type { BuildMode, FunctionSettings } from './policy';
import { type Requirements, readRequirements } from './requirements';
import { type SourceFile, fingerprint, listSources } from './sources';
import { type Target, targetOf } from './target';
import { UV_VERSION } from './uv-release';
import type { Workspace } from './workspace';

/** Raise it when the same inputs shall make other bytes. */
const SCHEMA = 1;

/** Third-party packages that several functions can share. */
export interface DependencyPlan {
  readonly key: string;
  readonly mode: BuildMode;
  readonly target: Target;
  readonly image: string;
  readonly requirements: Requirements;
}

/** How one function's bundle is made, and the key under which it is kept. */
export interface BundlePlan {
  readonly key: string;
  readonly mode: BuildMode;
  readonly function: FunctionSettings;
  readonly sources: readonly SourceFile[];
  readonly dependencies: DependencyPlan;
}

/**
 * Reads the inputs of a bundle and derives its key from what changes its bytes, and from nothing else: no path,
 * index address, token or time.
 *
 * @throws Failure 65 when the function's files are not in order
 */
export function planBundle(workspace: Workspace, fn: FunctionSettings, mode: BuildMode): BundlePlan {
  const target = targetOf(fn);
  const requirements = readRequirements(workspace.root, fn);
  const dependencies = {
    key: keyOf(mode, {
      builder: mode === 'local' ? `uv ${UV_VERSION}` : `uv ${UV_VERSION} in ${fn.image}`,
      python: target.pythonVersion,
      architecture: target.architecture,
      platform: target.platform,
      requirements: requirements.text,
    }),
    mode, target, image: fn.image, requirements,
  };
  const sources = listSources(workspace.root, fn);
  return { key: keyOf(mode, { dependencies: dependencies.key, sources: fingerprint(sources) }), mode, function: fn, sources, dependencies };
}

/** The key of a function's plain sources, as `skip` stages them. The mode in it keeps it apart from every bundle. */
export function planSources(workspace: Workspace, fn: FunctionSettings): string {
  return keyOf('skip', { sources: fingerprint(listSources(workspace.root, fn)) });
}

function keyOf(mode: string, inputs: Readonly<Record<string, string>>): string {
  const canonical = JSON.stringify({ schema: SCHEMA, mode, ...Object.fromEntries(Object.entries(inputs).sort()) });
  return `${mode}-${createHash('sha256').update(canonical).digest('hex')}`;
}
