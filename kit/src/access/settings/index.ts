import { SETTING_IDS, type SettingId, type Verdict } from './check';
import { SETTING_CHECKS } from './check-table';
import { ProjectApi } from './project-api';
import type { Settings } from '../../config/settings';
import { ExitCode, Failure } from '../../kernel/failure';

export interface SettingResult extends Verdict {
  readonly id: SettingId;
  readonly title: string;
  readonly fix: string;
}

/**
 * How the GitLab project is set, as far as its API tells.
 *
 * @param token reads the project's settings; it is sent to the project's GitLab and written nowhere
 * @throws Failure 78 when the project is not known, or there is no token; 77 when GitLab does not accept it
 */
export async function checkSettings(settings: Settings, token: string | undefined): Promise<SettingResult[]> {
  const { url, project } = settings.gitlab;
  if (!project) {
    throw new Failure('which GitLab project to look at is not known', {
      code: ExitCode.BAD_CONFIG, where: '.projenrc.ts, pipeline.gitlab.project', fix: "set its path there, such as 'group/project', and run npx projen",
    });
  }
  if (!token) {
    throw new Failure('GitLab tells settings to maintainers, and there is no token', {
      code: ExitCode.BAD_CONFIG, where: 'GITLAB_TOKEN', fix: `make one with the scope read_api (${url}/-/user_settings/personal_access_tokens), and set GITLAB_TOKEN to it`,
    });
  }
  const api = new ProjectApi(url, project, token);
  const results: SettingResult[] = [];
  for (const id of SETTING_IDS) {
    const { title, fix, look } = SETTING_CHECKS[id];
    results.push({ id, title, fix, ...await look(api, settings) });
  }
  return results;
}
