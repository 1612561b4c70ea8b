import type { Distribution } from './distributions';
import { type Findings, NONE, problems, warnings } from './findings';

/** Lambda's limit for code and layers, unzipped, in bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const SIZE_LIMIT = 262_144_000;

const WARN_FROM = 0.8;
const NAMED = 10;

/**
 * Whether Lambda takes a bundle, and if not, what makes it so large.
 *
 * @param sizes bytes of each file, by path
 */
export function sizeFindings(sizes: ReadonlyMap<string, number>, distributions: readonly Distribution[]): Findings {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  if (total < SIZE_LIMIT * WARN_FROM) return NONE;
  const largest = largestParts(sizes, distributions).map(([name, size]) => `${name} ${describeSize(size)}`).join(', ');
  if (total > SIZE_LIMIT) return problems([`it has ${total} bytes unzipped, and Lambda takes ${SIZE_LIMIT}; the largest parts: ${largest}`]);
  return warnings([`it has ${describeSize(total)} unzipped, ${Math.round(total / SIZE_LIMIT * 100)} % of what Lambda takes; the largest parts: ${largest}`]);
}

/** Packages by the files that they record, the largest first. What no package records is the function's own. */
function largestParts(sizes: ReadonlyMap<string, number>, distributions: readonly Distribution[]): [string, number][] {
  const owners = new Map(distributions.flatMap(({ name, version, files }) => files.map(({ path }) => [path, `${name} ${version}`] as const)));
  const parts = new Map<string, number>();
  for (const [path, size] of sizes) {
    const owner = owners.get(path) ?? 'its own files';
    parts.set(owner, (parts.get(owner) ?? 0) + size);
  }
  return [...parts].sort((a, b) => b[1] - a[1]).slice(0, NAMED);
}

export function describeSize(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
