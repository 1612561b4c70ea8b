import { posix } from 'node:path';
import { answerDifferences } from './answer';
import { holdAgainst } from './budget';
import { type CheckOutcome, type EventOutcome, type OutcomeKind, type Warning, type WarningSubject, parsed, presentable } from './outcome';
import type { Limits, Runtime, Session, TestSubject } from './runtime';
import type { Bundle } from '../bundling/bundle';
import { ImportFailure } from '../bundling/import-check';
import { totalSize } from '../bundling/store/manifest';
import { type PackageSize, sizesByPackage } from '../bundling/verification';
import { type BadEvent, type SampleEvent, expectedOf, readEvents } from '../config/sample-events';
import type { FunctionSettings } from '../config/settings';
import type { Environment } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';

/** What is known of a function after its test. */
export interface FunctionResult {
  readonly function: string;
  readonly target: Pick<FunctionSettings, 'pythonVersion' | 'architecture' | 'entry' | 'handler' | 'budget'>;
  /** How it was bundled; nothing if it could not be. */
  readonly mode?: string;
  readonly key?: string;
  readonly sizeBytes?: number;
  /** What each package takes of it, the largest first. */
  readonly packages: readonly PackageSize[];
  /** How long its bundle took to make; nothing when it was there already. */
  readonly bundleMs?: number;
  readonly limits?: Limits;
  readonly initMs?: number;
  readonly firstMs?: number;
  /** Of the slowest event, without INIT, which Lambda does not count to the timeout. */
  readonly slowestMs?: number;
  readonly memoryBytes?: number;
  readonly warnings: readonly Warning[];
  readonly checks: readonly CheckOutcome[];
}

/** What the stack says of a function. */
export interface Configuration {
  readonly limits: Limits;
  readonly variables: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
}

/** Sent where there is no sample event: it only proves that the handler can be imported. */
const NO_EVENT: SampleEvent = { name: '(no sample events)', payload: '{}' };

/** Runs one bundle with its sample events. It throws only what ends the whole run. */
export async function testFunction(runtime: Runtime, bundle: Bundle, configuration: Configuration, folder: string): Promise<FunctionResult> {
  const { plan: { function: fn, mode, key }, stored: { manifest } } = bundle;
  const { events, bad } = readEvents(folder);
  const { limits } = configuration;
  const variables = { ...configuration.variables, ...fn.testEnvironment };
  const none = events.length === 0 && bad.length === 0;
  const subject: TestSubject = { bundle, limits, variables, events: none ? [NO_EVENT] : events };
  const sizeBytes = totalSize(manifest.files);
  const { invocations, checks } = await runEvents(runtime, subject);
  const initMs = invocations.find((invocation) => invocation.initMs !== undefined)?.initMs;
  const budget = holdAgainst(fn.budget ?? {}, { sizeBytes, initMs });
  return {
    ...aboutFunction(fn),
    packages: sizesByPackage(bundle.stored.directory),
    mode,
    key,
    sizeBytes,
    limits,
    initMs,
    firstMs: invocations[0]?.kind === 'passed' ? invocations[0].ms : undefined,
    slowestMs: largest(invocations.filter(({ kind }) => kind !== 'import-error').map((one) => Math.max(0, one.ms - (one.initMs ?? 0)))),
    memoryBytes: largest(invocations.map(({ memoryBytes }) => memoryBytes)),
    warnings: [
      ...about('bundle', manifest.warnings ?? []),
      ...configuration.warnings,
      ...about('events', none ? [`it has no sample events, so only its import was tested; add ${fn.entry}/events/<name>.json`] : []),
      ...about('budget', budget.near),
    ].map((one) => ({ ...one, message: presentable(one.message, variables) })),
    checks: [
      { name: 'bundle', kind: 'passed', message: 'it was bundled and verified', ms: 0 },
      ...bad.map((one) => badEvent(fn, one)),
      ...checks,
      ...budget.crossed.map((message): CheckOutcome => ({ name: 'budget', kind: 'over-budget', message, fix: `take out what it does not need, or raise functions.${fn.name}.budget in .projenrc.ts`, ms: 0 })),
    ],
  };
}

/** A function that could not be bundled. */
export function notBundled(fn: FunctionSettings, error: Failure, ms: number): FunctionResult {
  const kind = error instanceof ImportFailure ? 'import-error' : kindOf(error, 'bundle-error');
  return { ...aboutFunction(fn), packages: [], warnings: [], checks: [failedCheck('bundle', kind, error, ms, fn.testEnvironment)] };
}

function aboutFunction({ name, pythonVersion, architecture, entry, handler, budget }: FunctionSettings): Pick<FunctionResult, 'function' | 'target'> {
  return { function: name, target: { pythonVersion, architecture, entry, handler, budget } };
}

/** A failure of what was tested is its own; any other one says that it was not tested. */
export function kindOf({ code }: Failure, own: OutcomeKind): OutcomeKind {
  return code === ExitCode.BAD_INPUT || code === ExitCode.BAD_CONFIG ? own : 'not-run';
}

/** @param variables of the functions that it may be about: secrets in them are not shown */
export function failedCheck(
  name: string, kind: OutcomeKind, { message, fix, output }: Failure, ms: number, variables: Environment = {},
): CheckOutcome {
  return { name, kind, message: presentable(message, variables), fix, ...(output && { log: presentable(output, variables) }), ms };
}

function badEvent({ entry }: FunctionSettings, { file, problem }: BadEvent): CheckOutcome {
  return { name: file ?? 'events', kind: 'bad-event', message: problem, fix: `fix ${posix.join(entry, 'events', file ?? '')}`, ms: 0 };
}

async function runEvents(runtime: Runtime, subject: TestSubject): Promise<{ invocations: EventOutcome[]; checks: CheckOutcome[] }> {
  const invocations: EventOutcome[] = [];
  const checks: CheckOutcome[] = [];
  const work = async (session: Session) => {
    for (const event of subject.events) {
      const invocation = await session.invoke(event);
      invocations.push(invocation);
      checks.push(checkOf(event, invocation, subject));
      // It would fail in the same way for each event.
      if (invocation.kind === 'import-error') break;
    }
    for (const message of session.problems()) checks.push({ name: 'read-only code', kind: 'handler-error', message, ms: 0 });
  };
  try {
    if (subject.events.length > 0) await runtime.withFunction(subject, work);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    checks.push(failedCheck('run', 'not-run', error, 0, subject.variables));
  }
  return { invocations, checks };
}

function checkOf(event: SampleEvent, invocation: EventOutcome, { variables }: TestSubject): CheckOutcome {
  const { kind, message, ms, log } = invocation;
  const base = { name: event.name, ms };
  if (event === NO_EVENT && kind === 'handler-error') return { ...base, kind: 'passed', message: 'its handler was imported' };
  if (kind !== 'passed') return { ...base, kind, message, log, fix: FIXES[kind] };
  if (!event.expected) return { ...base, kind, message };
  const different = answerDifferences(event.expected.value, parsed(invocation.answer ?? ''), (text) => presentable(text, variables));
  if (different.length === 0) return { ...base, kind, message: 'it answered as expected' };
  return {
    ...base, kind: 'wrong-answer', message: presentable(`it answered otherwise than expected: ${different.join('; ')}`, variables), log,
    fix: `fix the function, or ${expectedOf(event.name)}`,
  };
}

const FIXES: Partial<Record<OutcomeKind, string>> = {
  'import-error': 'add what is missing to its requirements, or fix the import',
  'handler-error': 'fix the function, or the event',
  'timeout': 'see what it waits for; its timeout is set in the stack',
  'crash': 'find what ended the process: sys.exit, os._exit, or native code',
  'out-of-memory': 'raise its memorySize in the stack, or use less',
};

function about(subject: WarningSubject, messages: readonly string[]): Warning[] {
  return messages.map((message) => ({ about: subject, message }));
}

function largest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
