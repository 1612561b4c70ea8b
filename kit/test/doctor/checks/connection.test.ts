import { type Server, createServer } from 'node:http';
import { join } from 'node:path';
import { connection, judgeConnection } from '../../../src/doctor/checks/connection';
import { Deadline } from '../../../src/doctor/deadline';
import { temporaryFolder } from '../../project/workspace';
import { examination } from '../examination';

let path: string;
let env: Record<string, string>;
let server: Server;

beforeEach(() => {
  path = join(temporaryFolder(), 'docker.sock');
  env = { DOCKER_HOST: `unix://${path}` };
  server = createServer((_, response) => response.writeHead(200, { 'api-version': '1.45' }).end('OK'));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('a daemon that answers is told in three steps', async () => {
  await new Promise<void>((done) => server.listen(path, done));
  expect(await connection.run(examination({ env }))).toEqual([
    { id: 'port', state: 'ok', what: `unix://${path}` },
    { id: 'certificates', state: 'skipped', what: 'no TLS is used' },
    { id: 'answer', state: 'ok', what: 'the daemon answers' },
  ]);
});

test('a daemon that comes later is waited for, and that is told once', async () => {
  const told: string[] = [];
  const onWait = (text: string) => {
    told.push(text);
    server.listen(path);
  };
  const results = await connection.run(examination({ env, deadline: new Deadline(60), onWait }));
  expect(results.map(({ state }) => state)).toEqual(['ok', 'skipped', 'ok']);
  expect(told).toEqual([expect.stringMatching(/^waiting for the daemon: unix:.*ENOENT/)]);
});

test('a daemon that never comes is given up at the deadline, and may come yet', async () => {
  let now = 0;
  const deadline = new Deadline(60, () => now);
  const onWait = () => { now = 60_000; };
  const results = await connection.run(examination({ env, deadline, onWait }));
  expect(results).toMatchObject([{ state: 'ok' }, { state: 'skipped' }, { id: 'answer', state: 'failed', code: 'DIND06', mayCome: true }]);
});

test('what more time rarely fixes is given up after a moment, and what stands on it is not tried', async () => {
  let now = 0;
  const deadline = new Deadline(60, () => now);
  const onWait = () => { now = 4_000; };
  const results = await connection.run(examination({ env: { DOCKER_HOST: 'tcp://nobody.invalid:2376' }, deadline, onWait }));
  expect(results).toMatchObject([
    { id: 'port', state: 'failed', code: 'DIND05', mayCome: false },
    { id: 'certificates', state: 'skipped' },
    { id: 'answer', state: 'skipped', what: 'it needs: port', blocked: true },
  ]);
});

test.each([[11, true, 'ok'], [13, true, 'warning'], [13, false, 'ok']])('an answer after %d s, plain %p, is %s', (seconds, plain, state) => {
  const tls = plain ? undefined : { folder: '/certs', chosen: true, verify: true };
  const results = judgeConnection({ kind: 'tcp', host: 'docker', port: 2375, tls, address: '' }, { observation: { step: 'done', text: '' }, seconds });
  expect(results[2]).toMatchObject({ id: 'answer', state, ...(state === 'warning' && { code: 'DIND09' }) });
});

test('what only the client can open is left to it', async () => {
  const results = await connection.run(examination({ env: { DOCKER_HOST: 'ssh://build.test' } }));
  expect(results.map(({ state, what }) => `${state} ${what}`)).toEqual(Array(3).fill('skipped ssh://build.test is left to the client'));
});
