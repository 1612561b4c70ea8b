import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, Failure } from './failure';

/**
 * Makes sure that temporary files can be written, which every tool that a command starts would otherwise find out in
 * its own words. A full disk is told as such.
 *
 * @throws Failure 73 when the folder that TMPDIR names is not there, or may not be written to
 */
export function requireTemporaryFolder(): void {
  try {
    rmdirSync(mkdtempSync(join(tmpdir(), 'python-lambda-')));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
    throw new Failure(`the folder for temporary files cannot be used: ${message}`, {
      code: ExitCode.CANNOT_CREATE, where: `TMPDIR=${tmpdir()}`, fix: 'mkdir -p "$TMPDIR", or unset TMPDIR',
    });
  }
}
