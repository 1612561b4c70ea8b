/** Key of a function's metadata in a template, under which its bundle is recorded. */
export const BUNDLE_METADATA = 'PythonLambdaBundle';

/** What a template says of a function's code, for the guard to hold against what is really there. */
export interface BundleRecord {
  readonly function: string;
  /** Key of the bundle; it begins with the mode. */
  readonly key: string;
  readonly purpose: string;
  /** The stage that the template was synthesised for. */
  readonly stage: string;
  readonly mode: string;
  /**
   * SHA-256 in hex of the zip that Lambda gets, which is also the hash of its asset, the name of its object in the
   * bucket, and in base64 what Lambda says of it (`CodeSha256`). @default - none where bundling was skipped
   */
  readonly artifact?: string;
}
