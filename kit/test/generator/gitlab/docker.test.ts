import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, type Document, documentOf, jobOf, linesOf, pipelineOf } from './pipeline';
import { CONNECTIONS, type PipelineOptions } from '../../../src/config/pipeline-options';
import { resolveOptions } from '../../../src/config/validation';
import { dockerJob } from '../../../src/generator/gitlab/docker';
import { installation } from '../../../src/generator/gitlab/installation';
import type { Job } from '../../../src/generator/gitlab/job';
import { sourcesOf } from '../../project/sources';
import { temporaryFolder } from '../../project/synth';

type Connection = PipelineOptions['dockerInDocker']['connection'];
type Options = NonNullable<Config['options']>['pipeline'];

const IN_IMAGE = { policy: { release: 'in-image' } } as const;
const MTU = '--mtu=$(cat /sys/class/net/eth0/mtu)';
const INSTALL = ['apt-get update -qq', 'apt-get install -y -qq --no-install-recommends docker-cli'];
const PREPARE = ['mkdir -p "$TMPDIR"'];
const INSTALL_PACKAGES = installation(false);
const STEPS = [...INSTALL_PACKAGES.fromCache, 'npx projen doctor --wait 60'];

function templateOf(connection: Connection, pipeline: Options = {}): Job {
  const options = { name: 'example', bundling: IN_IMAGE, pipeline: { ...pipeline, dockerInDocker: { ...pipeline?.dockerInDocker, connection } } };
  return dockerJob(resolveOptions(options, sourcesOf([])).pipeline, { prepare: PREPARE, install: INSTALL_PACKAGES });
}

function service(script: string, variables?: Record<string, string>) {
  return { name: 'docker:29.7.2-dind', alias: 'docker', command: ['/bin/sh', '-ec', script], ...(variables && { variables }) };
}

describe('a connection', () => {
  test.each<[Exclude<Connection, 'none'>, Job]>([
    ['tls', {
      services: [service(
        `mkdir -p /certs/client; cp $(command -v docker) /certs/client/docker; exec dockerd-entrypoint.sh ${MTU}`, { HEALTHCHECK_TCP_PORT: '2376' },
      )],
      variables: { DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: '/certs', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client', FF_NETWORK_PER_BUILD: 'true' },
      before_script: [...PREPARE, 'export PATH="$PATH:/certs/client"', ...STEPS],
    }],
    ['plain', {
      services: [service(`exec dockerd-entrypoint.sh ${MTU} --tls=false`, { HEALTHCHECK_TCP_PORT: '2375' })],
      variables: { DOCKER_HOST: 'tcp://docker:2375', DOCKER_TLS_CERTDIR: '', FF_NETWORK_PER_BUILD: 'true' },
      before_script: [...PREPARE, ...INSTALL, ...STEPS],
    }],
    ['socket-volume', {
      services: [service([
        'mkdir -p /runner/services/docker', 'cp $(command -v docker) /runner/services/docker/docker',
        `exec dockerd-entrypoint.sh dockerd --host=unix:///runner/services/docker/docker.sock ${MTU}`,
      ].join('; '))],
      variables: { DOCKER_HOST: 'unix:///runner/services/docker/docker.sock', DOCKER_TLS_CERTDIR: '', FF_NETWORK_PER_BUILD: 'true' },
      before_script: [...PREPARE, 'export PATH="$PATH:/runner/services/docker"', ...STEPS],
    }],
    ['host-socket', { variables: { DOCKER_HOST: 'unix:///var/run/docker.sock' }, before_script: [...PREPARE, ...INSTALL, ...STEPS] }],
  ])('by %s is exactly this', (connection, expected) => {
    expect(templateOf(connection)).toEqual(expected);
  });

  test.each(CONNECTIONS)('by %s is known to the jobs that use it, and to nothing else', (connection) => {
    const document = documentOf({ options: { bundling: IN_IMAGE, pipeline: { dockerInDocker: { connection } } } });
    const knowing = Object.keys(document).filter((name) => /DOCKER_|dockerd|docker:|\/certs\b/.test(JSON.stringify(document[name])));
    expect(knowing).toEqual(connection === 'none' ? [] : ['.docker']);
    const using = Object.keys(document).filter((name) => document[name].extends?.includes('.docker'));
    expect(using).toEqual(connection === 'none' ? [] : ['test-docker-bundling']);
  });

  test('by none leaves out the job that needs a daemon, and what waits for that job', () => {
    const document = documentOf({ options: { bundling: IN_IMAGE, pipeline: { dockerInDocker: { connection: 'none' } } } });
    expect(JSON.stringify(document)).not.toMatch(/test-docker-bundling|doctor/);
  });

  test('is used by the job that bundles for a release in docker, too', () => {
    const document: Document = documentOf();
    expect(document.bundle.extends).toEqual(['.node', '.docker']);
    expect(jobOf(pipelineOf(document), 'bundle').services).toEqual(templateOf('tls').services);
  });
});

describe('a job with Docker', () => {
  test.each(CONNECTIONS.filter((connection) => connection !== 'none'))('asks the doctor right before its own work, with %s', (connection) => {
    const pipeline = pipelineOf(documentOf({ options: { pipeline: { dockerInDocker: { connection, waitSeconds: 30 } } } }));
    const lines = linesOf(jobOf(pipeline, 'test-docker-bundling'));
    expect(lines.slice(-4)).toEqual([
      'npx projen doctor --wait 30', expect.stringMatching(/^npx projen bundle:history --pull \|\| echo /), 'npx projen test:bundling', expect.stringContaining(' --push '),
    ]);
  });

  test('has runners of its own, if they are named', () => {
    expect(templateOf('tls', { dockerInDocker: { tags: ['privileged'] } }).tags).toEqual(['privileged']);
    expect(templateOf('tls')).not.toHaveProperty('tags');
  });
});

describe('the command of the service', () => {
  const PEM = '-----BEGIN CERTIFICATE-----\n"$(touch pwned)" %s\n-----END CERTIFICATE-----';

  const all: Options = { dockerInDocker: { registryMirror: 'https://mirror.example.com/a' }, gitlab: { certificatesVariable: 'COMPANY_CA' } };
  const scripts = (['tls', 'plain', 'socket-volume'] as const).flatMap((connection) => [{}, all].map((options) => ({
    connection, options: options === all ? 'all options' : 'no options', script: templateOf(connection, options).services![0].command!.at(-1)!,
  })));

  test.each(scripts)('has no double quotes, which some runners drop: $connection, $options', ({ script }) => {
    expect(script).not.toContain('"');
  });

  test.each(scripts)('starts the daemon as it is meant, with its own client shared: $connection, $options', ({ connection, options, script }) => {
    const { calls, shared, certificates, root } = runService(script);
    const mirror = options === 'all options' ? ['--registry-mirror=https://mirror.example.com/a'] : [];
    // A daemon that is told its socket opens no port, which every container beside it could reach.
    const socket = connection === 'socket-volume' ? ['dockerd', `--host=unix://${join(root, 'shared')}/docker.sock`] : [];
    expect(calls).toEqual([...socket, '--mtu=1360', ...connection === 'plain' ? ['--tls=false'] : [], ...mirror]);
    expect(shared).toBe(connection !== 'plain');
    expect(certificates).toBe(options === 'all options' ? `system\n${PEM}\n` : 'system\n');
    expect(existsSync(join(root, 'pwned'))).toBe(false);
  });

  test.each(['tls', 'plain', 'socket-volume'] as const)('gets the certificates, as a service sees no variable of the project by itself: %s', (connection) => {
    expect(templateOf(connection, all).services![0].variables).toMatchObject({ COMPANY_CA: '$COMPANY_CA' });
  });

  test('ends when it cannot share its client', () => {
    expect(runService(templateOf('tls').services![0].command!.at(-1)!, { sharedIsFile: true }).calls).toEqual([]);
  });

  /** Runs it with stand-ins for Docker, in a folder that stands for the root of the container. */
  function runService(script: string, { sharedIsFile = false } = {}) {
    const root = temporaryFolder();
    for (const folder of ['bin', 'sys', 'ssl']) mkdirSync(join(root, folder));
    writeFileSync(join(root, 'sys/mtu'), '1360\n');
    writeFileSync(join(root, 'ssl/ca.crt'), 'system\n');
    if (sharedIsFile) writeFileSync(join(root, 'shared'), '');
    for (const [name, content] of [['docker', ''], ['dockerd-entrypoint.sh', `printf '%s\\n' "$@" > "${root}/calls"\n`]]) {
      writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${content}`);
      chmodSync(join(root, 'bin', name), 0o755);
    }
    const here = script.replaceAll('/sys/class/net/eth0', join(root, 'sys')).replaceAll('/etc/ssl/certs/ca-certificates.crt', join(root, 'ssl/ca.crt'))
      .replaceAll(/\/certs\/client|\/runner\/services\/docker/g, join(root, 'shared'));
    spawnSync('/bin/sh', ['-ec', here], { cwd: root, env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, COMPANY_CA: PEM }, timeout: 60_000 });
    return {
      root,
      calls: existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [],
      shared: existsSync(join(root, 'shared/docker')),
      certificates: readFileSync(join(root, 'ssl/ca.crt'), 'utf8'),
    };
  }
});
