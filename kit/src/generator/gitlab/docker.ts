import type { Job, Service, Steps } from './job';
import type { PipelineOptions } from '../../config/pipeline-options';

/** Where a job that uses Docker has to find its client, which the daemon's own image brings. */
const SHARED = { 'tls': '/certs/client', 'socket-volume': '/runner/services/docker' } as const;

const SOCKET = `unix://${SHARED['socket-volume']}/docker.sock`;

/** In a fresh Debian image; the daemons that bring no client of their own take this one. */
const INSTALL_CLIENT = ['apt-get update -qq', 'apt-get install -y -qq --no-install-recommends docker-cli'];

/**
 * `.docker`: the only place that knows Docker. Jobs that extend it get a daemon, and no other job sees a variable of it.
 *
 * @see https://docs.gitlab.com/ci/docker/using_docker_build/
 */
export function dockerJob(options: PipelineOptions, { prepare, install }: Steps): Job {
  const { connection, tags } = options.dockerInDocker;
  const shared = sharedFolder(options);
  return {
    ...(tags.length > 0 && { tags }),
    ...(connection !== 'host-socket' && { services: [service(options, shared)] }),
    // With links in place of a network, a runner fails the job before its first line when the daemon has died.
    variables: { ...variablesOf(connection), ...(connection !== 'host-socket' && { FF_NETWORK_PER_BUILD: 'true' }) },
    before_script: stepsWithDocker(options, prepare, install.fromCache),
  };
}

/** The first lines of a job that uses Docker. */
export function stepsWithDocker(options: PipelineOptions, prepare: Steps['prepare'], install: readonly string[]): string[] {
  const shared = sharedFolder(options);
  return [
    ...prepare,
    ...(shared ? [`export PATH="$PATH:${shared}"`] : INSTALL_CLIENT),
    ...install,
    // It waits for the daemon within a limit, and tells the cause if there is none.
    `npx projen doctor --wait ${options.dockerInDocker.waitSeconds}`,
  ];
}

/** Where the client is, if the daemon brings it. */
function sharedFolder({ dockerInDocker: { connection } }: PipelineOptions): string | undefined {
  return connection === 'tls' || connection === 'socket-volume' ? SHARED[connection] : undefined;
}

function service({ dockerInDocker, gitlab: { certificatesVariable } }: PipelineOptions, shared?: string): Service {
  const { connection, version, registryMirror } = dockerInDocker;
  const options = [
    // The daemon must not send larger packets than the network below it takes, or installs hang.
    '--mtu=$(cat /sys/class/net/eth0/mtu)',
    // Without this, a daemon without TLS sleeps for 15 s before it starts: https://github.com/docker-library/docker/issues/294
    ...(connection === 'plain' ? ['--tls=false'] : []),
    ...(registryMirror ? [`--registry-mirror='${registryMirror}'`] : []),
  ];
  const variables = {
    ...(connection !== 'socket-volume' && { HEALTHCHECK_TCP_PORT: connection === 'tls' ? '2376' : '2375' }),
    // A service sees no variable of the project by itself: https://gitlab.com/gitlab-org/gitlab/-/issues/444233
    ...(certificatesVariable && { [certificatesVariable]: `$${certificatesVariable}` }),
  };
  const script = [
    ...(certificatesVariable ? [`printenv ${certificatesVariable} >> /etc/ssl/certs/ca-certificates.crt`] : []),
    // One version for both ends, whatever the job's image has.
    ...(shared ? [`mkdir -p ${shared}`, `cp $(command -v docker) ${shared}/docker`] : []),
    // Named by itself, the daemon listens to what it is told and to nothing else.
    `exec dockerd-entrypoint.sh ${connection === 'socket-volume' ? `dockerd --host=${SOCKET} ` : ''}${options.join(' ')}`,
  ];
  return {
    name: `docker:${version}-dind`,
    alias: 'docker', // the name in the daemon's certificate
    command: ['/bin/sh', '-ec', script.join('; ')],
    ...(Object.keys(variables).length > 0 && { variables }),
  };
}

function variablesOf(connection: PipelineOptions['dockerInDocker']['connection']): Record<string, string> {
  switch (connection) {
    case 'tls':
      return { DOCKER_HOST: 'tcp://docker:2376', DOCKER_TLS_CERTDIR: '/certs', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs/client' };
    case 'plain':
      return { DOCKER_HOST: 'tcp://docker:2375', DOCKER_TLS_CERTDIR: '' };
    case 'socket-volume':
      return { DOCKER_HOST: SOCKET, DOCKER_TLS_CERTDIR: '' };
    default:
      return { DOCKER_HOST: 'unix:///var/run/docker.sock' };
  }
}
