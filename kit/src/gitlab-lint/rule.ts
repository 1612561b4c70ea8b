import type { PipelineKind } from './kinds';
import type { Job, Pipeline } from './pipeline';
import type { JobRun } from './presence';
import type { Path, Position } from './values';

export type Severity = 'error' | 'warning';

/** Every rule, by theme. Findings of one place are in this order. */
export const RULE_IDS = [
  'schema', 'duplicate-key', 'ghost-include', 'ghost-extends', 'extends-cycle', 'ghost-reference', 'rule-expression', 'no-script',
  'only-except',
  'unknown-stage', 'ghost-needs', 'needs-later-stage', 'needs-cycle', 'duplicate-needs', 'ghost-dependencies', 'ghost-on-stop',
  'needs-excluded', 'needs-may-be-excluded', 'only-manual-jobs', 'duplicate-pipelines', 'no-merge-request-pipelines', 'manual-not-stated',
  'docker-variables-global', 'docker-variables-unused', 'docker-host', 'docker-alias', 'docker-unpinned', 'docker-versions-differ',
  'docker-outdated', 'docker-driver', 'docker-tmpdir', 'docker-no-proxy', 'privileged-tags',
  'docker-port', 'docker-tls-variables', 'docker-tls-off', 'docker-health-check', 'docker-mtu',
  'unbounded-loop', 'lost-failure', 'ignored-check', 'piped-installer', 'npm-install', 'pip-unpinned',
  'unquoted-user-variable', 'evaluated-user-variable', 'user-variable-in-image', 'user-variable-in-environment',
  'id-token-global', 'id-token-with-docker', 'id-token-without-environment', 'id-token-audience', 'stored-aws-keys', 'debug-trace',
  'deploy-interruptible', 'deploy-resource-group', 'deploy-tier', 'deploy-in-merge-request', 'production-automatic',
  'no-timeout', 'no-retry', 'retried-script', 'auto-cancel',
  'image-name', 'image-unpinned', 'artifacts-kept', 'cache-key', 'cache-in-release',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** One thing that a rule found. Without a position, the path tells where to look. */
export interface Problem {
  readonly job?: string;
  readonly path?: Path;
  readonly position?: Position;
  readonly what: string;
  /** When this one weighs otherwise than the rule's. */
  readonly severity?: Severity;
}

/** How jobs run, by their names. */
type Runs = ReadonlyMap<string, JobRun>;

/** What rules look at. */
export interface LintSubject {
  readonly pipeline: Pipeline;
  readonly jobs: readonly Job[];
  /** How every job runs in each kind of pipeline. */
  readonly runs: ReadonlyMap<PipelineKind, Runs>;
}

/** Something that goes wrong in GitLab pipelines, with its cure. */
export interface Rule {
  readonly severity: Severity;
  readonly title: string;
  /** One sentence, with a link. */
  readonly why: string;
  readonly fix: string;
  check(subject: LintSubject): readonly Problem[];
}

/** Where GitLab's documentation starts. */
export const GITLAB_DOCS = 'https://docs.gitlab.com/ci';
