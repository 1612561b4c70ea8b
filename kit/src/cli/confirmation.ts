import { createInterface } from 'node:readline/promises';
import { ExitCode, Failure } from '../kernel/failure';

/**
 * Asks a person before something is taken away.
 *
 * @throws Failure 64 when nobody can be asked, or they say no
 */
export async function confirm(question: string, command: string): Promise<void> {
  requirePerson(command);
  if (/^y(es)?$/i.test(await answerTo(`${question} (y/N) `))) return;
  throw new Failure('it was not confirmed, and nothing was changed', { code: ExitCode.USAGE, fix: command });
}

/** @returns nothing where the person ends the input: Ctrl-D. Ctrl-C is an interrupt as anywhere */
async function answerTo(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return (await terminal.question(question)).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ABORT_ERR') return '';
    throw error;
  } finally {
    terminal.close();
  }
}

/** @throws Failure 64 when nobody can be asked */
export function requirePerson(command: string): void {
  if (process.stdin.isTTY) return;
  throw new Failure('nobody can be asked here, as this is no terminal', { code: ExitCode.USAGE, where: '--yes', fix: `${command} --yes` });
}
