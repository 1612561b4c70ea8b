import { PIPELINE_KINDS, type PipelineKind } from './kinds';
import type { Pipeline } from './pipeline';
import { type Circumstances, type JobRun, type Run, jobsOf } from './presence';
import { type Problem, RULE_IDS, type RuleId, type Severity } from './rule';
import { RULES } from './rules';
import type { Position } from './values';

/** A problem, with the jobs that have it in common. */
export interface LintFinding {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly jobs: readonly string[];
  readonly position: Position;
  readonly what: string;
  readonly fix: string;
}

export interface LintReport {
  readonly file: string;
  readonly findings: readonly LintFinding[];
  /** What could not be looked at. */
  readonly notes: readonly string[];
  readonly jobs: number;
  /** How every job runs in each kind of pipeline. */
  readonly kinds: ReadonlyMap<PipelineKind, readonly JobRun[]>;
}

export interface LintOptions extends Circumstances {
  /** Rules to leave out. */
  readonly ignore?: readonly RuleId[];
  /** Kinds of pipelines to look at; all of them by default. */
  readonly kinds?: readonly PipelineKind[];
}

/** Holds a pipeline against every rule. */
export function lint(pipeline: Pipeline, options: LintOptions = {}): LintReport {
  const kinds = new Map((options.kinds ?? PIPELINE_KINDS).map((kind) => [kind, jobsOf(pipeline, kind, options)]));
  const runs = new Map([...kinds].map(([kind, all]) => [kind, new Map(all.map((run) => [run.job.name, run]))]));
  const subject = { pipeline, jobs: [...pipeline.jobs.values()], runs };
  const findings = RULE_IDS.filter((id) => !options.ignore?.includes(id))
    .flatMap((id) => RULES[id].check(subject).map((problem) => findingOf(pipeline, id, problem)));
  return {
    file: pipeline.name,
    findings: together(findings).sort(byPosition),
    notes: pipeline.unread.map((include) => `not read: ${include}`),
    jobs: pipeline.jobs.size,
    kinds,
  };
}

/** How many jobs run in which way, those first that run by themselves. */
export function countRuns(runs: readonly JobRun[]): Partial<Record<Run, number>> {
  const order: readonly Run[] = ['automatic', 'delayed', 'manual', 'maybe'];
  return Object.fromEntries(order.map((run) => [run, runs.filter((each) => each.run === run).length]).filter(([, count]) => count !== 0));
}

function findingOf(pipeline: Pipeline, id: RuleId, { job, path, position, what, severity }: Problem): LintFinding {
  const rule = RULES[id];
  return {
    rule: id, severity: severity ?? rule.severity, jobs: job === undefined ? [] : [job],
    position: position ?? pipeline.locate(job, path), what, fix: rule.fix,
  };
}

function byPosition(a: LintFinding, b: LintFinding): number {
  return a.position.file.localeCompare(b.position.file) || a.position.line - b.position.line || a.rule.localeCompare(b.rule);
}

/** What a template has is a problem of all that extend it, and is said once. */
function together(findings: readonly LintFinding[]): LintFinding[] {
  const found = new Map<string, LintFinding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.rule, finding.position, finding.what]);
    const same = found.get(key);
    found.set(key, same ? { ...same, jobs: [...new Set([...same.jobs, ...finding.jobs])] } : finding);
  }
  return [...found.values()];
}
