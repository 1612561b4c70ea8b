import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { SIZE_LIMIT, describeSize } from '../../config/code-size';
import { FUNCTIONS_DIRECTORY, SHARED_DIRECTORY } from '../../config/functions';
import type { FunctionSettings } from '../../config/settings';
import { ExitCode, Failure } from '../../kernel/failure';
import { LOCK_FILES } from '../locks/formats';
import { hashFile, walk } from '../store/manifest';

const CACHES = ['**/__pycache__/**', '**/*.py[co]', '**/.*', '**/.*/**', '**/venv/**', '**/node_modules/**', '**/cdk.out/**'];

/** Keys and environments, by their names. A `.pem` can be a certificate, so that verification looks into it. */
const SECRETS = ['**/*.key', '**/*.p12', '**/*.pfx', '**/*.jks', '**/*.keystore', '**/*.env'];

const TESTS = ['tests', 'tests/**'];

/** What is never shipped: tests, sample events, locks, caches, and files that hold secrets. */
export const NOT_SHIPPED = [
  ...TESTS, 'events', 'events/**', ...LOCK_FILES, ...SECRETS, ...CACHES,
];

/** Of these, what a function may miss: nobody expects a module among sample events. */
const MISSED = ['events/**/*.py', ...SECRETS];

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

type FoundFile = Omit<SourceFile, 'sha256'> & { readonly size: number };

/**
 * The files of a function that are shipped, and those of the shared folders that it uses, in a fixed order.
 *
 * @throws Failure 65 when a folder is missing, a link leads out of it, or there is more than Lambda takes
 */
export function listSources(root: string, fn: FunctionSettings): SourceFile[] {
  const own = find(join(root, fn.entry), ignoring(NOT_SHIPPED, fn), fn.name);
  if (own.length === 0) {
    throw new Failure('the function has no files', { code: ExitCode.BAD_INPUT, where: fn.entry, fix: `add ${fn.entry}/handler.py` });
  }
  const shared = fn.shared.flatMap((name) => {
    const folder = sharedFolder(name);
    if (!existsSync(join(root, folder))) {
      throw new Failure(`there is no shared folder ${folder}`, {
        code: ExitCode.BAD_INPUT, where: fn.name, fix: `add it, or take '${name}' out of functions.${fn.name}.shared in .projenrc.ts`,
      });
    }
    return find(join(root, folder), ignoring(NOT_SHIPPED, fn, `${name}/`), fn.name).map((file) => ({ ...file, path: `${name}/${file.path}` }));
  });
  const twice = shared.find(({ path }) => own.some((file) => file.path === path));
  if (twice) {
    throw new Failure(`${twice.path} is in the function and in lambda_src/_shared`, { code: ExitCode.BAD_INPUT, where: fn.name, fix: 'rename one of them' });
  }
  refuseTooMuch([...own, ...shared], fn);
  return [...own, ...shared].map(withHash);
}

/** Files that are left out though the function may want them. */
export function listMissed(root: string, fn: FunctionSettings): string[] {
  const folders = [{ folder: fn.entry, prefix: '' }, ...fn.shared.map((name) => ({ folder: sharedFolder(name), prefix: `${name}/` }))];
  return folders.flatMap(({ folder, prefix }) => walk(join(root, folder), ignoring([...TESTS, ...CACHES], fn, prefix))
    .filter(({ path }) => picomatch.isMatch(path, MISSED)).map(({ path }) => `${folder}/${path}`));
}

/** The pattern of the function's settings by which one of its files is not shipped, though it is there. */
export function excludingPattern(root: string, fn: FunctionSettings, path: string): string | undefined {
  const [first, ...rest] = path.split('/');
  const places = [join(fn.entry, path), ...(fn.shared.includes(first) ? [join(sharedFolder(first), ...rest)] : [])];
  if (!places.some((place) => existsSync(join(root, place)))) return undefined;
  return fn.exclude.find((pattern) => picomatch.isMatch(path, pattern, { dot: true }));
}

/** The files that a package of this checkout is built from. @throws Failure 65 when there is no such package */
export function listPackage(directory: string, path: string, user: string): SourceFile[] {
  if (existsSync(join(directory, 'pyproject.toml')) || existsSync(join(directory, 'setup.py'))) return find(directory, picomatch(NOT_BUILT, { dot: true }), user).map(withHash);
  throw new Failure(`${path} is no Python package: it has no pyproject.toml`, {
    code: ExitCode.BAD_INPUT, where: user, fix: `correct the path, or add ${path}/pyproject.toml`,
  });
}

/** One hash of all names, contents, and what can be executed. Times, owners and the place of the checkout do not count. */
export function fingerprint(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.executable ? '755' : '644'}\0${file.sha256}\n`);
  return hash.digest('hex');
}

/**
 * Holds a copy against the file that its key was derived from: somebody may write while packages install.
 *
 * @throws Failure 75 when it is other than it was
 */
export function refuseChanged({ path, sha256 }: SourceFile, copied: string | undefined, user: string): void {
  if (copied === sha256) return;
  throw new Failure(`${path} changed while it was bundled`, { code: ExitCode.TRY_AGAIN, where: user, fix: 'run it again' });
}

function sharedFolder(name: string): string {
  return join(FUNCTIONS_DIRECTORY, SHARED_DIRECTORY, name);
}

/**
 * What is left out of one of a function's folders.
 *
 * @param always patterns for paths in the folder
 * @param prefix where the folder is in the bundle, which is what the settings' own patterns are for
 */
function ignoring(always: string[], { exclude }: FunctionSettings, prefix = ''): (path: string) => boolean {
  const [ignored, excluded] = [picomatch(always, { dot: true }), picomatch([...exclude], { dot: true })];
  return (path) => ignored(path) || excluded(prefix + path);
}

function find(directory: string, ignored: (path: string) => boolean, user: string): FoundFile[] {
  if (!existsSync(directory)) return [];
  const home = realpathSync(directory);
  return walk(directory, ignored).filter(({ kind }) => kind !== 'empty folder').map(({ path, kind }) => {
    const absolute = join(directory, path);
    if (kind === 'link') refuseBadLink(home, path, ignored, user);
    if (kind === 'special file') refuseSpecial(path, user);
    const { mode, size } = statSync(absolute);
    return { path, absolute, size, executable: (mode & 0o100) !== 0 }; // eslint-disable-line no-bitwise
  });
}

function withHash({ path, absolute, executable }: FoundFile): SourceFile {
  return { path, absolute, executable, sha256: hashFile(absolute).sha256 };
}

/** A link to a file of the same folder is as good as the file, if the file is shipped. */
function refuseBadLink(home: string, path: string, ignored: (path: string) => boolean, user: string): void {
  const absolute = join(home, path);
  const real = existsSync(absolute) ? realpathSync(absolute) : undefined; // a dangling link leads nowhere
  const refuse = (where: string, fix: string): never => {
    throw new Failure(`${path} is a link that leads ${where}`, { code: ExitCode.BAD_INPUT, where: user, fix });
  };
  if (!real) return refuse('nowhere', 'take the link away');
  if (!real.startsWith(home + sep) || !statSync(real).isFile()) {
    return refuse(`out of its folder or to a folder: ${real}`, 'copy the file into the folder, or take the link away');
  }
  const parts = relative(home, real).split(sep);
  if (parts.some((_, i) => ignored(parts.slice(0, i + 1).join('/')))) return refuse(`to ${parts.join('/')}, which is not shipped`, 'take the link away');
}

function refuseSpecial(path: string, user: string): never {
  throw new Failure(`${path} is a pipe, a socket or a device, and no file`, { code: ExitCode.BAD_INPUT, where: user, fix: 'take it away' });
}

/** Before all of it is read. */
function refuseTooMuch(files: readonly FoundFile[], fn: FunctionSettings): void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= SIZE_LIMIT) return;
  const largest = [...files].sort((a, b) => b.size - a.size).slice(0, 10).map(({ path, size }) => `${path} ${describeSize(size)}`);
  throw new Failure(`it has ${total} bytes, and Lambda takes ${SIZE_LIMIT}; the largest files: ${largest.join(', ')}`, {
    code: ExitCode.BAD_INPUT, where: fn.name, fix: `leave out what it does not need: functions.${fn.name}.exclude in .projenrc.ts, or bundling.exclude for all`,
  });
}
