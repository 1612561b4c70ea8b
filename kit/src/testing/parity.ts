import type { CheckOutcome, Warning } from './outcome';
import type { Bundle } from '../bundling/bundle';
import type { FileEntry } from '../bundling/store/manifest';
import { type Distribution, readDistributions } from '../python/distributions';

/** What differs between two bundles of one function, and why. */
interface Difference {
  /** Normalised; empty for the function's own files. */
  readonly package: string;
  readonly reason: string;
  readonly files: readonly string[];
}

export interface Parity {
  readonly checks: readonly CheckOutcome[];
  readonly warnings: readonly Warning[];
}

const ANY = '*';
const NAMED_FILES = 3;

/** Holds the bundle made in Docker against the one made without it. What the config names may differ. */
export function holdTogether(docker: Bundle, local: Bundle, ms: number): Parity {
  const { name, mayDiffer = [] } = docker.plan.function;
  const differences = differencesOf(docker.stored, local.stored);
  const refused = mayDiffer.includes(ANY) ? [] : differences.filter((one) => !mayDiffer.includes(one.package));
  const without = mayDiffer.filter((allowed) => !differences.some((one) => allowed === ANY || one.package === allowed));
  return {
    checks: refused.length === 0
      ? [{ name: 'parity', kind: 'passed', message: differences.length === 0 ? 'the same files with Docker and without' : 'differs only in what may differ', ms }]
      : refused.map((one) => ({
        name: 'parity', kind: 'no-parity', message: `${one.reason}: ${listed(one.files)}`, ms,
        fix: one.package ? `pin a version that has a wheel for Lambda, or allow it: functions.${name}.mayDiffer: ['${one.package}'] in .projenrc.ts` : 'a file changed meanwhile; run it again',
      })),
    warnings: without.map((allowed) => ({ about: 'parity', message: `functions.${name}.mayDiffer names ${allowed}, of which nothing differs: take it out` })),
  };
}

/** A function that could only be bundled in Docker. */
export function notBundledWithoutDocker(name: string, mayDiffer: readonly string[], check: CheckOutcome): Parity {
  if (check.kind === 'not-run') return { checks: [{ ...check, name: 'parity' }], warnings: [] };
  const message = `without Docker it cannot be bundled: ${check.message}`;
  if (mayDiffer.includes(ANY)) return { checks: [{ name: 'parity', kind: 'passed', message, ms: check.ms }], warnings: [] };
  const fix = `${check.fix}; or, if only Docker shall bundle it, functions.${name}.mayDiffer: ['${ANY}'] in .projenrc.ts`;
  return { checks: [{ ...check, name: 'parity', kind: 'no-parity', message, fix }], warnings: [] };
}

/** By package, in the order of their names; the function's own files come first. */
export function differencesOf(docker: Bundle['stored'], local: Bundle['stored']): Difference[] {
  const [inDocker, inLocal] = [docker, local].map(({ directory }) => readDistributions(directory));
  const owners = new Map([...inDocker, ...inLocal].flatMap(({ name, files }) => files.map(({ path }) => [path, name] as const)));
  const byPackage = new Map<string, string[]>();
  for (const path of differingPaths(docker.manifest.files, local.manifest.files)) {
    const owner = owners.get(path) ?? '';
    byPackage.set(owner, [...byPackage.get(owner) ?? [], path]);
  }
  return [...byPackage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, files]) => ({
    package: name, files, reason: reasonOf(inDocker.find((one) => one.name === name), inLocal.find((one) => one.name === name)),
  }));
}

function differingPaths(a: Readonly<Record<string, FileEntry>>, b: Readonly<Record<string, FileEntry>>): string[] {
  const paths = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...paths].filter((path) => a[path]?.sha256 !== b[path]?.sha256 || a[path]?.mode !== b[path]?.mode).sort();
}

function reasonOf(docker?: Distribution, local?: Distribution): string {
  if (docker && !local) return `${docker.name} ${docker.version} is in the bundle made in Docker only`;
  if (local && !docker) return `${local.name} ${local.version} is in the bundle made without Docker only`;
  if (!docker || !local) return 'its own files differ';
  if (docker.version !== local.version) return `${docker.name} is ${docker.version} in Docker, and ${local.version} without`;
  const [a, b] = [docker, local].map(describeWheel);
  if (a !== b) return `${docker.name} ${docker.version} is ${a} in Docker, and ${b} without`;
  return `${docker.name} ${docker.version} is ${a} on both sides, with other contents, as when each builds it from source`;
}

/** An index takes no wheel for plain `linux`: such a one was built where it is installed. */
function describeWheel({ tags }: Distribution): string {
  const built = tags.some((tag) => /-linux_\w+$/.test(tag));
  return `${built ? 'a build from source' : 'the wheel'} ${tags.join(', ')}`;
}

function listed(files: readonly string[]): string {
  const more = files.length - NAMED_FILES;
  return `${files.slice(0, NAMED_FILES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
