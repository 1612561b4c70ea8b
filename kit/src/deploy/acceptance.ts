import { createHash } from 'node:crypto';
import type { StackDifference } from './difference';
import { canonical } from './plan/template';
import { ACCEPT_VARIABLE, type StageSettings } from '../config/settings';
import { ExitCode, Failure } from '../kernel/failure';

/** What would be allowed beyond what is allowed now, and the id by which a person accepts just that. */
interface Broadening {
  readonly id: string;
  readonly lines: readonly string[];
}

/** @returns nothing where nothing more would be allowed */
export function broadeningOf(stage: StageSettings, digest: string, differences: readonly StackDifference[]): Broadening | undefined {
  const lines = differences.flatMap(({ stack, unknown, permissions }) => (unknown
    ? [`${stack}: what it allows now cannot be read here`]
    : permissions.filter(({ broadens }) => broadens).map(({ text }) => `${stack}: ${text}`)));
  if (lines.length === 0) return undefined;
  const id = createHash('sha256').update(canonical([stage.name, digest, lines])).digest('hex').slice(0, 32);
  return { id, lines };
}

/**
 * Production allows no more than before unless a person saw that: at a terminal, or by its id.
 *
 * @param command what a person runs to do the same with `--accept`
 * @throws Failure 77 when nobody accepted it, 65 when they accepted something else
 */
export function requireAccepted(
  { name, production }: StageSettings, broadening: Broadening | undefined, accept: string | undefined, command: string,
): void {
  if (accept && accept !== broadening?.id) {
    throw new Failure(`something else was accepted: ${accept}, and this is ${broadening?.id ?? 'nothing that needs it'}`, {
      code: ExitCode.BAD_INPUT, where: '--accept', fix: broadening ? 'read what it would allow, and accept it by its own id if it is right' : 'leave it out',
    });
  }
  if (!production || !broadening || accept) return;
  throw new Failure(`${name} would allow more than now, and nobody accepted that:\n${broadening.lines.map((line) => `  - ${line}`).join('\n')}`, {
    code: ExitCode.NO_PERMISSION, where: name,
    fix: `if that is right: ${command} --accept ${broadening.id}; in GitLab, run the job with the variable ${ACCEPT_VARIABLE} set to ${broadening.id}`,
  });
}

/** Somebody may have deployed while a person decided. @throws Failure 75 when more would be allowed than was shown */
export function requireSame({ name }: StageSettings, shown: Broadening | undefined, now: Broadening | undefined, command: string): void {
  if (!now || now.id === shown?.id) return;
  throw new Failure(`${name} was changed in the meantime, and this would now allow more than was shown`, {
    code: ExitCode.TRY_AGAIN, where: name, fix: command, output: now.lines.join('\n'),
  });
}
