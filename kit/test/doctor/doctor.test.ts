import { writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { join } from 'node:path';
import { fakeDocker } from './examination';
import { type DoctorReport, examine, exitCodeOf } from '../../src/doctor/doctor';
import { fakeProgram, temporaryFolder } from '../project/workspace';

const PASSWORD = 'hunter2-of-the-proxy';

let server: Server;
let env: Record<string, string>;
let folders: { root: string; temporary: string };

beforeEach(async () => {
  folders = { root: temporaryFolder(), temporary: temporaryFolder() };
  const path = join(temporaryFolder(), 'docker.sock');
  server = createServer((_, response) => response.writeHead(200, { 'api-version': '1.45' }).end('OK'));
  await new Promise<void>((done) => server.listen(path, done));
  env = { DOCKER_HOST: `unix://${path}`, GITLAB_CI: 'true' };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const WORKS = { '--version': 'Docker version 28', 'buildx': 'v0.30', 'version': '{}', 'info': '"overlay2"', 'network': '{"com.docker.network.driver.mtu":"576"}', 'import': 'x', 'create': 'x' };
const states = ({ results }: DoctorReport) => Object.fromEntries(results.map(({ id, state }) => [id, state]));

test('every check is made once, in the order of what they need', async () => {
  fakeDocker({ ...WORKS, cp: '!no such file' });
  const seen: string[] = [];
  const report = await examine({ env, ...folders, waitSeconds: 1, onResult: ({ id }) => seen.push(id) });
  expect(seen).toEqual(['client', 'buildx', 'disk', 'settings', 'port', 'certificates', 'answer', 'versions', 'storage', 'mtu', 'space', 'checkout', 'temporary', 'pull']);
  expect(states(report)).toMatchObject({ versions: 'ok', storage: 'ok', space: 'ok', checkout: 'warning', temporary: 'warning', pull: 'skipped' });
  expect(exitCodeOf(report)).toBe(0);
});

test('what stands on a failure is not tried', async () => {
  fakeDocker({ ...WORKS, version: '!client version 1.40 is too old.' });
  const report = await examine({ env, ...folders, waitSeconds: 1 });
  expect(states(report)).toMatchObject({ versions: 'failed', storage: 'skipped', space: 'skipped', pull: 'skipped' });
  expect(exitCodeOf(report)).toBe(69);
});

test('without a client, no daemon is waited for', async () => {
  process.env.CDK_DOCKER = 'surely-no-docker';
  const waits: string[] = [];
  const report = await examine({ env: { DOCKER_HOST: 'unix:///absent.sock' }, ...folders, waitSeconds: 60, onWait: (text) => waits.push(text) });
  expect(states(report)).toMatchObject({ client: 'failed', answer: 'skipped', versions: 'skipped' });
  expect(waits).toEqual([]);
});

test('an engine that is not Docker is asked by its own program only', async () => {
  process.env.CDK_DOCKER = fakeProgram('podman', '#!/bin/sh\necho "podman version 5.4.2"\n');
  const report = await examine({ env: {}, ...folders, waitSeconds: 1 });
  expect(states(report)).toMatchObject({ client: 'ok', buildx: 'skipped', port: 'skipped', versions: 'ok', space: 'skipped' });
  expect(exitCodeOf(report)).toBe(0);
});

test("without DOCKER_HOST, the client's context says where the daemon is", async () => {
  fakeDocker({ ...WORKS, context: env.DOCKER_HOST });
  const { results } = await examine({ env: {}, ...folders, waitSeconds: 1 });
  expect(results.find(({ id }) => id === 'settings')?.what).toBe(env.DOCKER_HOST);
});

test('no password leaves it, in whichever words it comes', async () => {
  fakeDocker({ ...WORKS, version: `!proxyconnect tcp: http://user:${PASSWORD}@proxy.test: refused` });
  const report = await examine({ env, ...folders, waitSeconds: 1 });
  expect(JSON.stringify(report)).toContain('http://***@proxy.test');
  expect(JSON.stringify(report)).not.toContain(PASSWORD);
});

test.each([
  [0, []],
  [0, [{ state: 'warning' as const }]],
  [69, [{ state: 'failed' as const }]],
  [75, [{ state: 'failed' as const, mayCome: true }]],
  [69, [{ state: 'failed' as const, mayCome: true }, { state: 'failed' as const }]],
])('the exit code is %d with %p', (code, results) => {
  expect(exitCodeOf({ place: 'gitlab', seconds: 1, results: results.map((result) => ({ id: 'answer', what: '', ...result })) })).toBe(code);
});

describe('a context that the client does not have', () => {
  const codes = ({ results }: DoctorReport) => results.filter(({ code }) => code).map(({ id, code }) => `${id} ${code}`);

  test('by DOCKER_CONTEXT is DIND37 at once, and no daemon is waited for', async () => {
    fakeDocker({ ...WORKS, context: '!context "nope" does not exist', version: '!unable to resolve docker endpoint: context not found' });
    const waits: string[] = [];
    const report = await examine({ env: { DOCKER_CONTEXT: 'nope' }, ...folders, waitSeconds: 60, onWait: (text) => waits.push(text) });
    expect(codes(report)).toEqual(['settings DIND37']);
    expect(report.results.find(({ id }) => id === 'settings')!.what).toBe("the context 'nope' does not exist");
    expect(exitCodeOf(report)).toBe(69);
    expect(waits).toEqual([]);
  });

  test("by the client's configuration is, too", async () => {
    fakeDocker({ ...WORKS, context: '!context "gone" does not exist' });
    writeFileSync(join(folders.root, 'config.json'), '{"currentContext":"gone"}');
    expect(codes(await examine({ env: { DOCKER_CONFIG: folders.root }, ...folders, waitSeconds: 0 }))).toEqual(['settings DIND37']);
  });

  test('does not count where DOCKER_HOST is set, as for the client', async () => {
    fakeDocker({ ...WORKS, cp: '!no such file', context: '!context "nope" does not exist' });
    expect(codes(await examine({ env: { ...env, DOCKER_CONTEXT: 'nope' }, ...folders, waitSeconds: 1 }))).not.toContain('settings DIND37');
  });
});

test('a daemon that ssh does not get to is DIND38, whatever the client says of it', async () => {
  fakeDocker({ ...WORKS, version: '!error during connect: Get "http://docker.example.com/v1.24/version": exit status 255: ssh: connection refused' });
  const report = await examine({ env: { DOCKER_HOST: 'ssh://build.test' }, ...folders, waitSeconds: 60 });
  expect(report.results.filter(({ code }) => code).map(({ id, code }) => `${id} ${code}`)).toEqual(['versions DIND38']);
});
