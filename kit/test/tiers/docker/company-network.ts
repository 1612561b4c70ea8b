import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';

/** Where containers reach this host. */
export const HOST = '172.17.0.1';

export interface Server {
  readonly port: number;
  readonly requests: string[];
  close(): void;
}

/** A certificate authority of a company, and a certificate of this host that it signed. */
export function companyCertificates(folder: string): { ca: string; key: string; certificate: string } {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Company CA',
    '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'host.key', '-out', 'host.csr', '-subj', `/CN=${HOST}`);
  writeFileSync(join(folder, 'host.ext'), `subjectAltName=IP:${HOST},IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n`);
  openssl('x509', '-req', '-in', 'host.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-out', 'host.pem', '-days', '2', '-extfile', 'host.ext');
  return { ca: join(folder, 'ca.pem'), key: join(folder, 'host.key'), certificate: join(folder, 'host.pem') };
}

/** A package index of a company over TLS: it asks for a user and a password, and has one package, `inhouse`. */
export async function startIndex(folder: string, credentials: string, python: string): Promise<Server> {
  const wheel = buildWheel(folder, python);
  const { key, certificate } = companyCertificates(folder);
  const requests: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    requests.push(request.url!);
    const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (request.headers.authorization !== expected) return response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    if (request.url === '/simple/inhouse/') {
      response.setHeader('content-type', 'text/html');
      return response.end(`<a href="/files/inhouse-1.0-py3-none-any.whl#sha256=${wheel.sha256}">inhouse-1.0-py3-none-any.whl</a>`);
    }
    if (request.url!.startsWith('/files/')) return response.end(wheel.content);
    return response.writeHead(404).end();
  });
  return listen(server, requests);
}

/** A proxy of a company: it passes on what it is asked to connect to, and remembers it. */
export async function startProxy(): Promise<Server> {
  const requests: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request: IncomingMessage, client, head) => {
    requests.push(request.url!);
    const [host, port] = request.url!.split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  return listen(server, requests);
}

function listen(server: ReturnType<typeof createHttpServer> | ReturnType<typeof createServer>, requests: string[]): Promise<Server> {
  return new Promise((ready) => server.listen(0, '0.0.0.0', () => ready({
    port: (server.address() as AddressInfo).port,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  })));
}

function buildWheel(folder: string, python: string): { content: Buffer; sha256: string } {
  const info = join(folder, 'wheel', 'inhouse-1.0.dist-info');
  mkdirSync(info, { recursive: true });
  writeFileSync(join(folder, 'wheel', 'inhouse.py'), 'ANSWER = 42\n');
  writeFileSync(join(info, 'METADATA'), 'Metadata-Version: 2.1\nName: inhouse\nVersion: 1.0\n');
  writeFileSync(join(info, 'WHEEL'), 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n');
  writeFileSync(join(info, 'RECORD'), 'inhouse.py,,\ninhouse-1.0.dist-info/METADATA,,\ninhouse-1.0.dist-info/WHEEL,,\ninhouse-1.0.dist-info/RECORD,,\n');
  execFileSync(python, ['-m', 'zipfile', '-c', '../inhouse.whl', 'inhouse.py', 'inhouse-1.0.dist-info/'], { cwd: join(folder, 'wheel') });
  const content = readFileSync(join(folder, 'inhouse.whl'));
  return { content, sha256: createHash('sha256').update(content).digest('hex') };
}
