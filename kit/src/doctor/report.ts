import pc from 'picocolors';
import { CHECK_TITLES, type CheckResult } from './check';
import { type DoctorReport, exitCodeOf } from './doctor';
import { FINDINGS } from './finding-table';

const MARKS = { ok: pc.green('✔'), warning: pc.yellow('!'), failed: pc.red('✖'), skipped: pc.dim('–') } as const;
const LABEL_WIDTH = Math.max(...Object.values(CHECK_TITLES).map((title) => title.length));

/** One check in one line, for people. What was skipped because of an earlier failure is worth none. */
export function lineOf({ id, state, what, code }: CheckResult): string | undefined {
  if (state === 'skipped') return undefined;
  const text = code ? `${FINDINGS[code].title} ${pc.dim(`(${code})`)}` : what;
  return `${MARKS[state]} ${CHECK_TITLES[id].padEnd(LABEL_WIDTH)}  ${text}`;
}

/** A paragraph for each finding, with the fix for the place it was found in. */
export function paragraphsOf({ results, place }: DoctorReport, width = 100): string[] {
  return worst(results).map(({ state, code, what }) => {
    const { title, why, fixes } = FINDINGS[code];
    const part = (label: string, text: string) => `  ${pc.dim(label.padEnd(4))} ${wrap(text, width - 7).join('\n       ')}`;
    return [`${MARKS[state]} ${pc.bold(code)} ${title}`, part('seen', what), part('why', why), part('fix', fixes[place])].join('\n');
  });
}

/** What comes after the lines: the paragraphs, and the verdict as the last line. */
export function summaryOf(report: DoctorReport): string {
  const paragraphs = paragraphsOf(report);
  return [...paragraphs.map((paragraph) => `\n${paragraph}`), `${paragraphs.length > 0 ? '\n' : ''}${verdictOf(report)}`].join('\n');
}

export function verdictOf(report: DoctorReport): string {
  const count = (state: CheckResult['state']) => worst(report.results).filter((result) => result.state === state);
  const codes = count('failed').map(({ code }) => code);
  const warnings = count('warning').length;
  const seconds = `${report.seconds.toFixed(1)} s`;
  if (codes.length > 0) return `${MARKS.failed} Docker cannot be used here: ${codes.join(', ')}, ${seconds}`;
  return `${MARKS.ok} Docker can be used here${warnings > 0 ? `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : ''}, ${seconds}`;
}

/** The report for programs. */
export function documentOf(report: DoctorReport): Record<string, unknown> {
  const exitCode = exitCodeOf(report);
  return {
    verdict: exitCode === 0 ? (report.results.some(({ state }) => state === 'warning') ? 'warning' : 'ok') : 'failed',
    exitCode,
    seconds: Number(report.seconds.toFixed(1)),
    place: report.place,
    checks: report.results.map(({ id, state, what, code }) => {
      const finding = code && { title: FINDINGS[code].title, why: FINDINGS[code].why, fixes: FINDINGS[code].fixes };
      return { id, state, code, what, ...finding };
    }),
  };
}

type Found = CheckResult & Required<Pick<CheckResult, 'code'>>;

/** Each code once, as a failure rather than as a warning. */
function worst(results: readonly CheckResult[]): Found[] {
  const found = results.filter((result): result is Found => result.code !== undefined);
  return found.filter((result, index) => {
    const same = found.filter(({ code }) => code === result.code);
    return found.indexOf(same.find(({ state }) => state === 'failed') ?? same[0]) === index;
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
