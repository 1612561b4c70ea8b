import report, { type TestSuite } from 'junit-report-builder';
import type { ReportFormat } from './report-format';
import type { CheckOutcome } from '../outcome';
import { type SuiteResult, words } from '../result';

/** Characters that XML has no way to write. */
const UNWRITABLE = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export const JUNIT = 'test-reports/bundling.xml';
/** For GitLab and others. */
export const junit: ReportFormat = { file: JUNIT, content: ({ result }) => junitOf(result) };

/** A suite for each function and one for the app, whose names say where it ran. */
export function junitOf({ runtime, functions, app }: SuiteResult): string {
  const builder = report.newBuilder();
  for (const fn of functions) {
    const suite = builder.testSuite().name(`bundling (${runtime}): ${fn.function}`);
    if (fn.sizeBytes !== undefined) suite.property('sizeBytes', String(fn.sizeBytes));
    if (fn.initMs !== undefined) suite.property('initMs', String(fn.initMs));
    if (fn.memoryBytes !== undefined) suite.property('memoryBytes', String(fn.memoryBytes));
    addChecks(suite, `${runtime}.${fn.function}`, fn.checks);
  }
  if (app.length > 0) addChecks(builder.testSuite().name(`bundling (${runtime}): the app`), `${runtime}.app`, app);
  return builder.build();
}

function addChecks(suite: TestSuite, className: string, checks: readonly CheckOutcome[]): void {
  for (const { name, kind, message, fix, log, ms } of checks) {
    const test = suite.testCase().className(className).name(writable(name)).time(ms / 1000);
    if (kind === 'passed') continue;
    const text = writable([message, ...(fix ? [`fix: ${fix}`] : []), ...(log ? ['', log] : [])].join('\n'));
    // What was not tested is no failure of the function.
    if (kind === 'not-run') test.error(`${words(kind)}: ${writable(message)}`, kind, text);
    else test.failure(`${words(kind)}: ${writable(message)}`, kind).stacktrace(text);
  }
}

/** The end of a CDATA section is broken up: xmlbuilder escapes only the first one of a text. */
function writable(text: string): string {
  return text.replace(UNWRITABLE, '\uFFFD').replaceAll(']]>', ']] >');
}
