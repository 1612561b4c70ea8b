import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What a process printed arrives a moment after its end; what it started may hold the pipe open. */
const DRAIN_MS = 300;
/** Output beyond this is dropped, from its beginning. */
const KEPT = 200_000;

interface ProcessOptions {
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
  /** Its standard output and error, which what it starts has too, as the kernel names them. */
  private readonly streams: readonly string[];
  private output = '';
  private ending?: Promise<void>;

  constructor({ python, handler, directory, env }: ProcessOptions) {
    this.child = spawn(python, ['-m', 'awslambdaric', handler], { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
        if (this.output.length > 2 * KEPT) this.output = this.output.slice(-KEPT); // not for each chunk of a flood
      });
    }
    this.streams = [1, 2].map((fd) => linkOf(this.child.pid, `fd/${fd}`)).filter((link) => /^(?:socket|pipe):/.test(link));
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
    const taken = this.output.slice(-KEPT);
    this.output = '';
    return taken;
  }

  /** Most memory that it had in use, where the machine tells. */
  peakMemory(): number | undefined {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readOf(this.child.pid, 'status'))?.[1];
    return kilobytes ? Number(kilobytes) * 1024 : undefined;
  }

  /** Ends it with all that it started. */
  end(): Promise<void> {
    return this.ending ??= this.endOnce();
  }

  private async endOnce(): Promise<void> {
    if (this.child.pid !== undefined) kill(-this.child.pid);
    await this.ended;
    endAll((pid) => descriptorsOf(pid).some((link) => this.streams.includes(link)));
    await Promise.race([this.closed, wait(DRAIN_MS, undefined, { ref: false })]);
    // Whoever still holds them must not keep this process alive.
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }
}

/** Ends what a function started in sessions of its own, and which has the variable that marks it, or is at work in its folder. */
export function endLeftovers({ variable, directory }: { readonly variable: string; readonly directory: string }): void {
  endAll((pid) => readOf(pid, 'environ').split('\0').includes(variable) || `${linkOf(pid, 'cwd')}${sep}`.startsWith(`${directory}${sep}`));
}

/** Some may have started others meanwhile. */
function endAll(belongs: (pid: number) => boolean): void {
  for (let round = 0; round < 3; round++) {
    const found = processes().filter(belongs);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
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

function linkOf(pid: number | undefined, file: string): string {
  try {
    return readlinkSync(`/proc/${pid}/${file}`);
  } catch {
    return '';
  }
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(pid, `fd/${fd}`));
  } catch {
    return []; // it ended, or belongs to somebody else
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
