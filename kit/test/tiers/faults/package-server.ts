import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Wheel } from '../../project/wheels';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A package index on this machine, with wheels that are made up, and with faults. */
export class PackageServer {
  static async start(wheels: readonly Wheel[]): Promise<PackageServer> {
    const server = new PackageServer(wheels);
    await new Promise<void>((listening) => server.http.listen(0, '127.0.0.1', listening));
    servers.push(server);
    return server;
  }

  /** Names of the wheels that were fetched. */
  readonly fetched: string[] = [];
  /** In its place each request is answered by this, if it is there. */
  fault?: Answer;
  /** Before each answer, in milliseconds. */
  delay = 0;
  private readonly http: Server;

  private constructor(private readonly wheels: readonly Wheel[]) {
    this.http = createServer((request, response) => {
      if (this.fault) return this.fault(request, response);
      setTimeout(() => this.answer(request, response), this.delay);
    });
  }

  get url(): string {
    return this.urlWith('');
  }

  /** @param credentials such as `user:password@` */
  urlWith(credentials: string): string {
    return `http://${credentials}127.0.0.1:${(this.http.address() as AddressInfo).port}/simple`;
  }

  async stop(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const [, folder, name] = (request.url ?? '').split('/');
    if (folder === 'files') {
      const found = this.wheels.find(({ file }) => file === name);
      if (!found) return void response.writeHead(404).end();
      this.fetched.push(name);
      return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found.content);
    }
    const links = this.wheels.filter((one) => one.name === name).map(({ file, sha256 }) => `<a href="/files/${file}#sha256=${sha256}">${file}</a>`);
    if (links.length === 0) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`);
  }
}

const servers: PackageServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
