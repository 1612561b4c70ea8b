import type { AccountAccess } from './account';

/** Subjects of GitLab's tokens: those that are meant exactly, and those with `*` in them. */
export interface Subjects {
  readonly exact: readonly string[];
  readonly patterns: readonly string[];
}

/** A pipeline of a branch of the project, or a merge request from it. Tags, forks and other projects have other subjects. */
export function subjectOf(project: string, branch: string): string {
  return `project_path:${project}:ref_type:branch:ref:${branch}`;
}

/** Of the pipelines that deploy a stage: its branches, and the default branch. */
export function deployingSubjects({ project, defaultBranch }: AccountAccess, branches: readonly string[] = []): Subjects {
  const subjects = [...new Set([...branches, defaultBranch])].map((branch) => subjectOf(project, branch));
  return { exact: subjects.filter((subject) => !subject.includes('*')), patterns: subjects.filter((subject) => subject.includes('*')) };
}

/** Of every branch: a merge request's token has its source branch, whatever that is called. */
export function anyBranch({ project }: AccountAccess): Subjects {
  return { exact: [], patterns: [subjectOf(project, '*')] };
}
