import { type Response, fetch } from 'undici';
import { deadlineLimit } from '../../kernel/environment';
import { ExitCode, Failure } from '../../kernel/failure';
import { dispatcher, reason } from '../../toolchain/network';

/** What is read of a project, by GitLab's own names. @see https://docs.gitlab.com/api/projects/ */
interface ProjectAttributes {
  readonly ci_pipeline_variables_minimum_override_role?: string;
  readonly ci_separated_caches?: boolean;
  readonly ci_forward_deployment_enabled?: boolean;
}

const DEADLINE_SECONDS = 30;
/** The plan has no such feature, or the token's owner may not see it. */
const NOT_TOLD = [403, 404];

/** GitLab's API as far as it tells how a project is set. The token is in a header only, and in no message. */
export class ProjectApi {
  private readonly base: string;

  /**
   * @param url of the instance
   * @param project its path
   * @param token of a person or a bot that may read the project's settings: a maintainer's, with `read_api`
   */
  constructor(private readonly url: string, private readonly project: string, private readonly token: string) {
    this.base = `${url}/api/v4/projects/${encodeURIComponent(project)}`;
  }

  /** @throws Failure 77 when GitLab does not know the token or the project, 69 when it cannot be reached, 75 when it is late */
  async attributes(): Promise<ProjectAttributes> {
    const found = await this.get<ProjectAttributes>('');
    if (found) return found;
    throw new Failure(`GitLab does not show the project ${this.project} to the owner of this token`, {
      code: ExitCode.NO_PERMISSION, where: this.url, fix: 'check pipeline.gitlab.project in .projenrc.ts, and take a token of a maintainer with the scope read_api',
    });
  }

  /** All items of a list, or nothing if GitLab does not tell them. @throws Failure as {@link attributes} */
  list<Item>(path: string): Promise<readonly Item[] | undefined> {
    return this.get<readonly Item[]>(`/${path}?per_page=100`);
  }

  private async get<T>(path: string): Promise<T | undefined> {
    const response = await this.request(`${this.base}${path}`);
    if (response.ok) return await response.json() as T;
    if (NOT_TOLD.includes(response.status)) return undefined;
    throw response.status === 401
      ? new Failure('GitLab does not accept the token', { code: ExitCode.NO_PERMISSION, where: 'GITLAB_TOKEN', fix: 'make a new one with the scope read_api' })
      : new Failure(`GitLab answered ${response.status}`, { code: response.status >= 500 ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE, where: this.url, fix: 'try again later' });
  }

  private async request(address: string): Promise<Response> {
    const seconds = Math.min(DEADLINE_SECONDS, deadlineLimit());
    try {
      return await fetch(address, {
        headers: { 'private-token': this.token }, signal: AbortSignal.timeout(seconds * 1000), redirect: 'error', dispatcher: dispatcher(),
      });
    } catch (error) {
      const late = (error as Error).name === 'TimeoutError';
      throw new Failure(late ? `GitLab did not answer within ${seconds} s` : `GitLab cannot be reached: ${reason(error)}`, {
        code: late ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE, where: this.url, fix: 'check the network and HTTPS_PROXY, then try again',
      });
    }
  }
}
