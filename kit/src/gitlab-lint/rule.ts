import type { Kind } from './kinds';
import type { Job, Pipeline } from './pipeline';
import type { JobRun } from './presence';
import type { Path, Position } from './values';

export type Severity = 'error' | 'warning';

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
export type Runs = ReadonlyMap<string, JobRun>;

/** What rules look at. */
export interface Subject {
  readonly pipeline: Pipeline;
  readonly jobs: readonly Job[];
  /** How every job runs in each kind of pipeline. */
  readonly runs: ReadonlyMap<Kind, Runs>;
}

/** Something that goes wrong in GitLab pipelines, with its cure. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** One sentence, with a link. */
  readonly why: string;
  readonly fix: string;
  check(subject: Subject): readonly Problem[];
}

/** Where GitLab's documentation starts. */
export const GITLAB_DOCS = 'https://docs.gitlab.com/ci';
