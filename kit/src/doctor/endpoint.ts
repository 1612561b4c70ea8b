import { join } from 'node:path';
import type { Environment } from '../kernel/environment';

export interface TlsSettings {
  /** Folder of ca.pem, cert.pem and key.pem. */
  readonly folder: string;
  /** Whether DOCKER_CERT_PATH names the folder; it is the client's own otherwise. */
  readonly chosen: boolean;
  /** Whether the daemon's certificate is checked. */
  readonly verify: boolean;
}

export interface TcpEndpoint {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsSettings;
}

export interface SocketEndpoint {
  readonly kind: 'socket';
  readonly path: string;
  /** Whether DOCKER_HOST or a context names it; it is Docker's own place otherwise. */
  readonly chosen: boolean;
}

/** What only the client can open: ssh, named pipes, contexts with certificates of their own. */
interface ForeignEndpoint {
  readonly kind: 'foreign';
}

/** The client is told to use a context that it does not have. */
interface UnknownContext {
  readonly kind: 'unknown context';
}

/** Where the client finds its daemon. */
export type Endpoint = (TcpEndpoint | SocketEndpoint | ForeignEndpoint | UnknownContext) & { readonly address: string };

/** One that can be tried without the client. */
export type ReachableEndpoint = Exclude<Endpoint, { kind: 'foreign' | 'unknown context' }>;

/** Another machine, to which the client opens a connection by ssh. */
export function isSsh({ kind, address }: Endpoint): boolean {
  return kind === 'foreign' && address.startsWith('ssh://');
}

const DEFAULT_SOCKET = '/var/run/docker.sock';

/**
 * The daemon's address, as the docker client itself derives it.
 *
 * @param context - the address of the client's current context, which counts unless DOCKER_HOST is set
 */
export function endpointOf(env: Environment, home: string, context?: string): Endpoint {
  const address = env.DOCKER_HOST || context || `unix://${DEFAULT_SOCKET}`;
  const chosen = Boolean(env.DOCKER_HOST) || (context !== undefined && context !== `unix://${DEFAULT_SOCKET}`);
  const [, scheme = 'tcp', rest] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(address)!;
  if (scheme === 'unix') return { kind: 'socket', path: rest || DEFAULT_SOCKET, address, chosen };
  if (scheme !== 'tcp' || !env.DOCKER_HOST) return { kind: 'foreign', address };
  return tcpEndpoint(address, rest, tlsSettings(env, home)) ?? { kind: 'foreign', address };
}

function tcpEndpoint(address: string, rest: string, tls: TlsSettings | undefined): TcpEndpoint & { address: string } | undefined {
  if (!URL.canParse(`tcp://${rest}`)) return undefined;
  const { hostname, port } = new URL(`tcp://${rest}`);
  const host = hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost';
  return { kind: 'tcp', host, port: Number(port) || (tls ? 2376 : 2375), tls, address };
}

/** Docker asks whether these are set, not what they are: even DOCKER_TLS_VERIFY=0 means TLS. */
function tlsSettings(env: Environment, home: string): TlsSettings | undefined {
  const verify = Boolean(env.DOCKER_TLS_VERIFY);
  if (!verify && !env.DOCKER_TLS) return undefined;
  const folder = env.DOCKER_CERT_PATH || env.DOCKER_CONFIG || join(home, '.docker');
  return { folder, chosen: Boolean(env.DOCKER_CERT_PATH), verify };
}
