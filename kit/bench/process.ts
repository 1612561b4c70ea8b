import { type ChildProcess, spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { environment } from '../src/kernel/environment';
import { ExitCode, Failure, lastLines } from '../src/kernel/failure';
import { withCleanup } from '../src/kernel/interrupt';

export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What would make one machine's numbers unlike another's, or one side's unlike the other's. */
const MEDDLING = /^(BUNDLING_|UV_CACHE_DIR$|CI$|GITLAB_CI$|CDK_OUTDIR$|CDK_CONTEXT_JSON$|NODE_OPTIONS$|PROJEN_)|^npm_/;
const GRACE_MS = 20_000;

let ending: Promise<void> = Promise.resolve();

/** Resolves when a program that was told to stop has stopped writing. */
export function ended(): Promise<void> {
  return ending;
}

/** Runs a program to its end. @returns the wall time in seconds, and what it printed on standard output */
export async function timed({ program, args, cwd, env }: Invocation): Promise<{ seconds: number; stdout: string }> {
  const inherited = Object.fromEntries(Object.entries(environment()).filter(([name]) => !MEDDLING.test(name)));
  const started = performance.now();
  const child = spawn(program, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let stopped = false;
  const stop = () => {
    stopped = running(child);
    return stopped ? (ending = end(child)) : undefined;
  };
  return withCleanup(stop, async () => {
    let [stdout, output] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk; output += chunk; });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    const seconds = (performance.now() - started) / 1000;
    if (stopped) return new Promise(() => undefined); // this process is about to end, with the signal's exit code
    if (code === 0) return { seconds, stdout };
    throw new Failure(`${program} ${args.join(' ')} ended with ${code}`, {
      code: ExitCode.UNAVAILABLE, where: cwd, fix: 'see the lines above', output: lastLines(output, 30),
    });
  });
}

/** Asks the whole group to end, so that it removes its own containers and servers, and only then makes it. */
async function end(child: ChildProcess): Promise<void> {
  signal(child.pid!, 'SIGTERM');
  const limit = Date.now() + GRACE_MS;
  while (signal(child.pid!, 0) && Date.now() < limit) await new Promise((done) => setTimeout(done, 100));
  signal(child.pid!, 'SIGKILL');
}

function running(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.pid !== undefined;
}

function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name);
  } catch {
    return false; // nobody is left in it
  }
}
