import type { FunctionResult } from '../../../src/testing/function-test';
import { type CheckOutcome, OUTCOME_KINDS, type OutcomeKind, type Warning, type WarningSubject } from '../../../src/testing/outcome';
import { codeQualityOf } from '../../../src/testing/report/code-quality';
import { temporaryFolder, write } from '../../project/workspace';
import { functionResult, suiteResult } from '../results';

const FILES = {
  '.projenrc.ts': '', 'src/main.ts': '',
  'lambda_src/orders/handler.py': '', 'lambda_src/orders/requirements.txt': '',
  'lambda_src/orders/events/a.json': '', 'lambda_src/orders/events/b.json': '', 'lambda_src/orders/events/b.expected.json': '',
};

function check(kind: OutcomeKind, more: Partial<CheckOutcome> = {}): CheckOutcome {
  return { name: 'a.json', kind, message: 'it happened', ms: 12, ...more };
}

function about(subject: WarningSubject, message: string): Warning {
  return { about: subject, message };
}

function findingsOf(changes: Partial<FunctionResult>, root = write(temporaryFolder(), FILES)) {
  return codeQualityOf(suiteResult({ functions: [functionResult('orders', changes)] }), root);
}

const fingerprintOf = (changes: Partial<FunctionResult>) => findingsOf(changes)[0].fingerprint;

test('every check that failed and every warning is one finding, as GitLab reads it', () => {
  const root = write(temporaryFolder(), FILES);
  const orders = functionResult('orders', { checks: [check('passed'), check('crash', { message: 'it exited\n  with 3' })], warnings: [about('bundle', 'it is large')] });
  const app = [check('synth-error', { name: 'synth' })];
  expect(codeQualityOf(suiteResult({ functions: [orders], app }), root)).toEqual([
    finding('orders: a.json: crash: it exited with 3', 'bundling/crash', 'critical', 'lambda_src/orders/handler.py'),
    finding('orders: warning: it is large', 'bundling/warning', 'minor', 'lambda_src/orders/requirements.txt'),
    finding('the app: synth: synth error: it happened', 'bundling/synth-error', 'blocker', 'src/main.ts'),
  ]);
});

test.each<[OutcomeKind, string, string]>([
  ['import-error', 'a.json', 'lambda_src/orders/handler.py'],
  ['handler-error', 'a.json', 'lambda_src/orders/handler.py'],
  ['timeout', 'a.json', 'lambda_src/orders/handler.py'],
  ['bad-event', 'a.json', 'lambda_src/orders/events/a.json'],
  ['wrong-answer', 'a.json', 'lambda_src/orders/events/a.json'],
  ['wrong-answer', 'b.json', 'lambda_src/orders/events/b.expected.json'],
  ['bundle-error', 'bundle', 'lambda_src/orders/requirements.txt'],
  ['over-budget', 'budget', '.projenrc.ts'],
  ['not-run', 'run', '.projenrc.ts'],
  ['bad-event', 'gone.json', '.projenrc.ts'],
  ['bad-event', 'events', 'lambda_src/orders/events'],
])('%s of %s is at %s', (kind, name, path) => {
  expect(findingsOf({ checks: [check(kind, { name })] })[0].location.path).toBe(path);
});

test.each<[WarningSubject, string]>([
  ['budget', '.projenrc.ts'], ['parity', '.projenrc.ts'], ['stack', 'src/main.ts'], ['events', 'lambda_src/orders/handler.py'], ['bundle', 'lambda_src/orders/requirements.txt'],
])('a warning about %s is at %s, whatever it says', (subject, path) => {
  for (const words of ['no stack deploys it', 'it has no sample events', '91 % of the budget of 10 MB']) {
    expect(findingsOf({ warnings: [about(subject, words)] })[0].location.path).toBe(path);
  }
});

test('a warning about a bundle is at the file of the function that it names', () => {
  expect(findingsOf({ warnings: [about('bundle', 'handler.py has a password in it')] })[0].location.path).toBe('lambda_src/orders/handler.py');
});

test('a bundle error is at the file of the function that it names', () => {
  const [{ location }] = findingsOf({ checks: [check('bundle-error', { message: "orders: ../x.py, the handler is handler.handlr, but handler.py defines no 'handlr'" })] });
  expect(location.path).toBe('lambda_src/orders/handler.py');
});

test.each([
  ['shop.web.run', 'lambda_src/orders/shop/web.py'], ['shop.run', 'lambda_src/orders/shop/__init__.py'], ['gone.run', '.projenrc.ts'],
])('the handler %s is in %s', (handler, path) => {
  const root = write(temporaryFolder(), { 'lambda_src/orders/shop/web.py': '', 'lambda_src/orders/shop/__init__.py': '' });
  const target = { ...functionResult('orders').target, handler };
  expect(findingsOf({ target, checks: [check('crash')] }, root)[0].location.path).toBe(path);
});

test('every kind has a severity', () => {
  const severities = findingsOf({ checks: OUTCOME_KINDS.map((kind) => check(kind)) }).map(({ severity }) => severity);
  expect(severities).toHaveLength(OUTCOME_KINDS.length - 1);
  for (const severity of severities) expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(severity);
});

describe('a fingerprint', () => {
  const budget = (size: number, share: number) => ({ checks: [check('over-budget', { name: 'budget', message: `its size is ${size} MB, ${share} % of the budget of 10 MB` })] });
  const error = (message: string, name = 'a.json') => ({ checks: [check('handler-error', { name, message })] });

  test.each([
    [budget(11.2, 112), budget(12, 120)],
    [error('it did not answer within 3012 ms'), error('it did not answer within 3020 ms')],
    [error('<Thing at 0x7f3a5c> is wrong in line 3'), error('<Thing at 0x7f3b11> is wrong in line 12')],
    [error('request 6c84fb90-12c4-11e1-840d-7b25c5ee775a failed'), error('request 12c4fb90-6c84-11e1-840d-7b25c5ee775a failed')],
    [{ checks: [check('crash', { ms: 4, log: 'one' })] }, { checks: [check('crash', { ms: 5, log: 'two' })] }],
  ])('is the same where only times, sizes, lines or identifiers differ', (one, other) => {
    expect(fingerprintOf(one)).toBe(fingerprintOf(other));
  });

  test('differs by function, check, kind and cause', () => {
    const all = [
      ...findingsOf({ checks: [check('crash'), check('timeout'), check('crash', { name: 'b.json' }), check('crash', { message: 'another' })], warnings: [about('bundle', 'it happened')] }),
      ...codeQualityOf(suiteResult({ functions: [functionResult('other', { checks: [check('crash')] })], app: [check('crash')] }), '/'),
      ...findingsOf(error("No module named 'lib2'")), ...findingsOf(error("No module named 'lib3'")),
    ];
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(all.length);
  });

  test('is another one for the second of two that are alike', () => {
    const [one, other] = findingsOf({ warnings: [about('bundle', '3 files are odd'), about('bundle', '4 files are odd')] });
    expect(one.fingerprint).not.toBe(other.fingerprint);
  });
});

test('a run without findings has an empty list', () => {
  expect(findingsOf({ checks: [check('passed')] })).toEqual([]);
});

function finding(description: string, check_name: string, severity: string, path: string) {
  return { description, check_name, severity, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/), location: { path, lines: { begin: 1 } } };
}
