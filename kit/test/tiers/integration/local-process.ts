import { type ChildProcess, spawn } from 'node:child_process';
import { thisWorkspace } from '../../../src/config/workspace';
import { PROGRAM } from '../../../src/kernel/program';

export interface Invocation { function: string; event: string; answer: string; error: boolean }

/** `npx projen local --keep`, as it runs in a terminal. */
export class Local {
  readonly child: ChildProcess = spawn(process.execPath, [PROGRAM, 'local', '--keep', '--json'], {
    cwd: thisWorkspace().root, env: { ...process.env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  readonly ended = new Promise<number | null>((done) => this.child.once('exit', done));
  private stdout = '';
  stderr = '';

  constructor() {
    this.child.stdout!.on('data', (chunk: Buffer) => { this.stdout += chunk; });
    this.child.stderr!.on('data', (chunk: Buffer) => { this.stderr += chunk; });
  }

  /** Waits for the line that tells how to reach it. */
  async environment(): Promise<Record<string, string>> {
    for (;;) {
      const line = /export (.*)/.exec(this.stderr)?.[1];
      if (line) return Object.fromEntries(line.split(' ').map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
      if (this.child.exitCode !== null) throw new Error(this.stderr);
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  invocations(): Invocation[] {
    return (JSON.parse(this.stdout) as { invocations: Invocation[] }).invocations;
  }
}
