import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Findings, problems, together, warnings } from './findings';
import { type Trace, findTrace, hostTraces } from './host-traces';
import { hasPrivateKey, privateName, secretsIn } from './secrets';

interface Tree {
  readonly directory: string;
  /** Relative to the directory. */
  readonly paths: readonly string[];
  /** Whether the files are of this project. What others publish cannot be fixed here, and their test keys are no secrets. */
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
    const secrets = ours ? problems(secretsIn(content).map((what) => `${path} has ${what} in it`)) : keyWarnings(path, content);
    return together([problems(tracesIn(path, content, traces)), secrets]);
  });
  return together([nameFindings(paths, ours), ...found]);
}

function nameFindings(paths: readonly string[], ours: boolean): Findings {
  const found = paths.map((path) => privateName(path, ours)).filter((name) => name !== undefined);
  return (ours ? problems : warnings)([...new Set(found)].map((name) => `${name} does not belong in a bundle`));
}

function tracesIn(path: string, content: Buffer, traces: readonly Trace[]): string[] {
  const binary = content.subarray(0, 8192).includes(0);
  const found = traces.filter((trace) => findTrace(content, trace, binary) >= 0);
  // A home and the checkout in it are one finding.
  return found.filter(({ bytes }) => !found.some((other) => other.bytes.length > bytes.length && other.bytes.includes(bytes)))
    .map(({ what }) => `${path} has ${what} in it`);
}

function keyWarnings(path: string, content: Buffer): Findings {
  if (!/\.(pem|key)$/.test(path) || /(^|\/)tests?\//.test(path)) return warnings([]);
  return warnings(hasPrivateKey(content) ? [`${path} of a package is a private key`] : []);
}
