import { escapeMarkdown } from './escape';
import { counted, shortened } from './format';
import { type Report, originOf, placeOf, proofOf, verdictOf } from './report';
import type { ReportFormat } from './report-format';
import { type Row, describeShare, rowsOf, standing } from './rows';
import type { CheckOutcome } from '../outcome';
import { exitCodeOf, failed, words } from '../result';

const FAILURES = 10;
/** Of functions whose failures are left out. */
const NAMES = 20;
const ROWS = 15;
const WARNINGS = 5;
const MESSAGE_LENGTH = 300;

export const summary: ReportFormat = { file: 'test-reports/bundling/summary.md', content: summaryOf };

/** A short summary in Markdown, for a merge request: what failed, what changed, and what is large. */
export function summaryOf(report: Report): string {
  const { result } = report;
  const rows = rowsOf(report);
  return [
    `## ${exitCodeOf(result) === 0 ? '✅' : '❌'} Bundles: ${verdictOf(result)} (${placeOf(result)})`,
    '',
    ...(result.runtime === 'local' ? [`**${proofOf(result)}**`, ''] : []),
    escapeMarkdown(originOf(report)),
    ...failureLines(rows, result.app),
    ...warningLines(rows),
    ...tableLines(rows, report.baseline !== undefined),
    '',
  ].join('\n');
}

function failureLines(rows: readonly Row[], app: readonly CheckOutcome[]): string[] {
  const failures = [
    ...rows.flatMap(({ fn, failures: checks }) => checks.map((check) => ({ name: fn.function, check }))),
    ...failed(app).map((check) => ({ name: 'the app', check })),
  ];
  if (failures.length === 0) return [];
  const lines = failures.slice(0, FAILURES).map(({ name, check: { name: what, kind, message, fix } }) =>
    `- **${text(name)}**, ${text(what)}: ${words(kind)}: ${text(message)}${fix ? `. *Fix:* ${text(fix)}` : ''}`);
  const left = failures.slice(FAILURES);
  const names = [...new Set(left.map(({ name }) => name))];
  const others = names.length > NAMES ? ` and ${names.length - NAMES} others` : '';
  return [
    '', '### What failed', '', ...lines,
    ...(left.length > 0 ? [`- and ${left.length} more, of ${escapeMarkdown(names.slice(0, NAMES).map((name) => shortened(name, 60)).join(', '))}${others}`] : []),
  ];
}

function warningLines(rows: readonly Row[]): string[] {
  const warnings = rows.flatMap(({ fn }) => fn.warnings.map((warning) => `- **${text(fn.function)}**: ${text(warning.message)}`));
  if (warnings.length === 0) return [];
  const left = warnings.length - WARNINGS;
  return [
    '', `### ${counted(warnings.length, 'warning')}`, '',
    ...warnings.slice(0, WARNINGS), ...(left > 0 ? [`- and ${left} more, in the report`] : []),
  ];
}

function tableLines(rows: readonly Row[], compared: boolean): string[] {
  const shown = mostNotable(rows);
  const cells = (row: Row) => [
    text(row.fn.function), row.failures.length > 0 ? '❌ failed' : '✅ passed',
    `${row.size?.value ?? '–'}${row.size && standing(row.size) ? ` (${describeShare(row.size)})` : ''}`,
    ...(compared ? [row.sizeChange?.text ?? '–'] : []),
    `${row.init?.value ?? '–'}${row.init && standing(row.init) ? ` (${describeShare(row.init)})` : ''}`,
    ...(compared ? [row.initChange?.text ?? '–'] : []),
    row.memory ? `${row.memory.value} of ${row.memory.limit}` : '–',
  ];
  const head = ['function', 'result', 'size', ...(compared ? ['change'] : []), 'INIT', ...(compared ? ['change'] : []), 'memory'];
  const left = rows.length - shown.length;
  return [
    '', ...[head, head.map(() => '---'), ...shown.map(cells)].map((row) => `| ${row.join(' | ')} |`),
    ...(left > 0 ? ['', `${counted(left, 'other function')} ${left === 1 ? 'is' : 'are'} left out: the table has failures, then the largest changes, then the largest sizes.`] : []),
  ];
}

/** Failures first, then what changed most, then the largest. */
function mostNotable(rows: readonly Row[]): Row[] {
  const changed = ({ sizeChange }: Row) => Math.abs(sizeChange?.difference ?? 0);
  const sizeOf = ({ fn }: Row) => fn.sizeBytes ?? 0;
  return [...rows]
    .sort((a, b) => Math.sign(b.failures.length) - Math.sign(a.failures.length) || changed(b) - changed(a) || sizeOf(b) - sizeOf(a))
    .slice(0, ROWS);
}

function text(value: string): string {
  return escapeMarkdown(shortened(value, MESSAGE_LENGTH));
}
