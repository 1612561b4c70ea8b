import { lookup } from 'node:dns/promises';
import { existsSync, readFileSync } from 'node:fs';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect, isIP } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import type { ReachableEndpoint, SocketEndpoint, TcpEndpoint, TlsSettings } from './endpoint';

/** The steps on the way to a daemon, in their order. */
const STEPS = ['name', 'port', 'certificates', 'handshake', 'answer'] as const;
export type Step = (typeof STEPS)[number];

/** How far one try came, and what stopped it. */
export interface Observation {
  /** The step that failed, or `done`. */
  readonly step: Step | 'done';
  /** The error's code, such as ECONNREFUSED; TIMEOUT for no answer; HTTP for an answer that is none of a daemon. */
  readonly error?: string;
  /** The error in words, or what was reached. */
  readonly text: string;
  /** The names in the certificate of the daemon. */
  readonly names?: string;
  /** The usual port on which something listens in place of the one asked for. */
  readonly otherPort?: number;
}

interface Certificates {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

const DOCKER_PORTS = [2376, 2375];
const OTHER_PORT_SECONDS = 1;

/** Tries once to reach the daemon as the client would, within a number of seconds for each step. */
export async function probeConnection(endpoint: ReachableEndpoint, seconds: number): Promise<Observation> {
  if (endpoint.kind === 'socket') return ping(endpoint, {}, seconds);
  const address = await withinSeconds(seconds, lookup(endpoint.host)).catch((error: Error) => stopped('name', error));
  if ('step' in address) return address;
  const refused = await openPort(endpoint.host, endpoint.port, seconds);
  if (refused) return { ...stopped('port', refused), otherPort: await otherPort(endpoint) };
  try {
    return await ping(endpoint, readCertificates(endpoint.tls), seconds);
  } catch (error) { // a file that is missing, or that is no certificate or no key
    return stopped('certificates', error as Error);
  }
}

/** @returns nothing if something listens, or why it could not be reached */
function openPort(host: string, port: number, seconds: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: seconds * 1000 });
    const finish = (error?: Error) => {
      socket.destroy();
      resolve(error);
    };
    socket.once('connect', () => finish()).once('error', finish).once('timeout', () => finish(timeout(seconds)));
  });
}

async function otherPort({ host, port }: TcpEndpoint): Promise<number | undefined> {
  for (const other of DOCKER_PORTS) {
    if (other !== port && !(await openPort(host, other, OTHER_PORT_SECONDS))) return other;
  }
  return undefined;
}

/** As the client reads them: it insists on ca.pem if it verifies, and goes without the others until the daemon refuses. */
function readCertificates(tls: TlsSettings | undefined): Certificates {
  if (!tls) return {};
  const read = (name: string) => readFileSync(join(tls.folder, name));
  const readIfThere = (name: string) => (existsSync(join(tls.folder, name)) ? read(name) : undefined);
  return { ca: tls.verify ? read('ca.pem') : undefined, cert: readIfThere('cert.pem'), key: readIfThere('key.pem') };
}

/** Docker's own question whether it is there. The refusal of a client's certificate comes no sooner than the answer. */
function ping(endpoint: TcpEndpoint | SocketEndpoint, certificates: Certificates, seconds: number): Promise<Observation> {
  const tls = endpoint.kind === 'tcp' ? endpoint.tls : undefined;
  const target = endpoint.kind === 'socket' ? { socketPath: endpoint.path } : { host: endpoint.host, port: endpoint.port };
  const options: RequestOptions = { ...target, path: '/_ping', headers: { host: 'docker' }, agent: false };
  return new Promise<Observation>((resolve) => {
    let step: Step = tls ? 'handshake' : 'answer';
    let secured = '';
    const request = tls
      ? tlsRequest({ ...options, ...certificates, rejectUnauthorized: tls.verify, servername: serverName(endpoint as TcpEndpoint) })
      : plainRequest(options);
    const timer = setTimeout(() => request.destroy(timeout(seconds)), seconds * 1000);
    request.once('socket', (socket) => socket.once('secureConnect', () => {
      step = 'answer';
      secured = describeTls(socket as TLSSocket);
    }));
    request.once('error', (error: NodeJS.ErrnoException & { cert?: PeerCertificate }) => {
      clearTimeout(timer);
      // A server tells only after the handshake that it misses the client's certificate.
      resolve({ ...stopped(/ALERT/.test(error.code ?? '') ? 'handshake' : step, error), names: error.cert && namesOf(error.cert) });
    });
    request.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
        clearTimeout(timer);
        const answered = response.statusCode === 200 && response.headers['api-version'] !== undefined;
        const text = `HTTP ${response.statusCode}: ${body.slice(0, 200).trim()}`;
        resolve(answered ? { step: 'done', text: secured } : { step: 'answer', error: 'HTTP', text });
      });
    });
    request.end();
  });
}

/** A server name must not be an address; the certificate is checked against the address then. */
function serverName({ host }: TcpEndpoint): string {
  return isIP(host) ? '' : host;
}

function describeTls(socket: TLSSocket): string {
  return `${socket.getProtocol() ?? 'TLS'}, for ${namesOf(socket.getPeerCertificate())}`;
}

function namesOf({ subjectaltname, subject }: PeerCertificate): string {
  return subjectaltname?.replace(/\b(DNS|IP Address):/g, '') ?? String(subject?.CN ?? 'nobody');
}

function stopped(step: Step, error: NodeJS.ErrnoException & { errors?: Error[] }): Observation {
  const [first] = error.errors ?? [error]; // one for each address of the name
  return { step, error: error.code ?? 'UNKNOWN', text: (first.message || error.code) ?? error.name };
}

function timeout(seconds: number): NodeJS.ErrnoException {
  return Object.assign(new Error(`no answer within ${seconds} s`), { code: 'TIMEOUT' });
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  const limit = new AbortController();
  try {
    return await Promise.race([work, wait(seconds * 1000, undefined, { signal: limit.signal }).then(() => { throw timeout(seconds); })]);
  } finally {
    limit.abort();
  }
}
