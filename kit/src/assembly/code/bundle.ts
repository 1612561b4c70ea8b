import { hashFile } from '../../bundling/store/manifest';
import type { StageSettings } from '../../config/settings';
import type { FileAsset } from '../assets';
import type { BundleRecord } from '../record';

/** Why a bundle is not the one that its template records, or not one that its stage allows. */
export function bundleProblems(record: BundleRecord, { key, packaging, source }: FileAsset, stage: StageSettings): string[] {
  if (record.mode === 'skip') return ['bundling was skipped, so its packages are missing'];
  const allowed: readonly string[] = stage.modes;
  return [
    ...(record.stage === stage.name ? [] : [`it was assembled for ${record.stage}`]),
    ...(allowed.includes(record.mode) ? [] : [`it was bundled in the mode '${record.mode}', and ${stage.name} takes ${allowed.join(', ')}`]),
    ...(stage.production && record.purpose !== 'release' ? [`it was bundled to ${record.purpose}, and production takes releases only`] : []),
    ...(record.key?.startsWith(`${record.mode}-`) ? [] : ['its record contradicts itself: the mode is not that of the key']),
    ...(record.artifact === undefined || key === `${record.artifact}.zip` ? [] : ['its record belongs to other code than the template deploys']),
    ...(record.artifact === undefined ? ['its record has no hash of its zip'] : []),
    ...(packaging !== 'file' ? ['its code is no zip'] : record.artifact === undefined || hashFile(source).sha256 === record.artifact ? [] : ['its zip was altered after it was bundled']),
  ];
}
