import { functionResult, suiteResult } from './results';
import type { AssembledFunction } from '../../src/assembly/assembly';
import { ExitCode, Failure } from '../../src/kernel/failure';
import { configurationOf } from '../../src/testing/configuration';
import { kindOf } from '../../src/testing/function-test';
import type { CheckOutcome, OutcomeKind } from '../../src/testing/outcome';
import { type SuiteResult, exitCodeOf, paragraphsOf, rowsOf } from '../../src/testing/result';

function check(kind: OutcomeKind, more: Partial<CheckOutcome> = {}): CheckOutcome {
  return { name: 'some.json', kind, message: 'it happened', ms: 12, ...more };
}

function suite(...kinds: OutcomeKind[]): SuiteResult {
  return suiteResult({ functions: [functionResult('orders', { checks: kinds.map((kind) => check(kind)) })], app: [check('passed', { name: 'synth' })] });
}

test.each([
  [[], 0], [['passed'], 0], [['passed', 'not-run'], ExitCode.UNAVAILABLE], [['not-run', 'timeout'], ExitCode.BAD_INPUT], [['over-budget'], ExitCode.BAD_INPUT],
] as const)('%j ends with %d', (kinds, code) => {
  expect(exitCodeOf(suite(...kinds))).toBe(code);
});

test.each([
  [ExitCode.BAD_INPUT, 'bundle-error'], [ExitCode.BAD_CONFIG, 'bundle-error'], [ExitCode.UNAVAILABLE, 'not-run'], [ExitCode.TRY_AGAIN, 'not-run'],
] as const)('a failure with %d is %s', (code, kind) => {
  expect(kindOf(new Failure('x', { code, fix: 'y' }), 'bundle-error')).toBe(kind);
});

test('the table has a row for each function and one for the app', () => {
  const [head, row, app] = rowsOf({
    ...suite('timeout', 'passed', 'timeout', 'crash'),
    functions: [functionResult('orders', {
      mode: 'docker', sizeBytes: 11.3e6, initMs: 400, firstMs: 450, memoryBytes: 40.9e6, limits: { memoryMb: 256, timeoutSeconds: 3 },
      checks: [check('timeout'), check('passed'), check('timeout'), check('crash')],
    })],
  });
  expect(head).toEqual(['FUNCTION', 'MODE', 'SIZE', 'INIT', 'FIRST', 'MEMORY', 'RESULT']);
  expect(row).toEqual(['orders', 'docker', '11.3 MB', '400 ms', '450 ms', '40.9 MB of 256', 'timeout, crash']);
  expect(app).toEqual(['(the app)', '-', '-', '-', '-', '-', 'passed (1)']);
});

test('every check that failed has a paragraph', () => {
  expect(paragraphsOf(suite('passed', 'crash', 'wrong-answer')).map(({ title, check: { kind } }) => `${title} ${kind}`)).toEqual([
    'orders: some.json crash', 'orders: some.json wrong-answer',
  ]);
});

describe('what a stack gives a function', () => {
  const assembled = (name: string, changes: Partial<AssembledFunction>) => (
    { record: { function: name }, memorySize: 512, timeoutSeconds: 30, variables: {}, ...changes } as AssembledFunction
  );

  test('is its memory, timeout and variables, made up where only CloudFormation knows them', () => {
    const all = [assembled('orders', { variables: { LEVEL: 'INFO', TABLE_NAME: undefined } }), assembled('other', { memorySize: 64 })];
    expect(configurationOf('orders', all)).toEqual({ limits: { memoryMb: 512, timeoutSeconds: 30 }, variables: { LEVEL: 'INFO', TABLE_NAME: 'table-name' }, warnings: [] });
  });

  test('is the tightest where several resources deploy it', () => {
    const all = [assembled('orders', { timeoutSeconds: 5 }), assembled('orders', { memorySize: 256 })];
    expect(configurationOf('orders', all).limits).toEqual({ memoryMb: 256, timeoutSeconds: 5 });
  });

  test('is what Lambda gives, and a warning, where no stack deploys it', () => {
    expect(configurationOf('orders', [])).toEqual({ limits: { memoryMb: 128, timeoutSeconds: 3 }, variables: {}, warnings: [{ about: 'stack', message: expect.stringContaining('no stack deploys it') }] });
  });
});
