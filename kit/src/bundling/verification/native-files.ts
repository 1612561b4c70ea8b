import { basename, dirname, join } from 'node:path';
import { NONE, type Findings, problems, together, warnings } from './findings';
import { type NativeFile, compareVersions, readNativeFile } from '../../python/elf';
import { type Target, describeTarget } from '../../python/target';

/** How much of a file's beginning has to be known. */
export const HEAD_BYTES = 128;

/** Words in file names that name a processor. */
const PROCESSOR = /x86[-_]64|amd64|x64|i[3-6]86|x86|aarch64|arm64|armv\d\w*|ppc64le|s390x|riscv64/gi;

/** Of Mach-O: an extension that was built on a Mac. */
const MAC = ['cffaedfe', 'cefaedfe', 'cafebabe', 'feedfacf'];

/** A text in the place of a library that only a linker reads, or the name of one that a zip file turned a link into. */
const LINKER_TEXT = /^(?:\/\*|(?:OUTPUT_FORMAT|GROUP|INPUT) ?\(|[\w.+/-]+\.so(?:\.\d+)*\n?$)/;

/**
 * Compiled files that the target cannot load.
 *
 * @param paths relative to the directory, of all its files
 * @param head the first {@link HEAD_BYTES} of a file, by path
 */
export function nativeFindings(directory: string, paths: readonly string[], head: (path: string) => Buffer, target: Target): Findings {
  const all = new Set(paths);
  return together(paths.map((path) => {
    const foreign = foreignExtension(path, target);
    if (foreign) return foreign.names.some((name) => all.has(name)) ? NONE : problems([foreign.problem]);
    const start = head(path);
    if (/\.(so|dylib)$/.test(path) && MAC.includes(start.toString('hex', 0, 4))) return macFile(path);
    const native = start.toString('latin1', 0, 4) === '\x7fELF' ? readNativeFile(join(directory, path)) : undefined;
    if (native) return elfFindings(directory, path, native, all, target);
    return path.endsWith('.so') ? notNative(path, start) : NONE;
  }));
}

function elfFindings(directory: string, path: string, native: NativeFile, all: ReadonlySet<string>, target: Target): Findings {
  if (native.machine !== target.architecture) {
    // Packages such as debuggers carry a helper for each processor, and take the one that fits.
    const problem = `${path} is compiled for ${native.machine}, not for ${target.architecture}`;
    if (!namesOther(path, target)) return problems([problem]);
    return hasSibling(directory, path, all, target) ? NONE : warnings([problem]);
  }
  if (native.musl) {
    const problem = `${path} is linked with musl, and Lambda has glibc`;
    return (/musl/i.test(path) && !path.includes('.cpython-') ? warnings : problems)([problem]);
  }
  if (native.glibc && compareVersions(native.glibc, target.glibc) > 0) {
    return problems([`${path} needs glibc ${native.glibc}, and Lambda's ${describeTarget(target)} has ${target.glibc}`]);
  }
  return NONE;
}

/** An extension module says in its name which Python loads it. One for another is harmless if the right one is beside it. */
function foreignExtension(path: string, target: Target): { problem: string; names: string[] } | undefined {
  const match = /^(.*)\.(cpython-3\d+t?(?:-[\w-]+)?|cp3\d+-win\w*)\.(?:so|pyd)$/.exec(path);
  if (!match) return undefined;
  const [, stem, tag] = match;
  const names = loadable(stem, target);
  return names.includes(path) ? undefined : { problem: `${path} is an extension for ${tag}, which ${describeTarget(target)} does not load`, names };
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

/** Tests of packages have broken files on purpose. */
function notNative(path: string, start: Buffer): Findings {
  const text = start.toString('latin1');
  if (LINKER_TEXT.test(text)) return warnings([`${path} is a text for a linker, and no library`]);
  const problem = `${path} is no compiled file: ${text === '' ? 'it is empty' : 'it does not begin as one'}`;
  return (/(^|\/)tests?\//.test(path) ? warnings : problems)([problem]);
}

/** Beside `attach_linux_x86.so` is an `attach_linux_amd64.so`, which is the target's. */
function hasSibling(directory: string, path: string, all: ReadonlySet<string>, target: Target): boolean {
  const siblings = processorNames(target).map((name) => join(dirname(path), basename(path).replace(PROCESSOR, name)));
  const others = siblings.filter((sibling) => sibling !== path && all.has(sibling));
  return others.some((other) => readNativeFile(join(directory, other))?.machine === target.architecture);
}

/** Whether its name says that it is for another processor, as that of an extension module or a repaired wheel's library never does. */
function namesOther(path: string, target: Target): boolean {
  if (/\.cpython-|\.libs\//.test(path)) return false;
  const named = basename(path).match(PROCESSOR) ?? [];
  return named.some((name) => !processorNames(target).includes(name.toLowerCase()));
}

function processorNames({ architecture }: Target): string[] {
  return architecture === 'arm64' ? ['aarch64', 'arm64'] : ['x86_64', 'x86-64', 'amd64', 'x64'];
}

/** Bytecode of another Python, which would be shipped and never used. */
export function bytecodeProblems(paths: readonly string[], { pythonVersion }: Target): string[] {
  const tag = `.cpython-${pythonVersion.replace('.', '')}.`;
  const foreign = paths.filter((path) => /__pycache__\/[^/]+\.pyc$/.test(path) && !path.includes(tag));
  if (foreign.length === 0) return [];
  return [`${foreign[0]}${foreign.length > 1 ? ` and ${foreign.length - 1} more are` : ' is'} bytecode of another Python than ${pythonVersion}`];
}
