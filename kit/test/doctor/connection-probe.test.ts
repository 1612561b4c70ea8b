import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, type Server, createServer } from 'node:net';
import { join } from 'node:path';
import { type Observation, probeConnection } from '../../src/doctor/connection-probe';
import type { TcpEndpoint, TlsSettings } from '../../src/doctor/endpoint';
import { temporaryFolder as longTemporaryFolder } from '../project/run';
import { temporaryFolder } from '../project/workspace';
import { companyCertificates } from '../tiers/docker/company-network';

type Handler = Parameters<typeof createHttpServer>[1];

const SECONDS = 20;
const DAEMON: Handler = (_, response) => response.writeHead(200, { 'api-version': '1.45' }).end('OK');

let certificates: { ca: string; key: string; certificate: string };
let foreign: string;
const servers: Server[] = [];

beforeAll(() => {
  certificates = companyCertificates(longTemporaryFolder());
  foreign = companyCertificates(longTemporaryFolder()).ca;
});
afterEach(() => servers.splice(0).forEach((server) => server.close()));

function listen(server: Server, path?: string): Promise<number> {
  servers.push(server.on('connection', (socket) => socket.unref()));
  const listening = (done: (port: number) => void) => () => done((server.address() as AddressInfo).port);
  return new Promise((done) => (path ? server.listen(path, listening(done)) : server.listen(0, '0.0.0.0', listening(done))));
}

function tlsDaemon(): Promise<number> {
  const { ca, key, certificate } = certificates;
  const [own, secret, authority] = [certificate, key, ca].map((path) => readFileSync(path));
  return listen(createHttpsServer({ ca: authority, key: secret, cert: own, requestCert: true, rejectUnauthorized: true }, DAEMON));
}

/** A folder as a daemon writes it for its clients. */
function clientFolder(ca = certificates.ca, own = true): TlsSettings {
  const folder = temporaryFolder();
  copyFileSync(ca, join(folder, 'ca.pem'));
  if (own) copyFileSync(certificates.certificate, join(folder, 'cert.pem'));
  if (own) copyFileSync(certificates.key, join(folder, 'key.pem'));
  return { folder, chosen: true, verify: true };
}

function probe(port: number, tls?: TlsSettings, host = '127.0.0.1', seconds = SECONDS): Promise<Observation> {
  const endpoint: TcpEndpoint = { kind: 'tcp', host, port, tls };
  return probeConnection({ ...endpoint, address: `tcp://${host}:${port}` }, seconds);
}

describe('a daemon', () => {
  test('that answers is reached', async () => {
    expect(await probe(await listen(createHttpServer(DAEMON)))).toEqual({ step: 'done', text: '' });
  });

  test('that answers over TLS is reached, and its names are told', async () => {
    expect(await probe(await tlsDaemon(), clientFolder())).toEqual({ step: 'done', text: 'TLSv1.3, for 172.17.0.1, 127.0.0.1, localhost' });
  });

  test('that answers on a socket is reached', async () => {
    const path = join(temporaryFolder(), 'docker.sock');
    await listen(createHttpServer(DAEMON), path);
    expect(await probeConnection({ kind: 'socket', path, chosen: true, address: `unix://${path}` }, SECONDS)).toMatchObject({ step: 'done' });
  });
});

describe('on the way there, what stops it is', () => {
  test('its name', async () => expect(await probe(1, undefined, 'nobody.invalid')).toMatchObject({ step: 'name' }));

  test('its port', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((closed) => server.close(closed));
    expect(await probe(port)).toMatchObject({ step: 'port', error: 'ECONNREFUSED', text: expect.stringContaining('ECONNREFUSED') });
  });

  test('its socket', async () => {
    const path = join(temporaryFolder(), 'absent.sock');
    expect(await probeConnection({ kind: 'socket', path, chosen: true, address: `unix://${path}` }, SECONDS)).toMatchObject({ step: 'answer', error: 'ENOENT' });
  });

  test('no folder of certificates', async () => {
    const tls = { folder: join(temporaryFolder(), 'absent'), chosen: true, verify: true };
    expect(await probe(await tlsDaemon(), tls)).toMatchObject({ step: 'certificates', error: 'ENOENT', text: expect.stringContaining('ca.pem') });
  });

  test('a file that is no key', async () => {
    const tls = clientFolder();
    writeFileSync(join(tls.folder, 'key.pem'), 'half a fi');
    expect(await probe(await tlsDaemon(), tls)).toMatchObject({ step: 'certificates', error: expect.stringMatching(/^ERR_OSSL/) });
  });

  test('an authority of another daemon', async () => {
    expect(await probe(await tlsDaemon(), clientFolder(foreign))).toMatchObject({ step: 'handshake', error: expect.stringMatching(/^(CERT_SIGNATURE_|UNABLE_TO_|SELF_SIGNED_)/) });
  });

  test('no certificate of its own', async () => {
    const observation = await probe(await tlsDaemon(), clientFolder(certificates.ca, false));
    expect(observation).toMatchObject({ step: 'handshake', error: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
  });

  test('a name that is not in the certificate', async () => {
    expect(await probe(await tlsDaemon(), clientFolder(), '127.0.0.2')).toMatchObject({
      step: 'handshake', error: 'ERR_TLS_CERT_ALTNAME_INVALID', names: '172.17.0.1, 127.0.0.1, localhost',
    });
  });

  test('a daemon without TLS', async () => {
    const observation = await probe(await listen(createHttpServer(DAEMON)), clientFolder());
    expect(observation).toMatchObject({ step: 'handshake', error: expect.stringMatching(/^(ERR_SSL_WRONG_VERSION_NUMBER|EPROTO|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/) });
  });

  test('no TLS of its own', async () => {
    const refuses: Handler = (_, response) => response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n');
    expect(await probe(await listen(createHttpServer(refuses)))).toEqual({
      step: 'answer', error: 'HTTP', text: 'HTTP 400: Client sent an HTTP request to an HTTPS server.',
    });
  });

  test('a server that is no Docker', async () => {
    expect(await probe(await listen(createHttpServer((_, response) => response.end('hello'))))).toMatchObject({ step: 'answer', error: 'HTTP' });
  });

  test.each([['answer', false], ['handshake', true]])('silence, at the step %s', async (step, tls) => {
    expect(await probe(await listen(createServer()), tls ? clientFolder() : undefined, '127.0.0.1', 0.5)).toMatchObject({ step, error: 'TIMEOUT', text: 'no answer within 0.5 s' });
  });
});
