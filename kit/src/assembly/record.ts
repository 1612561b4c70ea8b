import { createHash } from 'node:crypto';

/** Key of a function's metadata in a template, under which its bundle is recorded. */
export const BUNDLE_METADATA = 'PythonLambdaBundle';

/** What a template says of a function's code, for the guard to hold against what is really there. */
export interface BundleRecord {
  readonly function: string;
  /** Key of the bundle; it begins with the mode, and CDK's asset hash is derived from it. */
  readonly key: string;
  readonly purpose: string;
  /** The stage that the template was synthesised for. */
  readonly stage: string;
  readonly mode: string;
  /** Hash of all files, or nothing where bundling was skipped. */
  readonly contentHash?: string;
}

/** How CDK derives an asset's hash from a key that it is given. */
export function assetHashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
