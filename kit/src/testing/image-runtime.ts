import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type EventOutcome, lastOfLog, presentable } from './outcome';
import { type Runtime, type Session, type TestSubject, lambdaVariables } from './runtime';
import { judge, outOfMemory } from './runtime-emulator';
import { type EmulatorAnswer, type EmulatorLog, LOG_LIMIT, askEmulator, readLog } from './runtime-emulator-output';
import { type Store } from '../bundling/store/store';
import { DEFAULT_HANDLER } from '../config/handlers';
import type { SampleEvent } from '../config/sample-events';
import { type Container, engineDied, removeOrphans, withContainer } from '../docker/container';
import { docker } from '../docker/docker';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { imagePython } from '../python/target';

const ENTRYPOINT = '/lambda-entrypoint.sh';
const CODE = '/var/task';
/** Where the container has the events and the program that sends them. */
const PLACE = '/bundle-test';
const PROGRAM = 'invoke.py';
const START_SECONDS = 60;
const ASK_SECONDS = 30;
/** Lambda gives an import ten seconds of its own, and the runtime emulator a moment more. */
const SPARE_SECONDS = 15;
/** For the runtime emulator and the program that asks it, which Lambda has outside of the function's memory. */
const SPARE_MB = 32;
/** As Lambda limits them. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const PROCESSES = 1024;
const TEMPORARY_MB = 512;
/** The runtime emulator's lines reach the log a moment after its answer. */
const LOG_MS = 200;
const FOREIGN = /exec format error|no matching manifest|does not (?:provide|match) the specified platform/i;

/** The Lambda runtime image with AWS's runtime emulator: the code cannot be written, and memory, processes and /tmp are limited. */
export class ImageRuntime implements Runtime {
  readonly name = 'docker';

  private tidied?: Promise<void>;

  constructor(private readonly store: Store) {}

  async withFunction<T>(subject: TestSubject, work: (session: Session) => Promise<T>): Promise<T> {
    const { bundle: { plan, stored }, limits } = subject;
    const { function: fn, target } = plan;
    await (this.tidied ??= removeOrphans()); // what a killed run left
    const common = { image: fn.runtimeImage, architecture: target.architecture, functions: [fn.name] };
    // Files come into a volume by way of a container that never runs: in the other one they cannot be written.
    const volumes = ['--volume', CODE, '--volume', PLACE];
    return withContainer({ ...common, env: {}, command: ['true'], flags: volumes }, async (holder) => {
      await holder.copyIn(stored.directory, CODE);
      await this.store.withScratch(async (input) => {
        writeInput(input, subject.events);
        await holder.copyIn(input, PLACE);
      });
      const flags = [
        '--volumes-from', `${holder.id}:ro`, '--read-only', '--tmpfs', `/tmp:size=${TEMPORARY_MB}m`,
        '--memory', `${limits.memoryMb + SPARE_MB}m`, '--memory-swap', `${limits.memoryMb + SPARE_MB}m`, '--pids-limit', String(PROCESSES),
        '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--user', '993:990',
        ...LOG_LIMIT,
      ];
      return withContainer({ ...common, env: lambdaVariables(subject), command: [ENTRYPOINT, fn.handler], flags }, async (container) => {
        await start(container, fn.runtimeImage);
        return work(new EmulatedFunction(container, subject));
      });
    });
  }
}

class EmulatedFunction implements Session {
  /** The number of killed processes that belong to earlier events, and when the last of those was sent. */
  private kills = 0;
  private lastBegan?: number;

  constructor(private readonly container: Container, private readonly subject: TestSubject) {}

  async invoke(event: SampleEvent): Promise<EventOutcome> {
    const { limits, variables, bundle: { plan }, events } = this.subject;
    const seconds = limits.timeoutSeconds + SPARE_SECONDS;
    const file = `${PLACE}/${events.indexOf(event)}.json`;
    const command = [imagePython(plan.target.pythonVersion), '-E', '-S', `${PLACE}/${PROGRAM}`, file, String(seconds)];
    const started = performance.now();
    const answer = await askEmulator(this.container.id, command, seconds + ASK_SECONDS);
    if ('output' in answer) return this.withoutAnswer(answer.output, await this.newLog(), performance.now() - started);
    const log = await this.newLog(answer);
    const invocation = judge(answer, { limits, variables, log, killsBefore: this.kills });
    this.kills = answer.kills;
    this.lastBegan = answer.began;
    return invocation;
  }

  problems(): string[] {
    return [];
  }

  /** The container itself ended, or cannot take another process. */
  private async withoutAnswer(output: string, { ofFunction }: EmulatorLog, ms: number): Promise<EventOutcome> {
    const state = await docker(['inspect', '--format', '{{.State.Running}} {{.State.OOMKilled}}', this.container.id], ASK_SECONDS);
    if (state.code !== 0) throw engineDied(`while ${this.subject.bundle.plan.function.name} ran`, state);
    const { variables, limits } = this.subject;
    const common = { ms: Math.round(ms), log: lastOfLog(presentable(`${ofFunction}\n${output}`, variables)) };
    if (state.stdout.includes(' true')) return { kind: 'out-of-memory', message: outOfMemory({ temporary: 0 }, limits), ...common };
    const message = state.stdout.startsWith('true') ? 'its container takes no more processes' : 'its container ended with it, or before it';
    return { kind: 'crash', message, ...common };
  }

  /** What was printed for one event; for the first one, since the container was started. */
  private async newLog(answer?: EmulatorAnswer): Promise<EmulatorLog> {
    if (this.lastBegan !== undefined) return readLog(this.container.id, answer?.began ?? this.lastBegan);
    const log = await readLog(this.container.id);
    if (!answer || log.ofEmulator.includes('INIT REPORT')) return log;
    await wait(LOG_MS);
    return readLog(this.container.id);
  }
}

async function start({ id }: Container, image: string): Promise<void> {
  const result = await docker(['start', id], START_SECONDS);
  if (result.code === 0) return;
  throw new Failure(`${image} cannot be started`, {
    code: ExitCode.UNAVAILABLE,
    where: FOREIGN.test(result.output) ? 'this host, which has another processor' : 'the Docker engine',
    fix: `start it by hand to see why: docker run --rm ${image} ${DEFAULT_HANDLER}`,
    output: lastLines(result.output),
  });
}

function writeInput(input: string, events: readonly SampleEvent[]): void {
  mkdirSync(input, { recursive: true });
  copyFileSync(join(__dirname, PROGRAM), join(input, PROGRAM));
  for (const [i, { payload }] of events.entries()) writeFileSync(join(input, `${i}.json`), payload);
}
