import type { Rule } from './job';
import type { StageOptions } from '../../config/pipeline-options';

const BY_SCHEDULE = '$CI_PIPELINE_SOURCE == "schedule"';
export const BY_MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';
export const ON_DEFAULT_BRANCH = '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH';
/** A merge request from this project, and not from a fork of it, whose branch may have the same name. */
const OWN_MERGE_REQUEST = `${BY_MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID`;

/**
 * One pipeline for a push. A branch that deploys always has its own, also while a merge request from it is open: the
 * usual switch to merge requests alone would end its deployments. Tags have none: their commit was verified before.
 */
export function workflowRules(stages: readonly StageOptions[]): Rule[] {
  const patterns = deployingBranches(stages).map(patternOf);
  return [
    ...patterns.map((pattern) => ({ if: `${OWN_MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME =~ ${pattern}`, when: 'never' as const })),
    { if: `${OWN_MERGE_REQUEST} && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == $CI_DEFAULT_BRANCH`, when: 'never' },
    { if: BY_MERGE_REQUEST },
    { if: ON_DEFAULT_BRANCH },
    ...patterns.map((pattern) => ({ if: `$CI_COMMIT_BRANCH =~ ${pattern}` })),
    { if: '$CI_PIPELINE_SOURCE == "push" && $CI_OPEN_MERGE_REQUESTS', when: 'never' },
    { if: '$CI_COMMIT_BRANCH' },
  ];
}

/** Every pipeline but a schedule's, which only looks for drift. */
export const NOT_BY_SCHEDULE: readonly Rule[] = [{ if: BY_SCHEDULE, when: 'never' }, { when: 'on_success' }];

export const SCHEDULED: readonly Rule[] = [{ if: BY_SCHEDULE }];

export const ON_MERGE_REQUEST: readonly Rule[] = [{ if: BY_MERGE_REQUEST }];

/** Where a stage can be deployed: its branches by themselves, the default branch by hand unless it is one of them. */
export function deployRules({ branches }: StageOptions): Rule[] {
  return whereDeployed(branches, { when: 'manual', allow_failure: false });
}

/** What follows a deployment, or prepares it. */
export function besideDeployRules({ branches }: StageOptions): Rule[] {
  return whereDeployed(branches, {});
}

/** By hand wherever the stage can be deployed, without holding the pipeline up. */
export function byHandRules({ branches }: StageOptions): Rule[] {
  return whereDeployed(branches, {}).map((rule) => (rule.when === 'never' ? rule : { ...rule, when: 'manual', allow_failure: true }));
}

/** Wherever one of the stages can be deployed, by itself or by hand. */
export function whereAnythingDeploys(stages: readonly StageOptions[]): Rule[] {
  return [{ if: BY_SCHEDULE, when: 'never' }, ...deploying(stages).map((expression) => ({ if: expression }))];
}

/** Everywhere else, but for a schedule. */
export function whereNothingDeploys(stages: readonly StageOptions[]): Rule[] {
  return [...[BY_SCHEDULE, ...deploying(stages)].map((expression) => ({ if: expression, when: 'never' as const })), { when: 'on_success' }];
}

function deploying(stages: readonly StageOptions[]): string[] {
  return [...deployingBranches(stages).map((branch) => `$CI_COMMIT_BRANCH =~ ${patternOf(branch)}`), ON_DEFAULT_BRANCH];
}

function whereDeployed(branches: readonly string[], onDefaultBranch: Omit<Rule, 'if'>): Rule[] {
  return [
    { if: BY_SCHEDULE, when: 'never' },
    ...branches.map((branch) => ({ if: `$CI_COMMIT_BRANCH =~ ${patternOf(branch)}` })),
    { if: ON_DEFAULT_BRANCH, ...onDefaultBranch },
  ];
}

function deployingBranches(stages: readonly StageOptions[]): string[] {
  return [...new Set(stages.flatMap(({ branches }) => branches))];
}

function patternOf(branch: string): string {
  return `/^${branch.replace(/[.\\/]/g, '\\$&').replaceAll('*', '.*')}$/`;
}
