import { ExitCode, Failure } from '../../kernel/failure';

/** What a check found: a problem stops the bundle, a warning is shown with it. */
export interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

export const NONE: Findings = { problems: [], warnings: [] };

export function problems(found: readonly string[]): Findings {
  return { problems: found, warnings: [] };
}

export function warnings(found: readonly string[]): Findings {
  return { problems: [], warnings: found };
}

export function together(all: readonly Findings[]): Findings {
  return { problems: all.flatMap((one) => one.problems), warnings: all.flatMap((one) => one.warnings) };
}

/** @throws Failure 65 with all problems at once, if there are any */
export function refuse(where: string, found: readonly string[], fix: string): void {
  if (found.length === 0) return;
  throw new Failure(found.length === 1 ? found[0] : `${found.length} problems:\n${found.map((problem) => `  - ${problem}`).join('\n')}`, {
    code: ExitCode.BAD_INPUT, where, fix,
  });
}
