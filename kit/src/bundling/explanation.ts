import { type BundleInputs, type BundlePlan, type FileFacts, type InputChange, changesBetween, excludingPattern, fingerprint } from './plan';
import { decideFor, resolvePlan } from './resolution';
import { Store } from './store/store';
import type { BuildMode, Decision } from '../config/policy';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';

/** How a function is bundled and why, and what its next bundle is made anew for. */
export interface Explanation extends Decision {
  readonly function: string;
  /** What the decision comes to when a bundle is wanted: `auto` and `skip` build nothing by themselves. */
  readonly buildMode: BuildMode;
  readonly key: string;
  /** There is a bundle with this key, so that none is made. */
  readonly stored: boolean;
  /** Key of the bundle that the function had last, if it is kept. */
  readonly last?: string;
  /** What is not as it was for that one. @default - unknown, without one */
  readonly changes?: readonly InputChange[];
}

/**
 * Explains what bundling would do, and bundles nothing.
 *
 * @throws Failure 65 when the function's files are not in order, or a release is not locked
 */
export async function explain(workspace: Workspace, fn: FunctionSettings): Promise<Explanation> {
  const decision = decideFor(fn);
  const plan = await resolvePlan(workspace, fn);
  const { key, mode: buildMode } = plan;
  const store = Store.of(workspace);
  const last = store.lastTakenBy(fn.name);
  return {
    function: fn.name, ...decision, buildMode, key, stored: store.has(key),
    ...(last?.inputs && { last: last.key, changes: changesBetween(last.inputs as BundleInputs, plan.inputs, factsOf(workspace, plan)) }),
  };
}

function factsOf({ root, settings }: Workspace, { function: fn, sources }: BundlePlan): FileFacts {
  return {
    excludedBy: (path) => {
      const pattern = excludingPattern(root, fn, path);
      return pattern && `'${pattern}' of ${settings.exclude?.includes(pattern) ? 'bundling.exclude' : `functions.${fn.name}.exclude`}`;
    },
    hashInOtherMode: (path) => {
      const file = sources.find((one) => one.path === path);
      return file && fingerprint([{ ...file, executable: !file.executable }]);
    },
  };
}
