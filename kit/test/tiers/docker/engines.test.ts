import { mkdirSync, readFileSync, renameSync, copyFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { companyCertificates } from './company-network';
import { bundleAll } from '../../../src/bundling/bundle';
import { selectFunctions } from '../../../src/config/workspace';
import { dockerTrouble } from '../../../src/docker/docker';
import { SilentProgress } from '../../project/silent-progress';
import { fakeProgram, temporaryFolder, workspaceWith } from '../../project/workspace';

jest.setTimeout(180_000);

const FILES = { 'requirements.txt': 'markupsafe==3.0.3' };

beforeEach(() => { process.env.BUNDLING_MODE = 'docker'; });

test('an engine over TLS bundles, with the client certificate that DOCKER_CERT_PATH has', async () => {
  const folder = temporaryFolder();
  const { ca, key, certificate } = companyCertificates(folder);
  const connections: boolean[] = [];
  const own = { key: readFileSync(key), cert: readFileSync(certificate), ca: readFileSync(ca) };
  const options = { ...own, requestCert: true, rejectUnauthorized: true, allowHalfOpen: true };
  const server = createServer(options, (client) => {
    connections.push(client.authorized);
    const engine = connect({ path: '/var/run/docker.sock', allowHalfOpen: true });
    client.pipe(engine).pipe(client);
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
  });
  const port = await new Promise<number>((ready) => server.listen(0, '127.0.0.1', () => ready((server.address() as { port: number }).port)));
  const certificates = join(folder, 'client');
  mkdirSync(certificates);
  for (const [from, to] of [[ca, 'ca.pem'], [certificate, 'cert.pem'], [key, 'key.pem']]) copyFileSync(from, join(certificates, to));
  Object.assign(process.env, { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates });
  try {
    const workspace = workspaceWith({ orders: FILES });
    const [{ stored }] = await bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
    expect(stored.manifest.packages).toEqual(['markupsafe==3.0.3']);
    expect(connections.length).toBeGreaterThan(3);
    expect(connections.every((authorized) => authorized)).toBe(true);
    renameSync(join(certificates, 'ca.pem'), join(certificates, 'away.pem'));
    expect(await dockerTrouble()).toContain('ca.pem');
  } finally {
    server.close();
  }
});

test('CDK_DOCKER names the program that is asked for everything', async () => {
  process.env.CDK_DOCKER = fakeProgram('podman', '#!/bin/sh\necho "$1" >> "${0%/*}/asked"\nexec docker "$@"\n');
  const workspace = workspaceWith({ orders: FILES });
  await bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
  const asked = readFileSync(join(process.env.CDK_DOCKER, '../asked'), 'utf8').split('\n').filter(Boolean);
  expect(new Set(asked)).toEqual(new Set(['version', 'ps', 'create', 'cp', 'start', 'rm']));
});
