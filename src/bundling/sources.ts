import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { ExitCode, Failure } from './failure';
import { walk } from './manifest';
import type { FunctionSettings } from './policy';

const CACHES = ['**/__pycache__/**', '**/*.py[co]', '**/.*', '**/.*/**', '**/venv/**', '**/node_modules/**', '**/cdk.out/**'];

/** What is never shipped: tests, sample events, locks, caches, and files that hold secrets. */
export const NOT_SHIPPED = [
  'tests', 'tests/**', 'events', 'events/**', 'requirements*.txt', 'requirements*.in', 'pyproject.toml', 'uv.lock', 'poetry.lock', 'Pipfile*',
  '**/*.pem', '**/*.key', ...CACHES,
];

/** What a package is not built from. */
const NOT_BUILT = ['build/**', 'dist/**', '**/*.egg-info/**', ...CACHES];

/** A first-party file. */
export interface SourceFile {
  /** Where it goes, with forward slashes. */
  readonly path: string;
  readonly absolute: string;
  readonly sha256: string;
  readonly executable: boolean;
}

/**
 * The files of a function that are shipped, and those of the shared folders that it uses, in a fixed order.
 *
 * @throws Failure 65 when a folder is missing, or a link leads out of it
 */
export function listSources(root: string, fn: FunctionSettings): SourceFile[] {
  const own = list(join(root, fn.entry), [...NOT_SHIPPED, ...fn.exclude], fn.name);
  if (own.length === 0) {
    throw new Failure('the function has no files', { code: ExitCode.BAD_INPUT, where: fn.entry, fix: `add ${fn.entry}/handler.py` });
  }
  const shared = fn.shared.flatMap((name) => {
    const folder = join(dirname(fn.entry), '_shared', name);
    if (!existsSync(join(root, folder))) {
      throw new Failure(`there is no shared folder ${folder}`, { code: ExitCode.BAD_INPUT, where: fn.name, fix: `add it, or take '${name}' out of functions.${fn.name}.shared in .projenrc.ts` });
    }
    return list(join(root, folder), NOT_SHIPPED, fn.name).map((file) => ({ ...file, path: `${name}/${file.path}` }));
  });
  const twice = shared.find(({ path }) => own.some((file) => file.path === path));
  if (!twice) return [...own, ...shared];
  throw new Failure(`${twice.path} is in the function and in lambda_src/_shared`, { code: ExitCode.BAD_INPUT, where: fn.name, fix: 'rename one of them' });
}

/** The files that a package of this checkout is built from. @throws Failure 65 when there is no such package */
export function listPackage(directory: string, path: string, user: string): SourceFile[] {
  if (existsSync(join(directory, 'pyproject.toml')) || existsSync(join(directory, 'setup.py'))) return list(directory, NOT_BUILT, user);
  throw new Failure(`${path} is no Python package: it has no pyproject.toml`, { code: ExitCode.BAD_INPUT, where: user, fix: `correct the path, or add ${path}/pyproject.toml` });
}

/** One hash of all names, contents, and what can be executed. Times, owners and the place of the checkout do not count. */
export function fingerprint(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.executable ? '755' : '644'}\0${file.sha256}\n`);
  return hash.digest('hex');
}

function list(directory: string, ignore: string[], user: string): SourceFile[] {
  if (!existsSync(directory)) return [];
  const home = realpathSync(directory);
  const shipped = walk(directory, picomatch(ignore, { dot: true })).filter(({ kind }) => kind !== 'empty folder');
  return shipped.map(({ path, kind }) => {
    const absolute = join(directory, path);
    if (kind === 'link') refuseForeignLink(home, absolute, user);
    const executable = (statSync(absolute).mode & 0o100) !== 0; // eslint-disable-line no-bitwise
    return { path, absolute, executable, sha256: createHash('sha256').update(readFileSync(absolute)).digest('hex') };
  });
}

/** A link to a file of the same folder is as good as the file. */
function refuseForeignLink(home: string, absolute: string, user: string): void {
  const real = existsSync(absolute) ? realpathSync(absolute) : undefined; // a dangling link leads nowhere
  if (real?.startsWith(home + sep) && statSync(real).isFile()) return;
  throw new Failure(`${relative(home, absolute)} is a link that leads ${real ? `out of its folder or to a folder: ${real}` : 'nowhere'}`, {
    code: ExitCode.BAD_INPUT, where: user, fix: 'copy the file into the folder, or take the link away',
  });
}
