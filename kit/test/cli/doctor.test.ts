import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { PROGRAM } from '../../src/kernel/program';
import { Child } from '../project/child';
import { SAMPLE } from '../project/places';
import { runCommand, temporaryFolder } from '../project/run';
import { eventually, fakeProgram } from '../project/workspace';


const NOBODY = { DOCKER_HOST: 'unix:///nobody/docker.sock', CDK_DOCKER: '', TMPDIR: temporaryFolder() };
const client = () => ({ CDK_DOCKER: fakeProgram('docker', '#!/bin/sh\necho Docker version 28\n') });

describe('doctor', () => {
  test('tells people what is wrong and what fixes it, and ends with 75 for what may come yet', async () => {
    const { code, stdout, stderr } = await runCommand('doctor', ['--wait', '1'], { ...NOBODY, ...client(), CI: '' });
    expect(code).toBe(75);
    expect(stdout).toMatch(/^✔ docker client {5}Docker version 28\n/);
    expect(stdout).toMatch(/\n✖ DIND06 The daemon did not come up in time\n {2}seen unix:\/\/\/nobody\/docker\.sock: .*\n {2}why {2}/);
    expect(stdout).toMatch(/\n {2}fix {2}Start Docker and wait/);
    expect(stdout).toMatch(/\n✖ Docker cannot be used here: DIND06, \d+\.\d s\n$/);
    expect(stderr).toMatch(/^… waiting for the daemon: .*, for up to 1 s\n$/);
  });

  test('ends with 69 for what time does not fix, without waiting', async () => {
    const { code, stdout, stderr } = await runCommand('doctor', [], { ...NOBODY, CDK_DOCKER: 'surely-no-docker' });
    expect(code).toBe(69);
    expect(stdout).toMatch(/\n✖ Docker cannot be used here: DIND23, \d+\.\d s\n$/);
    expect(stderr).toBe('');
  });

  test('is one JSON document for programs', async () => {
    const { code, stdout } = await runCommand('doctor', ['--wait', '0', '--json'], { ...NOBODY, ...client() });
    expect(code).toBe(75);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, verdict: 'failed', exitCode: 75, checks: expect.arrayContaining([expect.objectContaining({ code: 'DIND06' })]) });
  });

  test.each(['', 'soon', '-1', '1e9'])('refuses to wait for "%s" seconds with 64', async (wait) => {
    const { code, stderr } = await runCommand('doctor', [`--wait=${wait}`], NOBODY);
    expect(code).toBe(64);
    expect(stderr).toContain('It must be a number from 0 to 3600.');
  });

  test('explains every code without looking at anything', async () => {
    const { code, stdout } = await runCommand('doctor', ['--explain'], { ...NOBODY, CDK_DOCKER: 'surely-no-docker' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Docker\n[^]*\n### DIND36: /);
  });

  test('that is told to stop removes what the engine was still making, and makes nothing more', async () => {
    const daemon = createServer((_, response) => response.writeHead(200, { 'api-version': '1.45' }).end('OK'));
    const socket = join(temporaryFolder(), 'docker.sock');
    await new Promise<void>((done) => daemon.listen(socket, done));
    const program = fakeProgram('docker', `#!/bin/sh
log="\${0%/*}/log"
case "$1" in import) echo import >> "$log"; sleep 2; echo imported >> "$log";; create|rmi) echo "$1" >> "$log";; version|info|network) echo '{}';; esac
`);
    const log = join(program, '../log');
    const child = Child.node([PROGRAM, 'doctor'], {
      cwd: SAMPLE, env: { ...process.env, DOCKER_HOST: `unix://${socket}`, CDK_DOCKER: program },
    });
    await eventually(() => existsSync(log), 30);
    child.kill('SIGTERM');
    expect(await child.ended()).toMatchObject({ code: 143 });
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual(['import', 'imported', 'rmi']);
    daemon.close();
  });
});
