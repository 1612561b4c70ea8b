import { hostileReport, reportOf } from './reports';
import type { CheckOutcome } from '../../../src/testing/outcome';
import { pageOf } from '../../../src/testing/report/page';
import { picturesOf } from '../../../src/testing/report/pictures';
import type { Report } from '../../../src/testing/report/report';
import { functionResult, suiteResult } from '../results';

function page(report: Report): string {
  return pageOf(report, picturesOf(report));
}

test('names every function, and every failure with its message, fix and log', () => {
  const report = reportOf(12);
  const text = page(report);
  for (const { function: name } of report.result.functions) expect(text).toContain(`<th scope="row">${name}<small>`);
  expect(text).toContain('statusCode is 500, and 201 is expected');
  expect(text).toContain('choose another version in requirements.in');
  expect(text).toContain('KeyError: &#39;customer&#39;');
  expect(text).toContain('9 passed, 3 failed');
  expect(text).toContain('it has no sample events');
});

test('links each failed row to its failure', () => {
  const text = page(reportOf(12));
  const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets).toHaveLength(3);
  for (const id of targets) expect(text).toContain(`<article id="${id}">`);
});

test('shows whatever users wrote as text', () => {
  const text = page(hostileReport());
  expect(text).not.toMatch(/<script|<b>bold|<\/pre><\/script/);

  expect(text).not.toMatch(/[\u0000-\u0008\u001b]/);
  expect(text).not.toContain('[31m');
  expect(text).toContain('&lt;script&gt;alert(1)');
});

test('loads nothing and runs nothing', () => {
  for (const report of [reportOf(12), hostileReport()]) {
    const markup = page(report);
    const tags = [...markup.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag).join('\n');
    expect(tags).not.toMatch(/\s(?:src|srcset|xlink:href|on\w+)=/i);
    for (const [, target] of tags.matchAll(/href="([^"]*)"/g)) expect(target).toMatch(/^(?:#|data:,$)/);
    expect(markup).not.toMatch(/@import|url\((?!#)|<script|<iframe|<object|<link rel="stylesheet/i);
    expect(markup).toContain("default-src 'none'");
  }
});

test('has no id twice', () => {
  const ids = [...page(reportOf(12)).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('says plainly when Docker was not used', () => {
  const report = reportOf(1);
  const local = page({ ...report, result: { ...report.result, runtime: 'local' } });
  expect(local).toContain('LOCAL RUN, WITHOUT DOCKER');
  expect(local).toContain('no proof of the Lambda image');
  expect(page(report)).not.toContain('WITHOUT DOCKER');
});

test('tells changes against the baseline, and what is new', () => {
  const report = reportOf(12);
  const [orders, , , , inventory] = report.result.functions;
  const [{ sizeBytes = 0 }] = [orders];
  const baseline = { ...report.baseline!, functions: { orders: { sizeBytes: sizeBytes - 2e6, initMs: orders.initMs! + 30 } } };
  const text = page({ ...report, baseline });
  expect(text).toContain('<span class="change">+2.0 MB</span>');
  expect(text).toContain('<span class="change">−30 ms</span>');
  expect(inventory.function).toBe('inventory');
  expect(text).toContain('<span class="change">new</span>');
  expect(page({ ...report, baseline: { ...baseline, runtime: 'local' } })).not.toContain('−30 ms');
  expect(page({ ...report, baseline: undefined })).not.toContain('class="change"');
});

test('holds what crossed a limit apart in words', () => {
  expect(page(reportOf(12))).toMatch(/114 % of 1\.20 s budget <b class="bad">over<\/b>/);
});

test('holds events against the timeout, and neither INIT nor the builds that are checks too', () => {
  const checks: CheckOutcome[] = [{ name: 'parity', kind: 'passed', message: 'the same', ms: 60_000 }, { name: 'a.json', kind: 'passed', message: 'it answered', ms: 2900 }];
  const functions = [functionResult('orders', { checks, limits: { memoryMb: 128, timeoutSeconds: 3 }, initMs: 2600, slowestMs: 300 })];
  const text = page({ ...reportOf(1), result: suiteResult({ functions }) });
  expect(text).toContain('<td>300 ms<span class="meter ');
  expect(text).toContain('10 % of 3 s');
  expect(text).not.toContain('1 min 0 s');
});

test.each<[string, CheckOutcome['kind'][]]>([
  ['the app was not checked', []], ['the app passed', ['passed']], ['the app was not tested', ['not-run']], ['the app failed', ['not-run', 'synth-error']],
])('says that %s', (said, kinds) => {
  const app = kinds.map((kind): CheckOutcome => ({ name: 'synth', kind, message: '', ms: 1 }));
  const text = page({ ...reportOf(1), result: suiteResult({ app }) });
  expect(text).toContain(`<small>${said}</small>`);
  const failed = kinds.some((kind) => kind !== 'passed');
  expect(text).toContain(`<h1 class="${failed ? 'bad' : 'good'}">0 passed, 0 failed${failed ? `, ${said}` : ''}</h1>`);
});

test('of 200 functions stays small, and says what its pictures leave out', () => {
  const text = page(reportOf(200));
  expect(text.length).toBeLessThan(1_000_000);
  expect(text).toMatch(/The 36 largest of \d+ functions/);
  expect(text).toMatch(/The 40 slowest of \d+ functions; \d+ others are faster/);
  expect(text).toMatch(/The 40 longest of \d+ phases; the \d+ others took/);
});

test('of functions that could not be bundled has no pictures', () => {
  const functions = ['a', 'b'].map((name) => functionResult(name, { checks: [{ name: 'bundle', kind: 'not-run', message: 'no answer', ms: 1 }] }));
  const text = page({ ...reportOf(1), result: suiteResult({ functions }), history: [] });
  expect(text).not.toContain('<svg');
  expect(text).toContain('0 passed, 2 failed');
});
