import type { StageSettings } from '../../config/policy';
import { contentHash, describeFiles } from '../../bundling/store/manifest';
import type { FileAsset } from '../assets';
import { type BundleRecord, assetHashOf } from '../record';

/** Whether a bundle is the one that its template records, and one that its stage allows. */
export function bundleProblems(record: BundleRecord, asset: FileAsset, stage: StageSettings): { problems: string[]; artifact: string } {
  if (record.mode === 'skip') return { problems: ['bundling was skipped, so its packages are missing'], artifact: '' };
  const allowed: readonly string[] = stage.modes;
  const found = asset.packaging === 'zip' ? contentHash(describeFiles(asset.source)) : '';
  const problems = [
    ...(record.stage === stage.name ? [] : [`it was assembled for ${record.stage}`]),
    ...(allowed.includes(record.mode) ? [] : [`it was bundled in the mode '${record.mode}', and ${stage.name} takes ${allowed.join(', ')}`]),
    ...(stage.production && record.purpose !== 'release' ? [`it was bundled to ${record.purpose}, and production takes releases only`] : []),
    ...(record.key?.startsWith(`${record.mode}-`) ? [] : ['its record contradicts itself: the mode is not that of the key']),
    ...(record.key && asset.key === `${assetHashOf(record.key)}.zip` ? [] : ['its record belongs to other code than the template deploys']),
    ...(!record.contentHash ? ['its record has no hash of the content'] : found === record.contentHash ? [] : ['its staged code was altered after it was bundled']),
  ];
  return { problems, artifact: found };
}
