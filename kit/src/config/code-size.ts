/** Lambda's limit for code and layers, unzipped, in bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const SIZE_LIMIT = 262_144_000;

export function describeSize(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
