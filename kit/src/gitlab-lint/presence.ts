import { ExpressionError, type Known, type Lookup, type Truth, UNKNOWN, evaluate } from './expression';
import { expand } from './images';
import { type PipelineKind, type Predefined, REFS, type Refs, comparesChanges, predefined } from './kinds';
import type { Job, Pipeline, Variables } from './pipeline';
import { allowedByRefs } from './ref-policy';
import { type Mapping, isMapping, list, mapping, own, text } from './values';

/** How a job gets into a pipeline of a kind. `maybe` depends on changed files or on a variable of the project's settings. */
export type Run = 'automatic' | 'manual' | 'delayed' | 'never' | 'maybe';

export interface Circumstances {
  readonly refs?: Refs;
  /** Variables of the project's settings, or of the person who starts the pipeline; `undefined` for one that is not set. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** What `rules:changes` finds; unknown by default. */
  readonly changes?: boolean;
  /** What `rules:exists` finds; unknown by default. */
  readonly exists?: boolean;
}

export interface JobRun {
  readonly job: Job;
  readonly run: Run;
  /** Every way in which it may run, `never` among them; one only unless `run` is `maybe`. */
  readonly possible: readonly Exclude<Run, 'maybe'>[];
  /** The pipeline goes on when it fails, or when nobody starts it by hand. */
  readonly allowFailure: boolean;
}

/** One pipeline of one kind, to be asked about rules. */
interface Situation {
  readonly kind: PipelineKind;
  readonly predefined: Predefined;
  readonly circumstances: Circumstances;
}

type Outcome = Pick<JobRun, 'allowFailure'> & { readonly run: Exclude<Run, 'maybe'> };

/**
 * Every job of a pipeline, and how it runs in a pipeline of this kind. When `workflow:rules` refuse the pipeline, none does.
 */
export function jobsOf(pipeline: Pipeline, kind: PipelineKind, circumstances: Circumstances = {}): JobRun[] {
  return jobsIn(pipeline, situationOf(kind, circumstances));
}

/** Whether `workflow:rules` let a pipeline of this kind be created. */
export function isCreated(pipeline: Pipeline, kind: PipelineKind, circumstances: Circumstances = {}): Truth {
  return passesWorkflow(pipeline, situationOf(kind, circumstances));
}

export function situationOf(kind: PipelineKind, circumstances: Circumstances = {}): Situation {
  return { kind, predefined: predefined(kind, circumstances.refs ?? REFS), circumstances };
}

export function jobsIn(pipeline: Pipeline, situation: Situation): JobRun[] {
  const created = passesWorkflow(pipeline, situation);
  return [...pipeline.jobs.values()].map((job) => {
    const outcomes = created === false ? [] : outcomesOf(pipeline, job, situation);
    const possible = [...new Set([...outcomes.map(({ run }) => run), ...(created === true ? [] : ['never' as const])])];
    return { job, run: possible.length === 1 ? possible[0] : 'maybe', possible, allowFailure: outcomes.some(({ allowFailure }) => allowFailure) };
  });
}

function passesWorkflow(pipeline: Pipeline, situation: Situation): Truth {
  if (!Array.isArray(pipeline.workflow.rules)) return true;
  const lookup = lookupOf(pipeline.variables, situation);
  const passing = matching(pipeline.workflow.rules, lookup, situation).map((rule) => rule !== undefined && rule.when !== 'never');
  return passing.every((passes) => passes === passing[0]) ? passing[0] : undefined;
}

/** The rules that may be the first that fits; `undefined` stands for none of them. */
function matching(rules: readonly unknown[], lookup: Lookup, situation: Situation): (Mapping | undefined)[] {
  const found: (Mapping | undefined)[] = [];
  for (const rule of rules.flat(2)) {
    const fits = fitsRule(mapping(rule), lookup, situation);
    if (fits !== false) found.push(mapping(rule));
    if (fits === true) return found;
  }
  return [...found, undefined];
}

function fitsRule(rule: Mapping, lookup: Lookup, { kind, circumstances }: Situation): Truth {
  const parts: Truth[] = [];
  const condition = text(own(rule, 'if'));
  if (condition !== undefined) parts.push(truthOf(condition, lookup));
  if (Object.hasOwn(rule, 'changes')) {
    const compared = isMapping(rule.changes) && rule.changes.compare_to !== undefined;
    parts.push(comparesChanges(kind) || compared ? circumstances.changes : true);
  }
  if (Object.hasOwn(rule, 'exists')) parts.push(circumstances.exists);
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

/** An expression that GitLab refuses is a finding of its own, and may be either here. */
function truthOf(expression: string, lookup: Lookup): Truth {
  try {
    return evaluate(expression, lookup);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function outcomesOf(pipeline: Pipeline, { content, variables }: Job, situation: Situation): Outcome[] {
  const lookup = lookupOf(variables, situation);
  const usual = text(content.when) ?? 'on_success';
  if (Array.isArray(content.rules)) {
    return matching(content.rules, lookup, situation).map((rule) => rule
      ? outcome(text(rule.when) ?? usual, rule.allow_failure ?? content.allow_failure, rule.when === undefined)
      : { run: 'never', allowFailure: false });
  }
  const result = outcome(usual, content.allow_failure, true);
  // Without any rules, GitLab's default is `only: [branches, tags]`: such a job is in no merge request's pipeline.
  const only = content.only ?? (Array.isArray(pipeline.workflow.rules) ? undefined : ['branches', 'tags']);
  const allowed = refsAllow(only, content.except, lookup);
  if (allowed === undefined) return [result, { run: 'never', allowFailure: false }];
  return [allowed ? result : { run: 'never', allowFailure: false }];
}

function refsAllow(only: unknown, except: unknown, lookup: Lookup): Truth {
  try {
    return allowedByRefs(only, except, lookup);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** A manual job blocks the pipeline when a rule makes it manual, and does not when the job says so itself. */
function outcome(when: string, allowFailure: unknown, byJob: boolean): Outcome {
  const manual = when === 'manual';
  const allowed = isMapping(allowFailure) ? true : allowFailure ?? (manual && byJob);
  if (when === 'never' || when === 'delayed' || when === 'manual') return { run: when, allowFailure: allowed === true };
  return { run: 'automatic', allowFailure: allowed === true };
}

/** Settings win over the file, and the file over what GitLab sets. */
function lookupOf(variables: Variables, { predefined: fixed, circumstances }: Situation): Lookup {
  const given = circumstances.variables ?? {};
  return (name): Known => {
    if (Object.hasOwn(given, name)) return given[name];
    if (Object.hasOwn(variables, name)) return filled(expand(variables[name], variables), fixed);
    return Object.hasOwn(fixed, name) ? fixed[name] : UNKNOWN;
  };
}

/** A value of the file may name what GitLab sets. */
function filled(value: string, fixed: Predefined): Known {
  const parts = value.split(/(\$\{\w+\}|\$\w+)/).map((part): Known => {
    if (!part.startsWith('$')) return part;
    const name = part.replace(/[${}]/g, '');
    return Object.hasOwn(fixed, name) ? fixed[name] : UNKNOWN;
  });
  return parts.includes(UNKNOWN) ? UNKNOWN : parts.map((part) => part ?? '').join('');
}

/** Every expression of a list of rules. */
export function expressionsOf(rules: unknown): string[] {
  return list(rules).flat(2).map((rule) => text(mapping(rule).if)).filter((expression) => expression !== undefined);
}
