import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const MACHINES: Readonly<Record<number, string>> = { 62: 'x86_64', 183: 'arm64' };

/** What a compiled extension asks of the machine it is loaded on. */
export interface NativeFile {
  /** `x86_64`, `arm64`, or the ELF number of another machine. */
  readonly machine: string;
  /** Highest `GLIBC_x.y` that it refers to. */
  readonly glibc?: string;
  /** It is linked with musl, the C library of Alpine. */
  readonly musl: boolean;
}

/** musl's names as a library to load and as a loader; elsewhere than on Alpine it is plain `libc.so`. */
const MUSL = /\0(?:libc\.musl-[\w-]+\.so\.1|\/lib\/ld-musl-[\w-]+\.so\.1|libc\.so)(?=\0)/;

/**
 * Reads a compiled file's needs, or nothing if it is no ELF file. Symbol versions stand in the file as plain strings,
 * so no section needs to be parsed.
 *
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
 */
export function readNativeFile(path: string): NativeFile | undefined {
  const header = Buffer.alloc(20);
  const descriptor = openSync(path, 'r');
  try {
    if (readSync(descriptor, header, 0, 20, 0) < 20 || header.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  } finally {
    closeSync(descriptor);
  }
  const machine = header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
  const content = readFileSync(path, 'latin1');
  const versions = [...content.matchAll(/\0GLIBC_(\d+\.\d+)(?:\.\d+)?(?=\0)/g)].map((m) => m[1]);
  const glibc = versions.sort(compareVersions).pop();
  // A tool that only knows musl's name refers to glibc's symbols all the same.
  return { machine: MACHINES[machine] ?? `ELF machine ${machine}`, glibc, musl: !glibc && MUSL.test(content) };
}

export function compareVersions(a: string, b: string): number {
  const [majorA, minorA] = a.split('.').map(Number);
  const [majorB, minorB] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
