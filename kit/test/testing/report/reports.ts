import { join } from 'node:path';
import type { Bundle } from '../../../src/bundling/bundle';
import type { FunctionResult } from '../../../src/testing/function-test';
import type { HistoryEntry } from '../../../src/testing/history/entry';
import type { CheckOutcome } from '../../../src/testing/outcome';
import { writeReports } from '../../../src/testing/report';
import type { Report } from '../../../src/testing/report/report';
import type { SuiteResult } from '../../../src/testing/result';
import type { Phase } from '../../../src/testing/timeline';
import { functionResult, suiteResult } from '../results';

/** Whatever a function prints or is named, it stays text. */
export const HOSTILE = '\u001b[31m</pre></script><script>alert(1)</script><b>bold</b> "q" \'a\' & \u0000 ${x} [l](http://evil.example/) @all |';

const NAMES = [
  'orders', 'thumbnail', 'customer_notifications_dispatcher_for_the_eu_west_region_and_its_subsidiaries', 'billing_export', 'inventory',
  'audit', 'search_index', 'password_reset', 'webhooks', 'report_builder', 'image_classifier', 'refunds',
];
const PACKAGES: readonly (readonly [string, string, number])[] = [
  ['numpy', '2.3.4', 41e6], ['pandas', '2.3.3', 38e6], ['botocore', '1.40.61', 23e6], ['cryptography', '46.0.3', 9.8e6], ['aws-lambda-powertools', '3.37.0', 6.2e6],
  ['pydantic-core', '2.41.5', 4.7e6], ['lxml', '6.0.2', 14e6], ['pillow', '12.0.0', 11e6], ['sqlalchemy', '2.0.44', 8.1e6], ['pydantic', '2.12.3', 1.9e6],
  ['requests', '2.32.5', 0.21e6], ['urllib3', '2.5.0', 0.44e6], ['jinja2', '3.1.6', 0.5e6], ['python-dateutil', '2.9.0', 0.6e6], ['certifi', '2025.10.5', 0.3e6],
];
const FAILURES: readonly CheckOutcome[] = [
  {
    name: 'create-order.json', kind: 'wrong-answer', ms: 212, message: 'it answered otherwise than expected: statusCode is 500, and 201 is expected; body.id is missing',
    fix: 'fix the function, or create-order.expected.json', log: '[INFO] 2026-01-01T00:00:00Z order received\n[ERROR] KeyError: \'customer\'\nTraceback (most recent call last):\n  File "/var/task/handler.py", line 31, in handler',
  },
  {
    name: 'bundle', kind: 'bundle-error', ms: 5300, message: 'numpy 2.3.4 has no wheel for x86_64-manylinux2014 and Python 3.9', fix: 'choose another version in requirements.in, then npx projen lock',
  },
  { name: 'warm.json', kind: 'timeout', ms: 3004, message: 'it did not answer within 3 s', fix: 'see what it waits for; its timeout is set in the stack', log: 'connecting to the database' },
];

/** A report as a team with this many functions has it; the same for the same number. */
export function reportOf(count: number, changes: Partial<Report> = {}): Report {
  const functions = Array.from({ length: count }, (_, i) => functionAt(i));
  const result: SuiteResult = suiteResult({ functions, app: [{ name: 'synth', kind: 'passed', message: 'its assets are the bundles that were tested', ms: 5200 }], phases: phasesOf(functions) });
  const history = Array.from({ length: 14 }, (_, i) => entryOf(result, i));
  return { result, project: 'shop', commit: 'c0ffee0123456789', branch: 'feature/smaller', at: '2026-01-02T03:04:05.678Z', baseline: history.at(-1), history, ...changes };
}

/** A report in which everything that comes from users is hostile. */
export function hostileReport(): Report {
  const check = { name: HOSTILE, kind: 'crash' as const, message: HOSTILE, fix: HOSTILE, log: HOSTILE, ms: 1 };
  const fn = functionResult(HOSTILE, {
    sizeBytes: 5e6, packages: [{ name: HOSTILE, version: HOSTILE, sizeBytes: 5e6 }], initMs: 5, warnings: [{ about: 'bundle', message: HOSTILE }], checks: [check], mode: HOSTILE,
  });
  const result = suiteResult({ functions: [fn], app: [check], phases: [{ title: HOSTILE, startMs: 0, endMs: 9 }] });
  return { result, project: HOSTILE, commit: HOSTILE, branch: HOSTILE, at: HOSTILE };
}

export function entryOf({ functions, runtime }: SuiteResult, i: number): HistoryEntry {
  const known = functions.filter((_, at) => at % 5 !== 4);
  return {
    schemaVersion: 1, commit: `${(i * 7919 + 4096).toString(16)}abcdef0`, branch: 'main', at: '2026-01-01T00:00:00Z', runtime,
    functions: Object.fromEntries(known.map(({ function: name, sizeBytes, initMs, memoryBytes }, at) => [name, {
      sizeBytes: sizeBytes && Math.round(sizeBytes * (0.9 + i / 120 + (at % 3) / 100)), initMs: initMs && initMs - 40 + 5 * i, memoryBytes,
      ...(i % 4 !== 2 && { bundleMs: 4000 + at * 130 + i * 90 }),
    }])),
  };
}

function functionAt(i: number): FunctionResult {
  const name = i < NAMES.length ? NAMES[i] : `${NAMES[i % NAMES.length].slice(0, 24)}_${i}`;
  const failure = i % 9 === 2 ? FAILURES[Math.floor(i / 9) % FAILURES.length] : undefined;
  if (failure?.name === 'bundle') return functionResult(name, { checks: [failure] });
  const own = 4000 + i * 1711 % 90_000;
  const packages = [
    ...PACKAGES.filter((_, at) => (i * 31 + at * 17) % 5 < 2)
      .map(([packageName, version, size]) => ({ name: packageName, version, sizeBytes: size + i * 1009 })),
    { name: '', version: '', sizeBytes: own },
  ].sort((a, b) => b.sizeBytes - a.sizeBytes);
  const initMs = 180 + i * 197 % 1700;
  return functionResult(name, {
    mode: 'docker', key: `key${i}`, packages: i % 11 === 6 ? [] : packages, sizeBytes: packages.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    target: { pythonVersion: '3.13', architecture: i % 4 === 1 ? 'arm64' : 'x86_64', entry: `lambda_src/${name}`, handler: 'handler.handler', budget: i % 3 === 0 ? { sizeMb: 90, initMs: 1200 } : undefined },
    bundleMs: i % 4 === 3 ? undefined : 900 + i * 389 % 5200, limits: { memoryMb: 256, timeoutSeconds: 3 },
    initMs, firstMs: failure?.kind === 'timeout' ? undefined : initMs + 15 + i * 53 % 240, slowestMs: 15 + i * 53 % 240, memoryBytes: 48e6 + i * 7e6 % 215e6,
    warnings: i % 6 === 5 ? [{ about: 'events', message: 'it has no sample events, so only its import was tested; add lambda_src/x/events/<name>.json' }] : [],
    checks: [
      { name: 'bundle', kind: 'passed', message: 'it was bundled and verified', ms: 0 },
      { name: 'health.json', kind: 'passed', message: 'it answered', ms: initMs + 15 }, ...(failure ? [failure] : []),
      ...(i % 3 === 0 && initMs > 1200 ? [overBudget(initMs)] : []),
    ],
  });
}

function overBudget(initMs: number): CheckOutcome {
  return { name: 'budget', kind: 'over-budget', ms: 0, message: `its INIT time is ${initMs} ms, ${Math.round(initMs / 12)} % of the budget of 1200 ms`, fix: 'make it smaller, or raise its budget in .projenrc.ts' };
}

function phasesOf(functions: readonly FunctionResult[]): Phase[] {
  let now = 12;
  const next = (title: string, ms: number): Phase => ({ title, startMs: now, endMs: now += ms });
  return [
    ...functions.flatMap(({ function: name, bundleMs }) => (bundleMs === undefined ? [] : [
      next(`${name}: packages for python3.13 on x86_64 (docker)`, Math.round(bundleMs * 0.7)), next(`${name}: bundle`, 90), next(`${name}: import in public.ecr.aws/lambda/python:3.13`, 700),
    ])),
    next('the app: synth with these bundles', 5200),
    ...functions.filter(({ initMs }) => initMs !== undefined).map(({ function: name, initMs }) => next(`${name}: run in public.ecr.aws/lambda/python:3.13`, initMs! + 900)),
  ];
}

/** Writes it in every format. @returns the folder of the page */
export function writtenBelow(root: string, report: Report, bundles: readonly Bundle[] = []): string {
  writeReports({ ...report, root, bundles, store: { find: () => undefined } });
  return join(root, 'test-reports', 'bundling');
}
