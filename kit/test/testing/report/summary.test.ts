import { HOSTILE, reportOf } from './reports';
import { summaryOf } from '../../../src/testing/report/summary';
import { functionResult, suiteResult } from '../results';

test('has every function and every failure with its fix', () => {
  const report = reportOf(12);
  const text = summaryOf(report).replaceAll('\\', '');
  for (const { function: name } of report.result.functions) expect(text).toContain(`| ${name} |`);
  expect(text).toContain('❌ Bundles: 9 passed, 3 failed (Docker)');
  expect(text).toContain('statusCode is 500, and 201 is expected');
  expect(text).toContain('*Fix:* choose another version in requirements.in');
});

test('shows changes only where there is something to compare with', () => {
  expect(summaryOf(reportOf(12))).toContain('| function | result | size | change | INIT | change | memory |');
  expect(summaryOf({ ...reportOf(12), baseline: undefined })).toContain('| function | result | size | INIT | memory |');
});

test('stays short with 200 functions, and says how many it leaves out', () => {
  const text = summaryOf(reportOf(200));
  expect(text.split('\n').length).toBeLessThan(60);
  expect(text.length).toBeLessThan(8000);
  expect(text).toContain('185 other functions are left out');
  expect(text).toMatch(/- and \d+ more, of .* and \d+ others/);
});

test('says plainly when Docker was not used', () => {
  const { result, ...rest } = reportOf(1);
  const text = summaryOf({ ...rest, result: { ...result, runtime: 'local' } });
  expect(text).toContain('1 passed, 0 failed (LOCAL RUN, WITHOUT DOCKER)');
  expect(text).toContain('**It is no proof of the Lambda image');
});

test('whatever users wrote is text on one line', () => {
  const check = { name: HOSTILE, kind: 'crash' as const, message: `${HOSTILE}\n/close\n# head`, fix: HOSTILE, ms: 1 };
  const text = summaryOf({ project: HOSTILE, at: 'now', result: suiteResult({ functions: [functionResult(HOSTILE, { checks: [check], warnings: [{ about: 'bundle', message: HOSTILE }] })] }) });
  expect(text).not.toMatch(/^\/close|^# head/m);
  expect(text).not.toMatch(/(?<!\\)<(?:script|b)|(?<!\\)@all|(?<!\\)\[l/);
  // Cells end where they should: a bar of users would add one.
  const row = text.split('\n').filter((line) => line.startsWith('| ')).at(-1)!;
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
});
