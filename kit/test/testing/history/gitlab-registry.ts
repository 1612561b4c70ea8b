import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HistoryRegistry } from '../../../src/testing/history/registry';

export const TOKEN = 'glcbt-64_secret-of-the-job';
const PATH = '/api/v4/projects/42/packages/generic/bundling-history/1.0.0/history.jsonl';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands in for GitLab's package registry, which no test can reach: one file, for whoever has the job's token. */
export class StandInRegistry {
  static async start(): Promise<StandInRegistry> {
    const registry = new StandInRegistry();
    await new Promise<void>((listening) => registry.server.listen(0, '127.0.0.1', listening));
    return registry;
  }

  /** What is kept; nothing before the first upload. */
  file?: string;
  /** Answers in place of the usual ones. */
  answer?: Answer;
  readonly asked: IncomingMessage[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(request);
    (this.answer ?? this.usual)(request, response);
  });

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get address(): string {
    return `${this.origin}${PATH}`;
  }

  /** What GitLab sets in a job of the default branch. */
  get variables(): Record<string, string> {
    return { CI_API_V4_URL: `${this.origin}/api/v4`, CI_PROJECT_ID: '42', CI_JOB_TOKEN: TOKEN };
  }

  client(deadlineSeconds?: number): HistoryRegistry {
    return new HistoryRegistry({ address: this.address, token: ['JOB-TOKEN', TOKEN], deadlineSeconds });
  }

  readonly usual: Answer = (request, response) => {
    if (request.headers['job-token'] !== TOKEN && request.headers['private-token'] !== TOKEN) return void response.writeHead(401).end('{"message":"401 Unauthorized"}');
    if (request.url !== PATH) return void response.writeHead(404).end('{"message":"404 Not found"}');
    if (request.method === 'GET') return void (this.file === undefined ? response.writeHead(404).end() : response.end(this.file));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      this.file = Buffer.concat(chunks).toString('utf8');
      response.writeHead(201).end('{"message":"201 Created"}');
    });
  };

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
