import { variable } from '../kernel/environment';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { type RunResult, run } from '../kernel/subprocess';

const ANSWER_SECONDS = 20;
const NO_ANSWER = 'did not end within';

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
  const result = await docker(['version', '--format', '{{.Server.Version}}'], ANSWER_SECONDS).catch((error: Error) => ({ code: 1, output: error.message }));
  if (result.code === 0) return undefined;
  return result.code === 127 ? `there is no ${dockerProgram()} on the PATH` : lastLines(result.output, 2) || 'it does not answer';
}

/** @throws Failure 69 unless an engine answers */
export async function requireDocker(why: string): Promise<void> {
  const trouble = await dockerTrouble();
  if (!trouble) return;
  throw new Failure(`Docker is asked for and cannot be used: ${trouble}`, {
    code: trouble.includes(NO_ANSWER) ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE, where: why, fix: 'start Docker, or bundle without it: BUNDLING_MODE=local npx projen bundle',
  });
}

/** Whether the engine, and not what it ran, is why a command failed: it was not reached, went away, or killed the container. */
export function engineFailed({ code, output }: RunResult): boolean {
  return code === 125 || code === 137 || /cannot connect to the docker daemon|error during connect|unexpected EOF$/im.test(output);
}
