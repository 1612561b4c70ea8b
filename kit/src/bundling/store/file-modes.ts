import { chmodSync, statSync } from 'node:fs';

/** Files come with whatever umask they were checked out or unpacked; those of a bundle have one of two modes, as its manifest says. */
export function settleMode(path: string, executable = isExecutable(path)): void {
  const settled = executable ? 0o755 : 0o644;
  if (statSync(path).mode % 0o10000 !== settled) chmodSync(path, settled);
}

export function isExecutable(path: string): boolean {
  return (statSync(path).mode & 0o100) !== 0; // eslint-disable-line no-bitwise
}
