export { type Known, type Truth, ExpressionError, UNKNOWN, evaluate } from './expression';
export { type PipelineKind, type Refs, PIPELINE_KINDS, REFS, predefined } from './kinds';
export { type Job, Pipeline } from './pipeline';
export { type Circumstances, type JobRun, type Run, isCreated, jobsOf } from './presence';
export { type LintFinding, type LintOptions, type LintReport, countRuns, lint } from './report';
export { RULE_IDS, type Rule, type RuleId, type Severity } from './rule';
export { RULES } from './rules';
