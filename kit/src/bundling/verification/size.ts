import { type Findings, NONE, problems, warnings } from './findings';
import { SIZE_LIMIT, describeSize } from '../../config/code-size';
import type { Distribution } from '../../python/distributions';

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
  const largest = describeLargest(sizes, distributions);
  if (total > SIZE_LIMIT) return problems([`it has ${total} bytes unzipped, and Lambda takes ${SIZE_LIMIT}; the largest parts: ${largest}`]);
  return warnings([`it has ${describeSize(total)} unzipped, ${Math.round(total / SIZE_LIMIT * 100)} % of what Lambda takes; the largest parts: ${largest}`]);
}

/** What a package takes of a bundle. */
export interface PackageSize {
  /** Empty for the function's own files, which no package records. */
  readonly name: string;
  readonly version: string;
  readonly sizeBytes: number;
}

/** Packages by the files that they record, the largest first. */
export function packageSizes(sizes: ReadonlyMap<string, number>, distributions: readonly Distribution[]): PackageSize[] {
  const owners = new Map(distributions.flatMap((distribution) => distribution.files.map(({ path }) => [path, distribution] as const)));
  const bytes = new Map<Distribution | undefined, number>();
  for (const [path, size] of sizes) {
    const owner = owners.get(path);
    bytes.set(owner, (bytes.get(owner) ?? 0) + size);
  }
  return [...bytes].sort((a, b) => b[1] - a[1])
    .map(([owner, sizeBytes]) => ({ name: owner?.name ?? '', version: owner?.version ?? '', sizeBytes }));
}

function describeLargest(sizes: ReadonlyMap<string, number>, distributions: readonly Distribution[]): string {
  return packageSizes(sizes, distributions).slice(0, NAMED)
    .map(({ name, version, sizeBytes }) => `${name ? `${name} ${version}` : 'its own files'} ${describeSize(sizeBytes)}`)
    .join(', ');
}
