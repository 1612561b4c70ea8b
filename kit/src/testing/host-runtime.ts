import { cpSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type End, HostProcess, endLeftovers } from './host-process';
import { type EventOutcome, describeEnd, describeError, lastOfLog, presentable } from './outcome';
import { type Runtime, type Session, type TestSubject, lambdaVariables } from './runtime';
import { RuntimeApi, type Told, tooLarge } from './runtime-api';
import { installRuntimeClient } from './runtime-client';
import { differences } from '../bundling/store/manifest';
import { Store } from '../bundling/store/store';
import type { SampleEvent } from '../config/sample-events';
import { type Workspace, toolsDirectory } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';
import { requireInterpreter } from '../toolchain/interpreter';
import { findUv } from '../toolchain/uv';

/** Lambda gives an import so long, or the function's timeout if that is longer. */
const INIT_SECONDS = 10;

/**
 * This machine's own Python with Lambda's client of the runtime API, without Docker. What it does not prove: the C
 * libraries, the memory size, the limits of /tmp.
 */
export class HostRuntime implements Runtime {
  readonly name = 'local';

  constructor(private readonly workspace: Workspace) {}

  async withFunction<T>(subject: TestSubject, work: (session: Session) => Promise<T>): Promise<T> {
    const { function: { name, pythonVersion } } = subject.bundle.plan;
    requireLinux(name, pythonVersion);
    const tools = toolsDirectory(this.workspace);
    const uv = await findUv(tools);
    const python = await requireInterpreter(pythonVersion, uv);
    const client = await installRuntimeClient(tools, uv, python, pythonVersion);
    return Store.of(this.workspace).withScratch(async (scratch) => {
      const hosted = await HostedFunction.start(subject, { scratch: realpathSync(scratch), python, client });
      return withCleanup(() => hosted.stop(), () => work(hosted));
    });
  }
}

interface Place {
  readonly scratch: string;
  readonly python: string;
  readonly client: string;
}

/** What is heard of a function: what it tells, its end, or nothing in time. */
type Heard = Told | { readonly kind: 'late'; readonly seconds: number } | { readonly kind: 'ended'; readonly end: End };

/** After these, Lambda starts it anew. */
const ENDING: ReadonlySet<Heard['kind']> = new Set(['late', 'import-error', 'ended', 'too-large']);

/** A function behind the runtime API. After a crash or a timeout, the next event starts it anew, as in Lambda. */
class HostedFunction implements Session {
  static async start(subject: TestSubject, place: Place): Promise<HostedFunction> {
    const task = join(place.scratch, 'task');
    // A copy: the files of the store belong to other bundles, too.
    cpSync(subject.bundle.stored.directory, task, { recursive: true });
    mkdirSync(join(place.scratch, 'tmp'));
    const api = new RuntimeApi(subject.limits.timeoutSeconds);
    await api.start();
    return new HostedFunction(subject, place, task, api);
  }

  private process?: HostProcess;

  private constructor(
    private readonly subject: TestSubject, private readonly place: Place, private readonly task: string, private readonly api: RuntimeApi,
  ) {}

  async invoke({ payload }: SampleEvent): Promise<EventOutcome> {
    const { timeoutSeconds } = this.subject.limits;
    const started = performance.now();
    let initMs: number | undefined;
    if (!this.process?.running) {
      const imported = await this.startProcess(Math.max(timeoutSeconds, INIT_SECONDS));
      initMs = Math.round(performance.now() - started);
      if (imported.kind !== 'ready') return this.conclude(imported, started, {});
    }
    const told = this.tell(timeoutSeconds);
    this.api.send(payload);
    const outcome = await told;
    const memoryBytes = this.process?.peakMemory();
    const ms = Math.round(performance.now() - started);
    // It has to be told that it may go on, before the next event.
    if (outcome.kind === 'answer' || outcome.kind === 'error') await this.tell(timeoutSeconds);
    return this.conclude(outcome, started, { initMs, memoryBytes, ms });
  }

  problems(): string[] {
    const changed = differences(this.subject.bundle.stored.manifest, this.task);
    return changed.length > 0 ? [`it changed files of its own bundle, which Lambda does not let it: ${changed.slice(0, 3).join(', ')}`] : [];
  }

  async stop(): Promise<void> {
    await this.process?.end();
    endLeftovers({ variable: `AWS_LAMBDA_RUNTIME_API=${this.api.address}`, directory: this.place.scratch });
    this.api.stop();
  }

  private async startProcess(seconds: number): Promise<Heard> {
    const { scratch, python, client } = this.place;
    await this.process?.end(); // it ended by itself after its answer
    this.api.reset();
    const told = this.api.next();
    this.process = new HostProcess({
      python,
      handler: this.subject.bundle.plan.function.handler,
      directory: this.task,
      // Nothing of this machine's environment: a function in Lambda has none of it.
      env: {
        PATH: '/usr/bin:/bin',
        LANG: 'en_US.UTF-8',
        HOME: scratch,
        TMPDIR: join(scratch, 'tmp'),
        ...lambdaVariables(this.subject),
        AWS_LAMBDA_RUNTIME_API: this.api.address,
        LAMBDA_TASK_ROOT: this.task,
        LAMBDA_RUNTIME_DIR: client,
        PYTHONPATH: `${this.task}:${client}`,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHONNOUSERSITE: '1',
        PYTHONUNBUFFERED: '1',
      },
    });
    return this.hear(told, seconds);
  }

  private tell(seconds: number): Promise<Heard> {
    return this.hear(this.api.next(), seconds);
  }

  /** What it tells, unless it ends or the time is over before. */
  private async hear(told: Promise<Told>, seconds: number): Promise<Heard> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Heard>((resolve) => { timer = setTimeout(() => resolve({ kind: 'late', seconds }), seconds * 1000); });
    const ended = this.process!.ended.then((end): Heard => ({ kind: 'ended', end }));
    try {
      return await Promise.race([told, ended, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async conclude(heard: Heard, started: number, measured: Pick<EventOutcome, 'initMs' | 'memoryBytes'> & { ms?: number }): Promise<EventOutcome> {
    const { variables } = this.subject;
    const imported = measured.ms !== undefined;
    if (ENDING.has(heard.kind)) await this.process?.end();
    const log = lastOfLog(presentable(this.process?.takeOutput() ?? '', variables));
    const common = { ms: Math.round(performance.now() - started), log, ...measured };
    const told = (kind: EventOutcome['kind'], message: string) => ({ kind, message: presentable(message, variables), ...common });
    switch (heard.kind) {
      case 'late': return told('timeout', `it did not ${imported ? 'answer' : 'finish the import of its handler'} within ${heard.seconds} s`);
      case 'ended': return told('crash', `${imported ? 'while it handled the event' : 'while the handler was imported'}, ${describeEnd(heard.end)}`);
      case 'import-error': return told('import-error', describeError(heard.body) ?? 'its handler cannot be imported');
      case 'error': return told('handler-error', describeError(heard.body) ?? 'it raised an error');
      case 'too-large': return told('handler-error', tooLarge(heard.bytes));
      case 'answer': return { ...told('passed', 'it answered'), answer: heard.body };
      case 'ready': return told('crash', 'it asked for the next event without an answer');
    }
  }
}

function requireLinux(name: string, version: string): void {
  if (process.platform === 'linux' && version !== '3.9') return;
  throw new Failure(process.platform === 'linux' ? 'awslambdaric has no release for Python 3.9' : 'bundles for Lambda run on Linux only', {
    code: ExitCode.UNAVAILABLE, where: name, fix: 'test it in Docker: npx projen test:bundling',
  });
}
