import { ExitCode, Failure } from './failure';

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
  /** Folders of packages in this checkout, relative to the root. */
  readonly local: readonly string[];
  /** Options for the installer, such as index addresses. They name where packages come from, and not which. */
  readonly options: readonly string[];
  readonly pins: readonly Pin[];
  /** Every requirement is pinned: to a version and a hash, or to a commit. */
  readonly locked: boolean;
}

/** What Lambda's Python runtimes bring along. @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html */
const RUNTIME_PACKAGES = ['boto3', 'botocore', 's3transfer', 'jmespath', 'urllib3', 'python-dateutil', 'six'];

/**
 * Reads requirements in pip's format.
 *
 * @param path for messages, and the place that local packages are relative to
 * @param localTo makes a local package's path relative to the root
 */
export function parseRequirements(path: string, content: string, localTo: (path: string) => string = (p) => p): Requirements {
  const lines = content
    .replace(/^\s*#.*$/gm, '') // a comment cannot continue on the next line
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .sort();
  const local = lines.filter(isLocal);
  const options = lines.filter((line) => line.startsWith('-') && !isLocal(line));
  const included = options.find((line) => /^(-r|--requirement|-c|--constraint)\b/.test(line));
  if (included) {
    throw new Failure(`${path} includes another file (${included}), whose changes nobody would notice`, {
      code: ExitCode.BAD_INPUT, where: path, fix: 'put all pins into this file; requirements.in may include others, and npx projen lock resolves them',
    });
  }
  const direct = lines.filter((line) => / @ |^git\+/.test(line) && !isLocal(line));
  const registry = lines.filter((line) => !local.includes(line) && !options.includes(line) && !direct.includes(line));
  return fromParts(path, { registry, direct, options, local: local.map((line) => localTo(localPath(line))) });
}

/** The same requirements without what Lambda's runtime provides. */
export function withoutRuntimePackages(requirements: Requirements): Requirements {
  return fromParts(requirements.path, {
    ...requirements,
    registry: requirements.registry.filter((line) => !RUNTIME_PACKAGES.includes(nameOf(line))),
  });
}

/** What decides which third-party packages are installed; credentials in an address do not. */
export function requirementsText({ registry, direct }: Requirements): string {
  return [...registry, ...direct.map((line) => line.replace(/\/\/[^/@]*@/, '//'))].join('\n');
}

export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

type Parts = Pick<Requirements, 'registry' | 'direct' | 'options' | 'local'>;

function fromParts(path: string, { registry, direct, options, local }: Parts): Requirements {
  const pins = registry.map(parsePin).filter((pin): pin is Pin => pin !== undefined);
  const hashed = pins.length === registry.length && registry.every((line) => line.includes('--hash='));
  const commits = direct.every((line) => /@[0-9a-f]{40}(?:[#\s;]|$)|#sha256=[0-9a-f]{64}/.test(line));
  return { path, registry, direct, options, local, pins, locked: hashed && commits };
}

function parsePin(line: string): Pin | undefined {
  const match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==(?!=)\s*([^\s;,*]+)\s*(?:;\s*(.*?))?\s*(?:--hash=.*)?$/.exec(line);
  if (!match) return undefined;
  return { name: normaliseName(match[1]), version: match[2], ...(match[3] && { marker: match[3] }) };
}

/** `./libs/money`, `-e ./libs/money`, `money @ file:../money`. */
function isLocal(line: string): boolean {
  return /^(-e |--editable )?(\.{1,2}\/|file:)/.test(line) || / @ file:/.test(line);
}

function localPath(line: string): string {
  return line.replace(/^(-e |--editable )/, '').replace(/^.* @ /, '').replace(/^file:(\/\/)?/, '').replace(/\s*;.*$/, '').replace(/\[[^\]]*\]$/, '');
}

function nameOf(line: string): string {
  return normaliseName(/^[\w.-]+/.exec(line)?.[0] ?? line);
}
