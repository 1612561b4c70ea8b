import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { type FoundFile, readFolder } from './linked-files';
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
  /** Links on the way to it, by their absolute paths. @default - none */
  readonly links?: readonly string[];
}

/**
 * The files of a function that are shipped, and those of the shared folders that it uses, in a fixed order.
 *
 * @throws Failure 65 when a folder is missing, a link leads out of the checkout, or there is more than Lambda takes
 */
export function listSources(root: string, fn: FunctionSettings): SourceFile[] {
  const reading = { root, user: fn.name, hidden: picomatch([...SECRETS, ...CACHES], { dot: true }) };
  const own = readFolder({ ...reading, ignored: ignoring(NOT_SHIPPED, fn) }, fn.entry);
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
    return readFolder({ ...reading, ignored: ignoring(NOT_SHIPPED, fn, `${name}/`) }, folder).map((file) => ({ ...file, path: `${name}/${file.path}` }));
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
export function listPackage(root: string, path: string, user: string): SourceFile[] {
  const ignored = picomatch(NOT_BUILT, { dot: true });
  if (['pyproject.toml', 'setup.py'].some((file) => existsSync(join(root, path, file)))) return readFolder({ root, user, ignored, hidden: ignored }, path).map(withHash);
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

function withHash({ size, ...file }: FoundFile): SourceFile {
  return { ...file, sha256: hashFile(file.absolute).sha256 };
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
