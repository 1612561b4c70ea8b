import { distributionOf } from './import-names';
import { decidingOptions, parseOptions } from './installer-options';
import { type LineKind, type LocalRequirement, kindOf, parseLocal, readLines } from './requirement-lines';
import { withoutCredentials } from '../kernel/address';
import { variable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';

/** One pinned package of a set of requirements. */
export interface Pin {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  readonly version: string;
  /** Environment marker, such as `python_version < "3.12"`. */
  readonly marker?: string;
}

/** The packages that a function requires, whichever file they are written in. */
export interface Requirements {
  /** The file to edit, relative to the root. */
  readonly path: string;
  /** From a package index, one requirement a line without comments, sorted. */
  readonly registry: readonly string[];
  /** From a repository or an address, `name @ url`. */
  readonly direct: readonly string[];
  /** Packages of this checkout, their folders relative to the root. */
  readonly local: readonly LocalRequirement[];
  /** For the installer, in the order of the file: of two indexes, the first that has a package counts. */
  readonly options: readonly string[];
  readonly pins: readonly Pin[];
  /** Every requirement is pinned: to a version and a hash, or to a commit. */
  readonly locked: boolean;
}

/** What Lambda's Python runtimes bring along. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html */
const RUNTIME_PACKAGES = ['boto3', 'botocore', 's3transfer', 'jmespath', 'urllib3', 'python-dateutil', 'six'];

/** What of the runtime's own a function may import. @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html */
const RUNTIME_MODULES = ['awslambdaric', 'snapshot_restore_py'];

/**
 * Reads requirements in pip's format.
 *
 * @param path for messages, and the place that local packages are relative to
 * @param localTo makes a local package's path relative to the root
 * @throws Failure 65 for a line that would be left out
 */
export function parseRequirements(path: string, content: string, localTo: (path: string) => string = (p) => p): Requirements {
  const lines = readLines(path, content).map((line) => ({ ...line, kind: kindOf(line) }));
  const of = (kind: LineKind) => lines.filter((line) => line.kind === kind);
  const sorted = (kind: LineKind) => of(kind).map(({ text }) => text).sort();
  return fromParts(path, {
    registry: sorted('registry'),
    direct: sorted('direct'),
    options: of('option').flatMap(parseOptions),
    local: of('local').map(parseLocal).map((one) => ({ ...one, path: localTo(one.path) })).sort((a, b) => (a.path < b.path ? -1 : 1)),
  });
}

/** The same requirements without what Lambda's runtime provides. */
export function withoutRuntimePackages(requirements: Requirements): Requirements {
  return fromParts(requirements.path, {
    ...requirements,
    registry: requirements.registry.filter((line) => !isRuntimePackage(nameOf(line))),
  });
}

export function isRuntimePackage(name: string): boolean {
  return RUNTIME_PACKAGES.includes(name);
}

/** Whether Lambda's Python runtimes bring a top-level module that the bundle need not have. */
export function isRuntimeModule(name: string): boolean {
  return RUNTIME_MODULES.includes(name) || isRuntimePackage(distributionOf(name));
}

/** What decides which third-party packages are installed. Where they are and who may fetch them does not. */
export function requirementsText({ registry, direct, options }: Requirements): string {
  return [...decidingOptions(options), ...registry, ...direct.map((line) => withoutCredentials(line, isPinned(line))).sort()].join('\n');
}

/**
 * The variables that stand for credentials in a file, as `${NAME}`, for the installer wherever it runs.
 *
 * @throws Failure 78 when one is not set
 */
export function namedVariables(path: string, lines: readonly string[]): Record<string, string> {
  const names = [...new Set(lines.flatMap((line) => [...line.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map(([, name]) => name)))];
  return Object.fromEntries(names.map((name) => {
    const value = variable(name);
    if (value !== undefined) return [name, value];
    throw new Failure(`${path} wants the variable ${name}, which is not set`, {
      code: ExitCode.BAD_CONFIG, where: path, fix: `set ${name}: here by export, in GitLab as a masked variable of the project`,
    });
  }));
}

export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

type Parts = Pick<Requirements, 'registry' | 'direct' | 'options' | 'local'>;

function fromParts(path: string, { registry, direct, options, local }: Parts): Requirements {
  const pins = registry.map(parsePin).filter((pin): pin is Pin => pin !== undefined);
  const hashed = pins.length === registry.length && registry.every((line) => line.includes('--hash='));
  return { path, registry, direct, options, local, pins, locked: hashed && direct.every(isPinned) };
}

/** A repository at a commit, or a file with its hash. */
function isPinned(direct: string): boolean {
  if (/(?:^|@ ?)git\+/i.test(direct)) return /@[0-9a-f]{40}(?:[#\s;]|$)/.test(direct);
  return /[#&]sha256=[0-9a-f]{64}|\s--hash=sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})/.test(direct);
}

function parsePin(line: string): Pin | undefined {
  const match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==(?!=)\s*([^\s;,*]+)\s*(?:;\s*(.*?))?\s*(?:--hash=.*)?$/.exec(line);
  if (!match) return undefined;
  return { name: normaliseName(match[1]), version: match[2], ...(match[3] && { marker: match[3] }) };
}

function nameOf(line: string): string {
  return normaliseName(/^[\w.-]+/.exec(line)?.[0] ?? line);
}
