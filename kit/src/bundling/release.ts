import { type Bundle, bundleAll } from './bundle';
import { resolvePlan } from './resolution';
import { goByProofs, storeOf, writeProof } from './store/proof';
import { Store } from './store/store';
import { type FunctionSettings, PROOF_VARIABLE } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';
import type { Progress } from '../kernel/progress';

interface ReleaseBundles {
  readonly bundles: readonly Bundle[];
  /** SHA-256 of what was made, which is handed to whoever goes on with it. */
  readonly proof: string;
}

/**
 * Makes the bundles of a release, and takes nothing from the store that this process, or one that a proof was handed
 * over from, did not make. This process and its children go by the proof from then on.
 *
 * @throws Failure as bundling does, and 65 when the store is not as the proof says
 */
export async function bundleForRelease(workspace: Workspace, functions: readonly FunctionSettings[], progress: Progress): Promise<ReleaseBundles> {
  const bundles = await bundleAll(workspace, functions, progress);
  const proof = writeProof(storeOf(workspace.root));
  goByProofs([proof]);
  return { bundles, proof };
}

/**
 * Takes the bundles that jobs before this one made, and makes none.
 *
 * @param proofs what {@link bundleForRelease} said of them
 * @throws Failure 65 when a bundle is missing or is not what was made, 78 for an empty proof
 */
export async function takeBundles(workspace: Workspace, functions: readonly FunctionSettings[], proofs: readonly string[]): Promise<void> {
  if (proofs.includes('')) {
    throw new Failure('the proof of the bundles is empty', {
      code: ExitCode.BAD_CONFIG, where: '--bundles', fix: `hand over what the job bundle left in ${PROOF_VARIABLE}: the job needs its artifacts`,
    });
  }
  goByProofs(proofs);
  const store = Store.of(workspace);
  for (const fn of functions) {
    const { key } = await resolvePlan(workspace, fn);
    if (store.findArtifact(key)) continue;
    throw new Failure(`the bundle ${key} is not there, or is damaged`, {
      code: ExitCode.BAD_INPUT, where: fn.name, fix: 'run the job bundle again, and the jobs after it; without --bundles, bundles are made anew',
    });
  }
}
