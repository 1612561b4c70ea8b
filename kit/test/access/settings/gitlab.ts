import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TOKEN = 'glpat-a-token-of-a-maintainer';

/** What the API answers, by what follows the project in its address. Nothing is a 404. */
export type Answers = Readonly<Record<string, unknown>>;

/** A project that is set as it should be, for a stage that deploys from main by itself and a production by hand. */
export const WELL_SET: Answers = {
  '': { ci_pipeline_variables_minimum_override_role: 'maintainer', ci_separated_caches: true, ci_forward_deployment_enabled: false },
  'protected_branches': [{ name: 'main', allow_force_push: false, code_owner_approval_required: true }],
  'protected_environments': [{ name: 'production' }],
  'variables': ['development', 'production'].map((environment_scope) => ({ key: 'AWS_ROLE_ARN', protected: true, environment_scope })),
  'resource_groups': [{ key: 'development', process_mode: 'oldest_first' }, { key: 'production', process_mode: 'newest_ready_first' }],
};

/**
 * A stand-in for GitLab: the answers of its API for one project, acme/shop, in the form that its documentation shows.
 * No GitLab was asked.
 */
export class GitlabStandIn {
  static async start(answers: Answers): Promise<GitlabStandIn> {
    const gitlab = new GitlabStandIn(answers);
    await new Promise<void>((listening) => gitlab.http.listen(0, '127.0.0.1', listening));
    running.push(gitlab);
    return gitlab;
  }

  readonly asked: string[] = [];
  private readonly http: Server;

  private constructor(private readonly answers: Answers) {
    this.http = createServer((request, response) => this.answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }

  private answer({ url = '', method, headers }: IncomingMessage, response: ServerResponse): void {
    this.asked.push(`${method} ${url}`);
    const json = (status: number, body: unknown) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (headers['private-token'] !== TOKEN) return void json(401, { message: `401 Unauthorized ${headers['private-token']}` });
    const [, path] = /^\/api\/v4\/projects\/acme%2Fshop\/?([a-z_]*)(?:\?|$)/.exec(url) ?? [];
    const found = path === undefined ? undefined : this.answers[path];
    if (found === undefined) return void json(404, { message: '404 Not found' });
    return void json(typeof found === 'number' ? found : 200, found);
  }
}

const running: GitlabStandIn[] = [];

afterEach(async () => {
  for (const gitlab of running.splice(0)) await gitlab.stop();
});
