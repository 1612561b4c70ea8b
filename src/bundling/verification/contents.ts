import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Findings, problems, together, warnings } from './findings';
import { type Trace, findTrace, hostTraces } from './host-traces';

/** Files that are somebody's own, by their name; a folder ends with a slash. */
const PRIVATE_NAME =
  /(?:^|\/)(?:(?:\.env(?:\.[^/]+)?|[._]netrc|\.pypirc|\.git-credentials|id_(?:rsa|ecdsa|ed25519)|pyvenv\.cfg)$|\.(?:aws|git|venv|ssh)\/)/;
const TEMPLATE_NAME = /\.env\.(example|sample|template|dist)$/;

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n|["'])+[A-Za-z0-9+/=]{16}/;

/** Secrets that can be told by their look. */
const SECRETS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: PRIVATE_KEY, what: 'a private key' },
  { pattern: /\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z0-9]{16}\b[^]{0,300}?(?<![\w/+=])[A-Za-z0-9/+]{40}(?![\w/+=])/, what: 'an AWS access key with its secret' },
  { pattern: /(?<![\w/+=])[A-Za-z0-9/+]{40}(?![\w/+=])[^]{0,300}?\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z0-9]{16}\b/, what: 'an AWS access key with its secret' },
  { pattern: /\b(?:glpat-[\w-]{20,}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|pypi-AgE[\w-]{50,})/, what: 'an access token' },
];

/** Larger files are data. In bytes. */
const TEXT_LIMIT = 2_000_000;

export interface Tree {
  readonly directory: string;
  /** Relative to the directory. */
  readonly paths: readonly string[];
  /** Whether the files are of this project. What others publish cannot be mended here, and their test keys are no secrets. */
  readonly ours: boolean;
  /** Of the checkout. */
  readonly root: string;
}

/** What is secret or of this machine in a tree. Each file is read once; `onContent` is handed all of them. */
export function contentFindings({ directory, paths, ours, root }: Tree, onContent?: (path: string, content: Buffer) => void): Findings {
  const traces = hostTraces(root, ours);
  const found = paths.map((path) => {
    const content = readFileSync(join(directory, path));
    onContent?.(path, content);
    return together([problems(tracesIn(path, content, traces)), ours ? problems(secretsIn(path, content)) : keyWarnings(path, content)]);
  });
  return together([nameFindings(paths, ours), ...found]);
}

function nameFindings(paths: readonly string[], ours: boolean): Findings {
  const found = paths.filter((path) => !TEMPLATE_NAME.test(path)).flatMap((path) => {
    const match = PRIVATE_NAME.exec(path);
    return match ? [`${path.slice(0, match.index + match[0].length)} does not belong in a bundle`] : [];
  });
  return (ours ? problems : warnings)([...new Set(found)]);
}

function tracesIn(path: string, content: Buffer, traces: readonly Trace[]): string[] {
  const binary = content.subarray(0, 8192).includes(0);
  const found = traces.filter((trace) => findTrace(content, trace, binary) >= 0);
  // A home and the checkout in it are one finding.
  return found.filter(({ bytes }) => !found.some((other) => other.bytes.length > bytes.length && other.bytes.includes(bytes)))
    .map(({ what }) => `${path} has ${what} in it`);
}

function secretsIn(path: string, content: Buffer): string[] {
  if (content.length > TEXT_LIMIT) return [];
  const text = content.toString('latin1');
  return [...new Set(SECRETS.filter(({ pattern }) => pattern.test(text)).map(({ what }) => `${path} has ${what} in it`))];
}

function keyWarnings(path: string, content: Buffer): Findings {
  if (!/\.(pem|key)$/.test(path) || /(^|\/)tests?\//.test(path)) return warnings([]);
  return warnings(PRIVATE_KEY.test(content.toString('latin1')) ? [`${path} of a package is a private key`] : []);
}
