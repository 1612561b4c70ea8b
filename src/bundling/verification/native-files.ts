import { basename, dirname, join } from 'node:path';
import { type Findings, problems, together, warnings } from './findings';
import { compareVersions, readNativeFile } from '../elf';
import { type Target, describeTarget } from '../target';

/** Words in file names that name a processor. */
const PROCESSOR = /x86[-_]64|amd64|x64|i[3-6]86|x86|aarch64|arm64|armv\d\w*|ppc64le|s390x|riscv64/gi;

/** Of Mach-O: an extension that was built on a Mac. */
const MAC = ['cffaedfe', 'cefaedfe', 'cafebabe', 'feedfacf'];

/**
 * Compiled files that the target cannot load.
 *
 * @param paths relative to the directory, of all its files
 * @param head the first bytes of a file, by path
 */
export function nativeFindings(directory: string, paths: readonly string[], head: (path: string) => Buffer, target: Target): Findings {
  const all = new Set(paths);
  return together(paths.map((path) => {
    const foreign = foreignName(path, all, target);
    if (foreign) return problems([foreign]);
    const start = head(path);
    if (/\.(so|dylib)$/.test(path) && MAC.includes(start.toString('hex', 0, 4))) return macFile(path);
    if (start.toString('latin1', 0, 4) !== '\x7fELF') return problems([]);
    return elfFindings(directory, path, all, target);
  }));
}

function elfFindings(directory: string, path: string, all: ReadonlySet<string>, target: Target): Findings {
  const native = readNativeFile(join(directory, path));
  if (!native) return problems([]);
  if (native.machine !== target.architecture) {
    // Packages such as debuggers carry a helper for each processor, and take the one that fits.
    const problem = `${path} is compiled for ${native.machine}, not for ${target.architecture}`;
    if (!namesProcessor(path)) return problems([problem]);
    return hasSibling(path, all, target) ? problems([]) : warnings([problem]);
  }
  if (native.glibc && compareVersions(native.glibc, target.glibc) > 0) {
    return problems([`${path} needs glibc ${native.glibc}, and Lambda's ${describeTarget(target)} has ${target.glibc}`]);
  }
  return problems([]);
}

/** An extension module says in its name which Python loads it. One for another is harmless if the right one is beside it. */
function foreignName(path: string, all: ReadonlySet<string>, target: Target): string | undefined {
  const match = /^(.*)\.(cpython-3(\d+)(t?)(?:-([\w-]+))?|cp3(\d+)-win\w*)\.(?:so|pyd)$/.exec(path);
  if (!match) return undefined;
  const [, stem, tag, minor, threads, platform = ''] = match;
  const fits = minor === target.pythonVersion.split('.')[1] && !threads && !/darwin|musl/.test(platform);
  if (fits || loadable(stem, target).some((candidate) => all.has(candidate))) return undefined;
  return `${path} is an extension for ${tag}, which ${describeTarget(target)} does not load`;
}

/** The names under which the target finds an extension module. */
function loadable(stem: string, { pythonVersion, architecture }: Target): string[] {
  const machine = architecture === 'arm64' ? 'aarch64' : 'x86_64';
  return [`cpython-${pythonVersion.replace('.', '')}-${machine}-linux-gnu.so`, 'abi3.so', 'so'].map((suffix) => `${stem}.${suffix}`);
}

function macFile(path: string): Findings {
  const message = `${path} is compiled for macOS`;
  return path.endsWith('.dylib') ? warnings([message]) : problems([message]);
}

/** Beside `attach_linux_x86.so` is an `attach_linux_amd64.so`, which is the target's. */
function hasSibling(path: string, all: ReadonlySet<string>, { architecture }: Target): boolean {
  const own = architecture === 'arm64' ? ['aarch64', 'arm64'] : ['x86_64', 'x86-64', 'amd64', 'x64'];
  return own.some((name) => all.has(join(dirname(path), basename(path).replace(PROCESSOR, name))));
}

/** Extension modules, and the libraries that a wheel was repaired with, are never for another processor. */
function namesProcessor(path: string): boolean {
  return !/\.cpython-|\.libs\//.test(path) && basename(path).search(PROCESSOR) >= 0;
}

/** Bytecode of another Python, which would be shipped and never used. */
export function bytecodeProblems(paths: readonly string[], { pythonVersion }: Target): string[] {
  const tag = `.cpython-${pythonVersion.replace('.', '')}.`;
  const foreign = paths.filter((path) => /__pycache__\/[^/]+\.pyc$/.test(path) && !path.includes(tag));
  if (foreign.length === 0) return [];
  return [`${foreign[0]}${foreign.length > 1 ? ` and ${foreign.length - 1} more are` : ' is'} bytecode of another Python than ${pythonVersion}`];
}
