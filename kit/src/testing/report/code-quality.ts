import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportFormat } from './report-format';
import { expectedOf } from '../../config/sample-events';
import type { FunctionResult } from '../function-test';
import type { CheckOutcome, OutcomeKind, Warning, WarningSubject } from '../outcome';
import { type SuiteResult, failed, words } from '../result';

/** One entry of GitLab's report, by GitLab's own names. @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
interface CodeQualityFinding {
  readonly description: string;
  readonly check_name: string;
  /** Tells a finding from others, in one run and from run to run. */
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

type Severity = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

const SEVERITIES: Readonly<Record<Exclude<OutcomeKind, 'passed'>, Severity>> = {
  'bundle-error': 'blocker', 'import-error': 'blocker', 'synth-error': 'blocker',
  'handler-error': 'critical', 'timeout': 'critical', 'crash': 'critical', 'out-of-memory': 'critical',
  'wrong-answer': 'major', 'no-parity': 'major', 'over-budget': 'major', 'other-bundle': 'major',
  'bad-event': 'minor',
  'not-run': 'info',
};

/** Where a person looks for what a warning is about. */
const WARNING_PLACES: Readonly<Record<WarningSubject, (fn: FunctionResult, message: string) => string[]>> = {
  bundle: (fn, message) => [...filesIn(message, fn), ...requirementsOf(fn)],
  stack: () => APP,
  events: handlerOf,
  budget: () => [],
  parity: () => [],
};

const SETTINGS = '.projenrc.ts';
const APP = ['src/main.ts'];
/** Where packages may be listed, the first that a person would edit first. */
const REQUIREMENTS = ['requirements.in', 'pyproject.toml', 'Pipfile', 'requirements.txt'];

interface Complaint {
  /** A function, or the app. */
  readonly subject: string;
  /** What of it: a check or `warning`. */
  readonly name: string;
  readonly kind: string;
  readonly message: string;
  readonly severity: Severity;
  /** Files that a person would open, the best first. */
  readonly places: readonly string[];
}

/** What failed, and every warning, for GitLab's merge requests; an empty list if there is nothing. */
export const codeQuality: ReportFormat = {
  file: 'test-reports/bundling-quality.json',
  content: ({ result, root }) => `${JSON.stringify(codeQualityOf(result, root), undefined, 2)}\n`,
};

/** One finding for each check that failed and each warning. @param root of the checkout: findings are at files that are there */
export function codeQualityOf({ functions, app }: SuiteResult, root: string): CodeQualityFinding[] {
  const findings = [
    ...functions.flatMap((fn) => [...failed(fn.checks).map((check) => ofCheck(fn, check)), ...fn.warnings.map((one) => ofWarning(fn, one))]),
    ...failed(app).map((check) => finding('the app', check, APP)),
  ];
  const seen = new Map<string, number>();
  return findings.map((one) => {
    const identity = [one.subject, one.name, one.kind, withoutVolatile(one.message)].join('\n');
    const times = seen.get(identity) ?? 0;
    seen.set(identity, times + 1);
    return {
      description: `${one.subject}: ${one.name}: ${one.message}`.replace(/\s+/g, ' '),
      check_name: `bundling/${one.kind}`,
      fingerprint: createHash('sha256').update(`${identity}\n${times}`).digest('hex'),
      severity: one.severity,
      location: { path: [...one.places, SETTINGS].find((place) => existsSync(join(root, place))) ?? SETTINGS, lines: { begin: 1 } },
    };
  });
}

function ofCheck(fn: FunctionResult, check: CheckOutcome): Complaint {
  return finding(fn.function, check, placesOf(fn, check));
}

function finding(subject: string, { name, kind, message }: CheckOutcome, places: readonly string[]): Complaint {
  const severity = SEVERITIES[kind as Exclude<OutcomeKind, 'passed'>];
  return { subject, name, kind, message: `${words(kind)}: ${message}`, severity, places };
}

function ofWarning(fn: FunctionResult, { about, message }: Warning): Complaint {
  return { subject: fn.function, name: 'warning', kind: 'warning', message, severity: 'minor', places: WARNING_PLACES[about](fn, message) };
}

function placesOf(fn: FunctionResult, { kind, name, message }: CheckOutcome): string[] {
  const { target: { entry } } = fn;
  switch (kind) {
    case 'bad-event': return [name === 'events' ? `${entry}/events` : `${entry}/events/${name}`]; // the folder, or one of its files
    case 'wrong-answer': return [`${entry}/events/${expectedOf(name)}`, `${entry}/events/${name}`];
    case 'over-budget': case 'not-run': return [];
    case 'bundle-error': case 'no-parity': return [...filesIn(message, fn), ...requirementsOf(fn)];
    default: return handlerOf(fn);
  }
}


/** Files of the function that a message may name, such as one with a secret in it. */
function filesIn(message: string, { target: { entry } }: FunctionResult): string[] {
  const named = message.match(/[\w-][\w./-]*\.\w+/g) ?? [];
  return named.filter((path) => !path.includes('..')).map((path) => `${entry}/${path}`);
}

function handlerOf({ target: { entry, handler } }: FunctionResult): string[] {
  const module = handler.slice(0, handler.lastIndexOf('.')).replaceAll('.', '/');
  return [`${entry}/${module}.py`, `${entry}/${module}/__init__.py`];
}

function requirementsOf({ target: { entry } }: FunctionResult): string[] {
  return REQUIREMENTS.map((file) => `${entry}/${file}`);
}

/** Times, sizes, line numbers, addresses and identifiers differ from run to run, or with every edit. */
function withoutVolatile(message: string): string {
  return message
    .replace(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/gi, '#')
    .replace(/\b0x[\da-f]+\b/gi, '#')
    .replace(/\b\d+(\.\d+)*\b/g, '#');
}
