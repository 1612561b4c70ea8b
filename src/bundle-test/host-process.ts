import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** What a process printed arrives a moment after its end; what it started may hold the pipe open. */
const DRAIN_MS = 300;
/** Output beyond this is dropped, from its beginning. */
const KEPT = 1_000_000;

export interface ProcessOptions {
  readonly python: string;
  readonly handler: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A function in a process of this machine, which Lambda's own client runs. */
export class HostProcess {
  readonly ended: Promise<End>;
  private readonly child: ChildProcess;
  private readonly closed: Promise<void>;
  private output = '';

  constructor({ python, handler, directory, env }: ProcessOptions) {
    this.child = spawn(python, ['-m', 'awslambdaric', handler], { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => { this.output = (this.output + chunk).slice(-KEPT); });
    }
    this.closed = new Promise((resolve) => { this.child.once('close', () => resolve()); });
    this.ended = new Promise((resolve) => {
      this.child.once('error', () => resolve({ code: 127, signal: null }));
      this.child.once('exit', (code, signal) => resolve({ code, signal }));
    });
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it printed since this was asked last. */
  takeOutput(): string {
    const taken = this.output;
    this.output = '';
    return taken;
  }

  /** Most memory that it had in use, where the machine tells. */
  peakMemory(): number | undefined {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readOf(this.child.pid, 'status'))?.[1];
    return kilobytes ? Number(kilobytes) * 1024 : undefined;
  }

  /** Ends it with all that it started. */
  async end(): Promise<void> {
    if (this.child.pid !== undefined) kill(-this.child.pid);
    await this.ended;
    await Promise.race([this.closed, wait(DRAIN_MS, undefined, { ref: false })]);
  }
}

/** Ends processes that a function started in sessions of their own: they still have the variable that marks it. */
export function endMarked(variable: string): void {
  for (let round = 0; round < 3; round++) {
    const marked = processes().filter((pid) => readOf(pid, 'environ').split('\0').includes(variable));
    if (marked.length === 0) return;
    for (const pid of marked) kill(pid);
  }
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter((pid) => pid > 1 && pid !== process.pid);
  } catch {
    return []; // not Linux
  }
}

function readOf(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
