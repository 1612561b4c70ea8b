import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, pipelineOf } from './pipeline';
import { temporaryFolder } from './synth';

const { document, jobs, beforeScript } = pipelineOf();
const docker = document['.docker'] as Job;
const [service] = docker.services!;

describe('Docker-in-Docker', () => {
  test('is no service of the whole pipeline', () => {
    expect(document).not.toHaveProperty('services');
    expect(document.default).not.toHaveProperty('services');
    expect(Object.keys(document).filter((name) => document[name]?.services)).toEqual(['.docker']);
  });

  test('has its variables in one place', () => {
    expect(Object.keys(document).filter((name) => /"DOCKER_/.test(JSON.stringify(document[name])))).toEqual(['.docker']);
  });

  test('is seen by the jobs that bundle in Docker, and by no other', () => {
    const jobsWithDocker = Object.keys(jobs).filter((name) => jobs[name].extends?.includes('.docker'));
    expect(jobsWithDocker).toEqual(['test-docker-bundling', 'assemble-development', 'assemble-production']);
  });

  test('is not needed to assemble when a release is not bundled in it', () => {
    const local = pipelineOf({ bundling: { policy: { release: 'in-image' } } });
    expect(Object.keys(local.jobs).filter((name) => local.jobs[name].extends?.includes('.docker'))).toEqual(['test-docker-bundling']);
  });

  test('is one exact version, under the name that its certificate is for', () => {
    expect(service).toMatchObject({ name: 'docker:29.7.2-dind', alias: 'docker' });
    const other = pipelineOf({ pipeline: { dockerInDocker: { version: '28.5.1', tags: ['privileged'] } } });
    expect(other.document['.docker']).toMatchObject({ services: [{ name: 'docker:28.5.1-dind' }], tags: ['privileged'] });
    expect(docker).not.toHaveProperty('tags');
  });

  test('is spoken to over TLS only', () => {
    expect(docker.variables).toEqual({
      DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: '/certs', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client',
    });
    expect(JSON.stringify(document)).not.toContain('2375');
  });

  test('is asked for its health at the port that it listens to', () => {
    expect(service.variables).toEqual({ HEALTHCHECK_TCP_PORT: '2376' });
  });

  test('sends no larger packets than the network below it takes', () => {
    expect(service.command.at(-1)).toBe('exec dockerd-entrypoint.sh --mtu="$(cat /sys/class/net/eth0/mtu)"');
  });

  test('finds temporary files in the build folder, the only one that it shares', () => {
    expect(document.variables.TMPDIR).toBe('$CI_PROJECT_DIR/.tmp');
    for (const name of Object.keys(jobs)) expect(beforeScript(name)).toContain('mkdir -p "$TMPDIR"');
  });
});

/** Jobs run on Linux; other systems have no `timeout`. */
const onLinux = (title: string, body: () => void) => { if (process.platform === 'linux') test(title, body); };

describe('the wait for the daemon', () => {
  const wait = docker.before_script!.find((line) => line.startsWith('timeout'))!;

  test('comes before anything that takes long, and has the limit of the options', () => {
    expect(wait).toMatch(/^timeout 60 sh /);
    expect(docker.before_script!.indexOf(wait)).toBeLessThan(docker.before_script!.indexOf('npm ci --prefer-offline'));
    expect(JSON.stringify(pipelineOf({ pipeline: { dockerInDocker: { waitSeconds: 5 } } }).document)).toContain('timeout 5 sh');
  });

  onLinux('ends as soon as the daemon answers', () => {
    expect(runWait('exit 0')).toMatchObject({ status: 0, stdout: '' });
  });

  onLinux('fails with the reason and the remedy when it never does', () => {
    const { status, stdout, stderr } = runWait('echo "Cannot connect to the Docker daemon" >&2; exit 1');
    expect(status).toBe(69);
    expect(stderr).toContain('Cannot connect to the Docker daemon');
    expect(stdout).toContain('no Docker daemon after 60 s: the runner must be privileged and share /certs/client');
  });

  /** Runs the generated line with a stand-in for Docker, and with a limit that a test can wait for. */
  function runWait(script: string) {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'docker'), 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    return spawnSync('sh', ['-c', wait.replace('timeout 60', 'timeout 0.3')], { encoding: 'utf8', env });
  }
});
