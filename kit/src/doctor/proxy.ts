import { BlockList, isIP } from 'node:net';
import type { TcpEndpoint } from './endpoint';
import type { Environment } from '../kernel/environment';

/**
 * The proxy through which the client would reach the daemon, by the rules of Go's net/http, which it uses.
 *
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config
 */
export function proxyFor({ host, port, tls }: TcpEndpoint, env: Environment): string | undefined {
  const proxy = tls ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy;
  if (!proxy || host === 'localhost' || /^127\.|^::1$/.test(host)) return undefined;
  const exceptions = (env.NO_PROXY || env.no_proxy || '').split(',').map((entry) => entry.trim().toLowerCase()).filter(Boolean);
  return exceptions.some((entry) => covers(entry, host.toLowerCase(), port)) ? undefined : proxy;
}

function covers(entry: string, host: string, port: number): boolean {
  if (entry === '*') return true;
  const [, name, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry)!;
  if (onlyPort && Number(onlyPort) !== port) return false;
  if (isIP(host)) return name === host || inRange(name, host);
  return name === host || host.endsWith(name.startsWith('.') ? name : `.${name}`);
}

function inRange(range: string, address: string): boolean {
  const [network, bits] = range.split('/');
  if (!isIP(network) || !bits || isIP(network) !== isIP(address)) return false;
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, family);
}
