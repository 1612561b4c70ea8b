import { passwordsIn } from '../../kernel/address';
import { home, installerEnvironment, variable } from '../../kernel/environment';
import { secretVariables } from '../../kernel/redaction';

/** Something of this machine that must not be in a bundle. */
export interface Trace {
  readonly bytes: Buffer;
  /** What it is, in words that do not disclose it. */
  readonly what: string;
  /** Counts only as a whole path, and not as a part of another. */
  readonly path: boolean;
}

/** Homes that half of PyPI's wheels were compiled in: finding one there says nothing about this machine. */
const SHARED_HOMES = [
  '/root', '/home/runner', '/Users/runner', '/github/home', '/home/circleci', '/home/vsts', '/home/ubuntu', '/home/ec2-user', '/home/user', '/home/builder',
];

/**
 * What to look for.
 *
 * @param root of the checkout
 * @param ours whether the files are of this project: then every home counts
 */
export function hostTraces(root: string, ours: boolean): Trace[] {
  const cache = variable('UV_CACHE_DIR') ?? `${home()}/.cache/uv`;
  const paths: [string, string][] = [[root, "the checkout's path"], [cache, "the path of this machine's uv cache"]];
  if (ours || !SHARED_HOMES.includes(home())) paths.push([home(), "the path of this user's home"]);
  const secrets = [
    ...Object.entries(secretVariables()),
    ...Object.entries(installerEnvironment()).flatMap(([name, value]) => passwordsIn(value).map((password): [string, string] => [name, password])),
  ];
  return [
    ...paths.filter(([path]) => path.split('/').length > 2 || (ours && path === home() && path.length > 1))
      .map(([path, what]): Trace => ({ bytes: Buffer.from(path), what, path: true })),
    ...secrets.map(([name, value]) => [name, value.trim()]).filter(([, value]) => isDistinctive(value))
      .map(([name, value]): Trace => ({ bytes: Buffer.from(value), what: `the value of ${name}`, path: false })),
  ];
}

/** Where a trace begins in a file, or -1. */
export function findTrace(content: Buffer, { bytes, path }: Trace, binary: boolean): number {
  for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + 1)) {
    // In compiled files, the byte before a text can be its length.
    const part = path && ((!binary && isWord(content[at - 1])) || isWord(content[at + bytes.length]));
    if (!part) return at;
  }
  return -1;
}

/** A short word, a number or the address of a file would be found where nobody disclosed anything. */
function isDistinctive(value: string): boolean {
  if (value.length < 8 || /EXAMPLE/.test(value) || /^[./~][\w./-]*$/.test(value)) return false;
  return value.length >= 16 || !/^([A-Za-z]+|\d+)$/.test(value);
}

/** Letters, digits and the like would make it a part of a longer path. */
function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /[\w.-]/.test(String.fromCharCode(byte));
}
