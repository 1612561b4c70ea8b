import type { FunctionResult } from './function-test';
import type { CheckOutcome, OutcomeKind } from './outcome';
import type { Runtime } from './runtime';
import type { Phase } from './timeline';
import { describeSize } from '../config/code-size';
import { ExitCode } from '../kernel/failure';

/** What came of a whole run. */
export interface SuiteResult {
  /** Where the functions ran. A run without Docker never looks like one with it. */
  readonly runtime: Runtime['name'];
  readonly functions: readonly FunctionResult[];
  /** What was checked of the app as a whole. */
  readonly app: readonly CheckOutcome[];
  /** What the run spent its time on, in the order of the ends. */
  readonly phases: readonly Phase[];
}

/** The result for programs. */
export function documentOf(result: SuiteResult): Record<string, unknown> {
  return { ...result, functions: result.functions.map((fn) => ({ ...fn, warnings: fn.warnings.map(({ message }) => message) })) };
}

export function failed(checks: readonly CheckOutcome[]): CheckOutcome[] {
  return checks.filter(({ kind }) => kind !== 'passed');
}

/** 0 if all is well; 65 when something that was tested is not; 69 when only something could not be tested. */
export function exitCodeOf({ functions, app }: SuiteResult): 0 | ExitCode {
  const kinds = [...functions.flatMap(({ checks }) => checks), ...app].map(({ kind }) => kind);
  if (kinds.every((kind) => kind === 'passed')) return 0;
  return kinds.every((kind) => kind === 'passed' || kind === 'not-run') ? ExitCode.UNAVAILABLE : ExitCode.BAD_INPUT;
}

/** The rows of a table for people, with its head. */
export function rowsOf({ functions, app }: SuiteResult): string[][] {
  return [
    ['FUNCTION', 'MODE', 'SIZE', 'INIT', 'FIRST', 'MEMORY', 'RESULT'],
    ...functions.map((fn) => [
      fn.function, fn.mode ?? '-', megabytes(fn.sizeBytes), milliseconds(fn.initMs), milliseconds(fn.firstMs),
      fn.memoryBytes === undefined ? '-' : `${megabytes(fn.memoryBytes)} of ${fn.limits?.memoryMb}`, summary(fn.checks),
    ]),
    ...(app.length > 0 ? [['(the app)', '-', '-', '-', '-', '-', summary(app)]] : []),
  ];
}

/** What is wrong, as people read it: one paragraph for each check that failed. */
export function paragraphsOf({ functions, app }: SuiteResult): { title: string; check: CheckOutcome }[] {
  return [...functions.map((fn) => ({ name: fn.function, checks: fn.checks })), { name: 'the app', checks: app }]
    .flatMap(({ name, checks }) => failed(checks).map((check) => ({ title: `${name}: ${check.name}`, check })));
}

/** Kinds of failure in words. */
export function words(kind: OutcomeKind): string {
  return kind.replaceAll('-', ' ');
}

function summary(checks: readonly CheckOutcome[]): string {
  const kinds = [...new Set(failed(checks).map(({ kind }) => kind))];
  return kinds.length > 0 ? kinds.map(words).join(', ') : `passed (${checks.length})`;
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : describeSize(bytes);
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '-' : `${value} ms`;
}
