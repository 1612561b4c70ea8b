import type { ProjectApi } from './project-api';
import type { Settings } from '../../config/settings';

/** Settings of the GitLab project that the pipeline's safety stands on, in the order of the page. */
export const SETTING_IDS = [
  'protected-branches', 'code-owner-approval', 'protected-variables', 'pipeline-variables', 'protected-environments', 'separated-caches',
  'outdated-deployments', 'process-mode',
] as const;
export type SettingId = (typeof SETTING_IDS)[number];

export interface Verdict {
  /** Unknown is what this token, or the plan of this GitLab, does not tell. */
  readonly state: 'ok' | 'wrong' | 'unknown';
  readonly what: string;
}

/** One setting, how it should be and where it is changed. */
export interface SettingCheck {
  readonly title: string;
  readonly fix: string;
  look(api: ProjectApi, settings: Settings): Promise<Verdict>;
}

function ok(what: string): Verdict {
  return { state: 'ok', what };
}

/** Wrong if there is anything in the list. */
export function wrongIfAny(problems: readonly string[], otherwise: string): Verdict {
  return problems.length > 0 ? { state: 'wrong', what: problems.join('; ') } : ok(otherwise);
}

export function unknown(what: string): Verdict {
  return { state: 'unknown', what };
}

/** Branches from which something is deployed, as GitLab's patterns. */
export function deployingBranches({ stages, gitlab: { defaultBranch } }: Settings): string[] {
  return [...new Set([defaultBranch, ...stages.flatMap(({ branches = [] }) => branches)])];
}
