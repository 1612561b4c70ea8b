import type { HistoryEntry } from '../history/entry';
import type { CheckOutcome } from '../outcome';
import { type SuiteResult, failed } from '../result';

/** What reports are made of. The same one gives the same bytes. */
export interface Report {
  readonly result: SuiteResult;
  readonly project: string;
  readonly commit?: string;
  readonly branch?: string;
  /** When it ran, as ISO 8601. */
  readonly at: string;
  /** The last run on the default branch, which changes are told against. */
  readonly baseline?: HistoryEntry;
  /** Runs on earlier commits, the oldest first. */
  readonly history?: readonly HistoryEntry[];
}

/** Where the functions ran, as every report says first. */
export function placeOf({ runtime }: SuiteResult): string {
  return runtime === 'docker' ? 'Docker' : 'LOCAL RUN, WITHOUT DOCKER';
}

/** What a run there proves. */
export function proofOf({ runtime }: SuiteResult): string {
  return runtime === 'docker'
    ? 'What was run ran in Lambda\'s image.'
    : 'It is no proof of the Lambda image, its libraries, the memory size or the limits of /tmp.';
}

/** What was run, when and of which commit. */
export function originOf({ project, commit, branch, at, baseline }: Report): string {
  const where = [commit && `commit ${shortCommit(commit)}`, branch && `branch ${branch}`].filter(Boolean).join(', ');
  const compared = baseline && `; changes since ${shortCommit(baseline.commit)}${baseline.branch ? ` of ${baseline.branch}` : ''}`;
  return `${project}${where && `, ${where}`}, ${at.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z$/, '$1 UTC')}${compared ?? ''}`;
}

/** How many passed, as the command's last line says it. */
export function verdictOf({ functions, app }: SuiteResult): string {
  const wrong = functions.filter(({ checks }) => failed(checks).length > 0).length;
  return `${functions.length - wrong} passed, ${wrong} failed${failed(app).length > 0 ? `, ${appSaid(app)}` : ''}`;
}

/** What came of the app as a whole. */
export function appSaid(app: readonly CheckOutcome[]): string {
  const kinds = failed(app).map(({ kind }) => kind);
  if (app.length === 0) return 'the app was not checked';
  if (kinds.length === 0) return 'the app passed';
  return kinds.every((kind) => kind === 'not-run') ? 'the app was not tested' : 'the app failed';
}

export function shortCommit(commit: string): string {
  return commit.slice(0, 8);
}
