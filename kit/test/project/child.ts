import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a process ended, and all that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Processes that a process left behind hold its output open; they are not waited for longer than this. */
const OUTPUT_MS = 1000;

/**
 * A process that a test starts, in a group of its own. Whatever happens, the group is killed after the test,
 * or after the tests of the file if it began outside of a test.
 */
export class Child {
  static start(program: string, args: readonly string[], options: ChildOptions): Child {
    return new Child(program, args, options);
  }

  /** Runs Node. */
  static node(args: readonly string[], options: ChildOptions): Child {
    return Child.start(process.execPath, args, options);
  }

  readonly pid: number;
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly outcome: Promise<Ended>;
  private readonly exited: Promise<void>;
  private noticed?: () => void;

  private constructor(program: string, args: readonly string[], { cwd, env }: ChildOptions) {
    this.child = spawn(program, args, { cwd, env: env as NodeJS.ProcessEnv | undefined, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child.on('error', () => undefined); // the pid tells
    if (this.child.pid === undefined) throw new Error(`${program} could not be started`);
    this.pid = this.child.pid;
    started.add(this);
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => { this.stdout += text; this.noticed?.(); });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => { this.stderr += text; this.noticed?.(); });
    this.exited = new Promise((done) => this.child.once('exit', () => done()));
    this.outcome = new Promise((done) => {
      const end = () => {
        done({ code: this.child.exitCode, signal: this.child.signalCode, stdout: this.stdout, stderr: this.stderr });
        this.noticed?.();
      };
      this.child.once('close', end).once('exit', () => setTimeout(end, OUTPUT_MS).unref());
    });
  }

  /** Waits for its end. It fails the test if that takes longer than `seconds`. */
  ended(seconds = 60): Promise<Ended> {
    return this.within(seconds, 'did not end', this.outcome);
  }

  /** Waits until it has printed this, on standard output or error. */
  printed(pattern: RegExp, seconds = 60): Promise<RegExpExecArray> {
    const found = new Promise<RegExpExecArray>((done, failed) => {
      this.noticed = () => {
        const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
        if (match) done(match);
        else if (this.hasEnded) failed(new Error(`it ended and did not print ${pattern}:\n${this.stderr}`));
      };
      this.noticed();
    });
    return this.within(seconds, `did not print ${pattern}`, found);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.child.kill(signal);
  }

  /** As a terminal sends a signal. */
  killGroup(signal: NodeJS.Signals = 'SIGKILL'): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // nobody is left in it
    }
  }

  async remove(): Promise<void> {
    this.killGroup();
    await this.exited;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async within<T>(seconds: number, what: string, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, failed) => {
      timer = setTimeout(() => failed(new Error(`${this.child.spawnargs.join(' ')} ${what} within ${seconds} s:\n${this.stderr}`)), seconds * 1000);
    });
    return Promise.race([work, limit]).finally(() => clearTimeout(timer));
  }
}

/** Those of the file and, while a test runs, those of the test. */
const ofFile = new Set<Child>();
const ofTest = new Set<Child>();
let started = ofFile;

async function removeAll(children: Set<Child>): Promise<void> {
  const all = [...children];
  children.clear();
  await Promise.all(all.map((child) => child.remove()));
}

beforeEach(() => { started = ofTest; });
afterEach(async () => {
  started = ofFile;
  await removeAll(ofTest);
});
afterAll(() => removeAll(ofFile));
