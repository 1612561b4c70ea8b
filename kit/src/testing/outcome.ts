import type { Environment } from '../kernel/environment';
import { lastLines } from '../kernel/failure';
import { redact } from '../kernel/redaction';

/** What can come of testing a function: how one check of it ended. */
export const OUTCOME_KINDS = [
  'passed', 'not-run',
  'bundle-error', 'over-budget', 'bad-event', 'import-error', 'handler-error', 'timeout', 'crash', 'out-of-memory', 'wrong-answer',
  'no-parity', 'synth-error', 'other-bundle',
] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** Something that was checked: the bundle, its budget, or the answer to an event. */
export interface CheckOutcome {
  readonly name: string;
  readonly kind: OutcomeKind;
  /** What happened, in a sentence. */
  readonly message: string;
  readonly fix?: string;
  /** The last lines of what was printed meanwhile. */
  readonly log?: string;
  readonly ms: number;
}

/** What a runtime made of one event. */
export interface EventOutcome {
  readonly kind: Extract<OutcomeKind, 'passed' | 'import-error' | 'handler-error' | 'timeout' | 'crash' | 'out-of-memory' | 'not-run'>;
  readonly message: string;
  /** Of the function, as it came. */
  readonly answer?: string;
  readonly log: string;
  readonly ms: number;
  /** How long it took until the handler was imported, if that happened for this event. */
  readonly initMs?: number;
  readonly memoryBytes?: number;
}

/** What a warning is about, which tells where a person looks. */
export type WarningSubject = 'bundle' | 'stack' | 'events' | 'budget' | 'parity';

/** Something that nothing fails for. */
export interface Warning {
  readonly about: WarningSubject;
  readonly message: string;
}

const LOG_LINES = 15;

/** Words of a runtime about an ended process, such as `exit status 3`. */
export function describeEnd({ code, signal }: { readonly code?: number | null; readonly signal?: string | null }): string {
  if (signal) return `it was ended by the signal ${signal}`;
  return code === 0 ? 'it exited with 0 in the middle, without an answer' : `it exited with ${code}`;
}

/** What may be shown of a text: no secrets, of this process or of the function's variables. */
export function presentable(text: string, variables: Environment): string {
  return redact(text.replace(/\r\n?/g, '\n'), variables);
}

/** The last lines of a log for people, without those of the runtime emulator. */
export function lastOfLog(log: string): string {
  const own = log.split('\n').filter((line) => line.trim() && !/\(rapid\)|^(?:START|END|REPORT) RequestId:|LAMBDA_WARNING/.test(line));
  return lastLines(own.join('\n'), LOG_LINES);
}

/** Python's error as Lambda hands it on. */
export function describeError(answer: string): string | undefined {
  const error = parsed(answer);
  if (typeof error !== 'object' || error === null || !('errorMessage' in error)) return undefined;
  const { errorType, errorMessage } = error as Record<string, unknown>;
  return `${typeof errorType === 'string' ? `${errorType}: ` : ''}${String(errorMessage)}`;
}

export function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
