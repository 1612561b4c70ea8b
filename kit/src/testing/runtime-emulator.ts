import { type EventOutcome, describeEnd, describeError, lastOfLog, parsed, presentable } from './outcome';
import type { Limits } from './runtime';
import { tooLarge } from './runtime-api';
import type { EmulatorAnswer, EmulatorLog } from './runtime-emulator-output';

/** What the runtime emulator's answer is judged by, besides itself. */
interface Circumstances {
  readonly limits: Limits;
  readonly variables: Readonly<Record<string, string>>;
  /** What was printed since the event was sent, and by whom. */
  readonly log: EmulatorLog;
  /** Processes that were killed before. */
  readonly killsBefore: number;
}

/**
 * Says what became of an invocation. The runtime emulator answers 200 to errors and timeouts too, and its REPORT line has no true
 * times, so its own words decide.
 *
 * @see https://github.com/aws/aws-lambda-runtime-interface-emulator
 */
export function judge(answer: EmulatorAnswer, circumstances: Circumstances): EventOutcome {
  const { limits: { timeoutSeconds }, variables } = circumstances;
  const { body, ms, peak } = answer;
  const log = presentable(circumstances.log.ofFunction, variables);
  const said = ownLines(circumstances.log.ofEmulator);
  const initMs = initTime(said);
  const imported = !initFailed(said);
  const common = { ms, log: lastOfLog(log), memoryBytes: peak || undefined, ...(initMs !== undefined && { initMs }) };
  const told = (kind: EventOutcome['kind'], message: string) => ({ kind, message: presentable(message, variables), ...common });
  const during = imported ? 'while it handled the event' : 'while the handler was imported';
  if (answer.status === 0 || /^Task timed out after /.test(body)) {
    return told('timeout', `it did not ${imported ? 'answer' : 'finish the import of its handler'} within ${timeoutSeconds} s`);
  }
  if (answer.kills > circumstances.killsBefore) return told('out-of-memory', outOfMemory(answer, circumstances.limits));
  if (answer.status !== 200 && typeOf(body) === 'Function.ResponseSizeTooLarge') return told('handler-error', tooLarge());
  const error = errorOf(body);
  if (error?.kind === 'exit') return told('crash', `${during}, ${endOf(error.message)}`);
  if (error) return told(error.kind, error.message);
  if (answer.status === 200) return { ...told('passed', 'it answered'), answer: body };
  // An exit during the import leaves no answer, but a line in the log.
  const exit = /^Process runtime-\d+ exited: (.+)/m.exec(said)?.[1];
  return told('crash', exit ? `${during}, ${endOf(exit)}` : `the runtime emulator answered ${answer.status}: ${presentable(body, variables).slice(0, 200)}`);
}

/** What is said of a function that was ended for want of memory. */
export function outOfMemory({ temporary }: Pick<EmulatorAnswer, 'temporary'>, { memoryMb }: Limits): string {
  const megabytes = Math.round(temporary / 1e6);
  const inTmp = megabytes > memoryMb / 10 ? `; /tmp has ${megabytes} MB in it, which count as memory here, and not in Lambda` : '';
  return `it needs more than its ${memoryMb} MB of memory${inTmp}`;
}

/** What the runtime emulator says of itself: `23 Nov 2026 13:48:39,672 [INFO] (rapid) INIT START(...)`, without what is before it. */
function ownLines(log: string): string {
  return [...log.matchAll(/^\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d,\d{3} \[[A-Z]+\] \(rapid\) (.+)$/gm)].map(([, said]) => said).join('\n');
}

/** Until the handler was imported. The first of two reports counts: after a failed import the runtime emulator tries again. */
function initTime(said: string): number | undefined {
  const found = /^INIT RTDONE\(status: success\)[^]*?^INIT REPORT\(durationMs: ([\d.]+)\)/m.exec(said);
  return found ? Math.round(Number(found[1])) : undefined;
}

function initFailed(said: string): boolean {
  return /^INIT RTDONE\(status: error\)/m.test(said);
}

function typeOf(body: string): unknown {
  return (parsed(body) as { errorType?: unknown } | null | undefined)?.errorType;
}

function errorOf(body: string): { kind: 'exit' | 'import-error' | 'handler-error'; message: string } | undefined {
  const value = parsed(body);
  const message = describeError(body);
  if (message === undefined) return undefined;
  const { errorType, requestId, stackTrace } = value as Record<string, unknown>;
  if (errorType === 'Runtime.ExitError') return { kind: 'exit', message };
  // All of these, and not an answer of the function that looks a little like it.
  if (typeof requestId !== 'string' || !Array.isArray(stackTrace)) return undefined;
  return { kind: requestId === '' ? 'import-error' : 'handler-error', message };
}

/** The runtime emulator says `exit status 3`, `signal: killed`, or that there was no reason, which is an exit with 0. */
function endOf(words: string): string {
  const signal = /signal: ([a-z ]+)/.exec(words)?.[1];
  const code = /exit status (\d+)/.exec(words)?.[1];
  return describeEnd({ signal, code: code === undefined ? 0 : Number(code) });
}
