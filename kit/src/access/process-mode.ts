import type { StageSettings } from '../config/settings';

/**
 * In which order GitLab lets jobs of a stage's resource group run that wait for each other; it is `unordered` unless
 * somebody says otherwise through the API (https://docs.gitlab.com/ci/resource_groups/#process-modes).
 *
 * Where everything runs by itself, `oldest_first`: the last to run is the newest. With a manual job it would wait for
 * ever, as it counts jobs that are still to come, and those behind a job that nobody presses never come
 * (https://gitlab.com/gitlab-org/gitlab/-/issues/362844). There, `newest_ready_first` takes the newest of those that
 * are ready; an older deployment after it does not pass, as its plan was made before.
 */
export function processModeOf({ branches = [] }: StageSettings, defaultBranch: string): 'oldest_first' | 'newest_ready_first' {
  return branches.some((pattern) => matches(pattern, defaultBranch)) ? 'oldest_first' : 'newest_ready_first';
}

function matches(pattern: string, branch: string): boolean {
  return new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.\\/]/g, '\\$&')).join('.*')}$`).test(branch);
}
