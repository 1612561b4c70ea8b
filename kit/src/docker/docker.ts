import { variable } from '../kernel/environment';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { type RunResult, run } from '../kernel/subprocess';

const ANSWER_SECONDS = 20;
/** Of a program that could not be found. */
const NOT_FOUND = 127;

/** The engine's command line, which is docker unless CDK_DOCKER names another, as for CDK itself. */
export function dockerProgram(): string {
  return variable('CDK_DOCKER') ?? 'docker';
}

/** Runs one docker command and hands back what it printed, whatever its exit code. */
export function docker(
  args: readonly string[], deadlineSeconds: number, onLine?: (line: string) => void, env?: Record<string, string>,
): Promise<RunResult> {
  return run(dockerProgram(), args, { deadlineSeconds, onLine, env });
}

/** Why no engine can be used, or nothing if one answers. */
export async function dockerTrouble(): Promise<string | undefined> {
  return (await engineTrouble())?.what;
}

/** @throws Failure 69 unless an engine answers, 75 if it does not answer in time */
export async function requireDocker(why: string): Promise<void> {
  const trouble = await engineTrouble();
  if (!trouble) return;
  throw new Failure(`Docker is asked for and cannot be used: ${trouble.what}`, {
    code: trouble.code, where: why, fix: 'start Docker, or bundle without it: BUNDLING_MODE=local npx projen bundle',
  });
}

async function engineTrouble(): Promise<{ readonly what: string; readonly code: ExitCode } | undefined> {
  try {
    const { code, output } = await docker(['version', '--format', '{{.Server.Version}}'], ANSWER_SECONDS);
    if (code === 0) return undefined;
    const what = code === NOT_FOUND ? `there is no ${dockerProgram()} on the PATH` : lastLines(output, 2) || 'it does not answer';
    return { what, code: ExitCode.UNAVAILABLE };
  } catch (error) {
    return { what: (error as Error).message, code: error instanceof Failure ? error.code : ExitCode.UNAVAILABLE };
  }
}
