import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { ExitCode, Failure } from './failure';
import type { FunctionSettings } from './policy';

/** What is never shipped: tests, sample events, locks, caches, and files that hold secrets. */
export const NOT_SHIPPED = [
  'tests', 'tests/**', 'events', 'events/**', 'requirements*.txt', 'requirements*.in', 'pyproject.toml', 'uv.lock', 'poetry.lock', 'Pipfile*',
  '**/__pycache__/**', '**/*.py[co]', '**/.*', '**/.*/**', '**/*.pem', '**/*.key', 'cdk.out/**', 'node_modules/**', 'venv/**',
];

/** A first-party file of a function. */
export interface SourceFile {
  /** Relative to the function's folder, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
  readonly sha256: string;
}

/**
 * The files of a function that are shipped, in a fixed order.
 *
 * @throws Failure 65 when the folder is missing, or a link leads out of it
 */
export function listSources(root: string, fn: FunctionSettings): SourceFile[] {
  const entry = join(root, fn.entry);
  const paths = globSync('**', { cwd: entry, dot: true, ignore: [...NOT_SHIPPED, ...fn.exclude], followSymbolicLinks: false }).sort();
  if (paths.length === 0) {
    throw new Failure('the function has no files', { code: ExitCode.BAD_INPUT, where: fn.entry, fix: `add ${fn.entry}/handler.py` });
  }
  const home = realpathSync(entry);
  return paths.map((path) => {
    const absolute = join(entry, path);
    refuseForeignLink(home, absolute, fn);
    return { path: path.split(sep).join('/'), absolute, sha256: createHash('sha256').update(readFileSync(absolute)).digest('hex') };
  });
}

/** One hash of all names and contents. Times, owners and the place of the checkout do not count. */
export function fingerprint(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.sha256}\n`);
  return hash.digest('hex');
}

function refuseForeignLink(home: string, absolute: string, fn: FunctionSettings): void {
  const real = realpathSync(absolute);
  if (real.startsWith(home + sep) && statSync(real).isFile()) return;
  throw new Failure(`${relative(home, absolute)} is a link that leads out of the function, to ${real}`, {
    code: ExitCode.BAD_INPUT,
    where: fn.entry,
    fix: 'copy the file into the function, or take the link away',
  });
}
