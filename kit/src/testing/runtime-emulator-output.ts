import { type ExecFileException, execFile } from 'node:child_process';
import { dockerProgram } from '../docker/docker';
import { deadlineLimit, environment } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';

/** The engine drops what is older. Only its own driver is sure to hand a log out again. */
export const LOG_LIMIT = ['--log-driver', 'json-file', '--log-opt', 'max-size=10m'];
/** More than an answer or a log can have: what an engine without such limits sends beyond it is not read. */
const MOST_BYTES = 64_000_000;
const KEPT = 200_000;
const READ_SECONDS = 30;

/** What `invoke.py` printed: the runtime emulator's answer, and the container's memory after it. */
export interface EmulatorAnswer {
  /** When the event was sent, in seconds of the engine's own clock. */
  readonly began: number;
  /** 0 if there was none in time. */
  readonly status: number;
  readonly body: string;
  readonly ms: number;
  /** Most memory that was in use, in bytes. */
  readonly peak: number;
  /** Processes that the kernel killed for want of memory. */
  readonly kills: number;
  /** Bytes in /tmp. */
  readonly temporary: number;
}

/** What was printed in a container. */
export interface EmulatorLog {
  /** Both streams of the function: the runtime emulator hands both on to its own standard output. */
  readonly ofFunction: string;
  /** The runtime emulator itself writes to its standard error only. */
  readonly ofEmulator: string;
}

/**
 * The end of a container's log. By time, and not by length: when the log is full, its beginning goes.
 *
 * @param since in seconds of the engine's own clock; everything if none is given
 */
export async function readLog(id: string, since?: number): Promise<EmulatorLog> {
  const args = ['logs', ...(since === undefined ? [] : ['--since', since.toFixed(6)]), id];
  const { stdout, stderr } = await ask(args, READ_SECONDS);
  return { ofFunction: stdout.slice(-KEPT), ofEmulator: stderr.slice(-KEPT) };
}

/** Runs the program in a container that invokes the function: its answer, or what was printed in place of one. */
export async function askEmulator(id: string, command: readonly string[], seconds: number): Promise<EmulatorAnswer | { readonly output: string }> {
  const { failed, stdout, stderr } = await ask(['exec', '--workdir', '/', id, ...command], seconds);
  return failed ? { output: (stdout + stderr).slice(-KEPT) } : JSON.parse(stdout) as EmulatorAnswer;
}

/** As it was printed: an answer of megabytes is compared, and not shown, so that no secrets have to be looked for. */
function ask(args: readonly string[], seconds: number): Promise<{ failed: boolean; stdout: string; stderr: string }> {
  const limit = Math.min(seconds, deadlineLimit());
  const options = { env: environment(), timeout: limit * 1000, maxBuffer: MOST_BYTES };
  return new Promise((resolve, reject) => {
    execFile(dockerProgram(), args, options, (error: ExecFileException | null, stdout, stderr) => {
      if (!error?.killed || error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return resolve({ failed: error !== null, stdout, stderr });
      return reject(new Failure(`${dockerProgram()} ${args[0]} did not end within ${limit} s`, {
        code: ExitCode.TRY_AGAIN, fix: 'try again; if it hangs again, look at the Docker engine',
      }));
    });
  });
}
