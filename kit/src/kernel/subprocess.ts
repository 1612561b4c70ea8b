import { type ChildProcess, spawn } from 'node:child_process';
import { deadlineLimit, environment } from './environment';
import { ExitCode, Failure } from './failure';
import { withCleanup } from './interrupt';
import { redact } from './redaction';

export interface RunOptions {
  /** The child is ended, with all it started, after this many seconds. */
  readonly deadlineSeconds: number;
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Each line of output as it comes, without secrets. */
  readonly onLine?: (line: string) => void;
  /** Let the child use the terminal. Its output is not captured. */
  readonly terminal?: boolean;
  /** It takes something away that would stay: it is let end when this process is told to stop. */
  readonly cleanup?: boolean;
  /** End it even when this process is killed and cannot: it writes what somebody is about to take back. */
  readonly endsWithParent?: boolean;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  /** Standard output and error as they came, without secrets. */
  readonly output: string;
}

/** A program could not be found. */
const NOT_FOUND = 127;

/** Runs a program in its own process group, all of which it kills when its standard input ends: its parent is gone. */
const WATCHDOG = `
const [command, ...args] = process.argv.slice(1);
const child = require('node:child_process').spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', () => process.exit(${NOT_FOUND}));
child.once('close', (code) => process.exit(code ?? 137));
process.stdin.resume().once('end', () => process.kill(-process.pid, 'SIGKILL'));
`;

/**
 * Runs a program without a shell and waits for it, within a limit.
 *
 * @returns its exit code, which is 127 when there is no such program
 * @throws Failure 75 when the deadline passes
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const [program, words] = options.endsWithParent ? [process.execPath, ['-e', WATCHDOG, command, ...args]] : [command, args];
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: { ...environment(), ...options.env },
    stdio: options.terminal ? 'inherit' : [options.endsWithParent ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: !options.terminal, // its own group, so that its children end with it; a terminal signals them itself
  });
  const deadlineSeconds = Math.min(options.deadlineSeconds, deadlineLimit());
  const stop = () => end(child, !options.terminal);
  const ended = () => result(child, command, { ...options, deadlineSeconds });
  return options.cleanup ? ended().finally(stop) : withCleanup(stop, ended);
}

function result(child: ChildProcess, command: string, options: RunOptions): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const captured = capture(child, options.onLine);
    const timer = setTimeout(() => {
      reject(new Failure(`${command} did not end within ${options.deadlineSeconds} s`, {
        code: ExitCode.TRY_AGAIN,
        fix: 'try again; if it hangs again, look at the network or the Docker engine it waits for',
        output: captured.output(),
      }));
    }, options.deadlineSeconds * 1000);
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve({ code: NOT_FOUND, stdout: '', output: error.message });
      else reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: code ?? (signal === 'SIGINT' ? ExitCode.INTERRUPTED : 137), stdout: captured.stdout(), output: captured.output() });
    });
  });
}

function capture(child: ChildProcess, onLine?: (line: string) => void) {
  let stdout = '';
  let output = '';
  let partial = '';
  const take = (chunk: string) => {
    output += chunk;
    const lines = (partial + chunk).split(/\r?\n|\r/);
    partial = lines.pop() ?? '';
    if (onLine) for (const line of lines) if (line.trim()) onLine(redact(line));
  };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    take(chunk);
  });
  child.stderr?.setEncoding('utf8').on('data', take);
  return { stdout: () => stdout, output: () => redact(output) };
}

function end(child: ChildProcess, group: boolean): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    process.kill(group ? -child.pid : child.pid, group ? 'SIGKILL' : 'SIGTERM');
  } catch {
    // It ended in between.
  }
}
