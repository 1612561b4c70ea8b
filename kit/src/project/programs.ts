import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { type RunOptions, run } from '../kernel/subprocess';

/** npm may have to download all packages. */
const NPM_SECONDS = 900;
const GIT_SECONDS = 300;
const TAR_SECONDS = 120;
const NOT_FOUND = 127;

type Options = Pick<RunOptions, 'onLine' | 'env'>;

/** Nobody is there to answer, and nothing may wait for an answer. */
const SILENT_GIT = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/** @returns what git printed, or `undefined` where it failed */
export async function tryGit(cwd: string, ...args: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await run('git', args, { cwd, deadlineSeconds: GIT_SECONDS, env: SILENT_GIT });
  return code === 0 ? stdout : undefined;
}

/** @throws Failure where git fails, with what it said */
export async function git(cwd: string, args: readonly string[], fix: string): Promise<string> {
  const { code, stdout, output } = await run('git', args, { cwd, deadlineSeconds: GIT_SECONDS, env: SILENT_GIT });
  if (code === 0) return stdout;
  throw failed('git', args, code, output, fix);
}

/** Paths that git printed with -z. */
export function paths(output: string): string[] {
  return output.split('\0').filter(Boolean);
}

export async function npm(cwd: string, args: readonly string[], fix: string, { onLine, env }: Options = {}): Promise<void> {
  await program('npm', [...args, '--no-audit', '--no-fund'], cwd, fix, { onLine, env });
}

/** Runs Node, or a program of npm's kind, as long as npm may take. */
export async function program(command: string, args: readonly string[], cwd: string, fix: string, { onLine, env }: Options = {}): Promise<string> {
  const { code, stdout, output } = await run(command, args, { cwd, deadlineSeconds: NPM_SECONDS, onLine, env, endsWithParent: true });
  if (code === 0) return stdout;
  throw failed(command, args, code, output, fix);
}

export async function tar(cwd: string, args: readonly string[], fix: string): Promise<void> {
  const { code, output } = await run('tar', args, { cwd, deadlineSeconds: TAR_SECONDS });
  if (code !== 0) throw failed('tar', args, code, output, fix);
}

function failed(command: string, args: readonly string[], code: number, output: string, fix: string): Failure {
  if (code === NOT_FOUND) {
    return new Failure(`${command} is not on the PATH`, { code: ExitCode.UNAVAILABLE, fix: `install ${command}` });
  }
  return new Failure(`${command} ${args[0]} failed`, { code: ExitCode.UNAVAILABLE, where: args.slice(1).join(' ') || undefined, fix, output: lastLines(output, 25) || undefined });
}
