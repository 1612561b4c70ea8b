import { lstatSync } from 'node:fs';
import { type FileAsset, assetAt } from '../assets';
import { isObject, nameOf } from '../templates';
import type { GuardContext } from './code-kind';
import { contentHash, describeFiles, hashFile } from '../../bundling/store/manifest';

/** The asset that a template's `S3Bucket` and `S3Key` mean, or why there is none. */
export function stagedAsset(source: unknown, { assets }: GuardContext): FileAsset | string {
  const { S3Bucket, S3Key } = isObject(source) ? source : {};
  const bucket = nameOf(S3Bucket);
  if (bucket === undefined || typeof S3Key !== 'string') return 'only CloudFormation knows where its code is';
  const asset = assetAt(assets, bucket, S3Key);
  if (!asset) return `its code is no asset of the assembly: ${bucket}/${S3Key}`;
  const kind = lstatSync(asset.source, { throwIfNoEntry: false });
  return (asset.packaging === 'zip' ? kind?.isDirectory() : kind?.isFile()) ? asset : 'its zip is not in the assembly';
}

/** What aws-cdk-lib ships with the same content, by its place in the library. */
export function libraryPlace({ packaging, source }: FileAsset, { library }: GuardContext): string | undefined {
  if (packaging === 'file') return library.files.get(hashFile(source).sha256);
  return library.folders.get(contentHash(describeFiles(source)));
}
