import { type Response, fetch } from 'undici';
import { type History, historyText, parseHistory } from './history';
import type { GitlabSettings } from '../../config/settings';
import { type Environment, deadlineLimit } from '../../kernel/environment';
import { ExitCode, Failure } from '../../kernel/failure';
import { dispatcher, reason } from '../../toolchain/network';

/** Where GitLab keeps a history, and who asks. */
interface RegistryOptions {
  readonly address: string;
  /** Name and value of the header that says who asks. */
  readonly token: readonly [string, string];
  /** For each request. @default 30 */
  readonly deadlineSeconds?: number;
}

const PATH = 'packages/generic/bundling-history/1.0.0/history.jsonl';
const DEADLINE_SECONDS = 30;
const MOST_REDIRECTS = 5;
const MOST_BYTES = 20_000_000;

/** What a refusal may mean, as GitLab's answer does not tell. */
const REFUSED = [400, 401, 403, 409];
const SETTINGS = [
  'switch the package registry on (Settings > General > Visibility, project features, permissions > Package registry)',
  'let generic packages have duplicates (Settings > Packages and registries)',
  'and see that the job\'s user is a Developer; on a laptop, that GITLAB_TOKEN has the scope api',
].join(', ');

/**
 * The history in the project's package registry, which takes a job's own token on every tier.
 *
 * @see https://docs.gitlab.com/user/packages/generic_packages/
 */
export class HistoryRegistry {
  /** @throws Failure 78 when nothing says where the registry is, or who asks */
  static of({ url, project }: GitlabSettings, variables: Environment): HistoryRegistry {
    const { CI_API_V4_URL, CI_PROJECT_ID, CI_JOB_TOKEN, GITLAB_TOKEN } = variables;
    const api = CI_API_V4_URL || `${url}/api/v4`;
    const id = CI_PROJECT_ID || (project && encodeURIComponent(project));
    const token = CI_JOB_TOKEN ? ['JOB-TOKEN', CI_JOB_TOKEN] as const : ['PRIVATE-TOKEN', GITLAB_TOKEN?.trim() ?? ''] as const;
    const missing = [...(id ? [] : ['pipeline.gitlab.project in .projenrc.ts']), ...(token[1] ? [] : ['GITLAB_TOKEN with the scope api'])];
    if (!id || missing.length > 0) {
      throw new Failure('nothing says where GitLab keeps the history, or who asks for it', {
        code: ExitCode.BAD_CONFIG, fix: `set ${missing.join(' and ')}; a job of GitLab has both`,
      });
    }
    return new HistoryRegistry({ address: `${api}/projects/${id}/${PATH}`, token });
  }

  private readonly address: URL;

  constructor(private readonly options: RegistryOptions) {
    this.address = new URL(options.address);
  }

  /**
   * What GitLab keeps, or nothing if it keeps none yet.
   *
   * @throws Failure 65 for what is no history, 69 when GitLab cannot be reached, 75 when it has a fault or takes too long, 77 when it refuses
   */
  async pull(): Promise<History | undefined> {
    return this.request('GET', undefined, async (response) => {
      if (!response.ok) await response.arrayBuffer();
      if (response.status === 404) return undefined;
      if (!response.ok) throw this.unexpected(response.status);
      const text = await textOf(response);
      const history = parseHistory(text);
      if (history.entries.length > 0 || history.unreadable.every((line) => line.text.startsWith('{'))) return history;
      throw new Failure(`what GitLab answered is no history: it begins with ${JSON.stringify(reason(text.trimStart().slice(0, 60)))}`, {
        code: ExitCode.BAD_INPUT, where: this.options.address,
        fix: 'see whether a proxy or a sign-in page answered; else delete the package bundling-history (Deploy > Package registry) to begin anew',
      });
    });
  }

  /**
   * Keeps a history in place of what was there.
   *
   * @throws Failure 69, 75 and 77 as {@link pull}
   */
  async push(history: History): Promise<void> {
    await this.request('PUT', historyText(history), async (response) => {
      await response.arrayBuffer();
      if (response.status === 404) throw this.refused(404);
      if (!response.ok) throw this.unexpected(response.status);
    });
  }

  private async request<T>(method: 'GET' | 'PUT', body: string | undefined, read: (response: Response) => Promise<T>): Promise<T> {
    const seconds = Math.min(this.options.deadlineSeconds ?? DEADLINE_SECONDS, deadlineLimit());
    try {
      return await read(await this.follow(method, body, AbortSignal.timeout(seconds * 1000)));
    } catch (error) {
      if (error instanceof Failure) throw error;
      const late = /Timeout/i.test(`${(error as Error).name} ${((error as Error).cause as Error | undefined)?.name}`);
      const why = reason(error).replaceAll(this.options.token[1], '***');
      throw new Failure(late ? `GitLab did not answer within ${seconds} s` : `GitLab cannot be reached: ${why}`, {
        code: late ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE, where: this.options.address, fix: 'check the network and HTTPS_PROXY, then try again',
      });
    }
  }

  /** GitLab may send to an object store, which must not see the token. fetch itself would only keep back names that it knows. */
  private async follow(method: 'GET' | 'PUT', body: string | undefined, signal: AbortSignal): Promise<Response> {
    let address = this.address;
    const [name, value] = this.options.token;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const headers = address.origin === this.address.origin ? { [name]: value } : {};
      const response = await fetch(address, { method, body, headers, signal, redirect: 'manual', dispatcher: dispatcher() });
      const location = response.headers.get('location');
      if (method === 'PUT' || !location || response.status < 300 || response.status > 399) return response;
      await response.arrayBuffer();
      address = new URL(location, address);
    }
    throw new Error(`it was sent on more than ${MOST_REDIRECTS} times`);
  }

  private unexpected(status: number): Failure {
    if (REFUSED.includes(status)) return this.refused(status);
    const later = status >= 500 || status === 408 || status === 429;
    return new Failure(`GitLab answered ${status}`, {
      code: later ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE, where: this.options.address, fix: later ? 'try again later' : 'check the address of GitLab and its package registry',
    });
  }

  private refused(status: number): Failure {
    return new Failure(`GitLab refused it with ${status}`, { code: ExitCode.NO_PERMISSION, where: this.options.address, fix: SETTINGS });
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`it answered with more than ${MOST_BYTES / 1e6} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
