import { createInterface } from 'node:readline/promises';
import { ExitCode, Failure } from '../kernel/failure';

/**
 * Asks a person before something is taken away.
 *
 * @throws Failure 64 when nobody can be asked, or they say no
 */
export async function confirm(question: string, command: string): Promise<void> {
  requirePerson(command);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} (y/N) `);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    terminal.close();
  }
  throw new Failure('it was not confirmed, and nothing was changed', { code: ExitCode.USAGE, fix: command });
}

/** @throws Failure 64 when nobody can be asked */
export function requirePerson(command: string): void {
  if (process.stdin.isTTY) return;
  throw new Failure('nobody can be asked here, as this is no terminal', { code: ExitCode.USAGE, where: '--yes', fix: `${command} --yes` });
}
