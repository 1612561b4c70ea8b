import { docker } from './docker';
import type { DockerJob } from '../docker-job';
import { GITLAB_DOCS, type Rule, type RuleId } from '../rule';

const TLS_DOCS = `${GITLAB_DOCS}/docker/using_docker_build/#docker-in-docker-with-tls-enabled-in-the-docker-executor`;

const MTU_DOCS = 'https://docs.gitlab.com/runner/executors/docker/#configure-network-mtu';

/** Docker-in-Docker: how a job speaks with its daemon, and how large their packets are. */
export const DOCKER_TLS_RULES = {
  'docker-port': {
    severity: 'error',
    title: 'The port does not fit to TLS',
    why: 'A daemon with certificates listens to 2376 only, and one without them to 2375 only (https://gitlab.com/gitlab-org/gitlab-runner/-/issues/4501).',
    fix: 'use tcp://docker:2376 with TLS, or tcp://docker:2375 with DOCKER_TLS_CERTDIR: ""',
    check: docker(({ host, tls, service }) => {
      const port = /:(\d+)\/?$/.exec(host ?? '')?.[1];
      const path = ['variables', 'DOCKER_HOST'];
      if (tls && port === '2375') return { path, what: 'DOCKER_HOST has the port 2375, and the daemon uses TLS' };
      if (!tls && port === '2376') return { path, what: 'DOCKER_HOST has the port 2376, and TLS is off' };
      const checked = service.variables.HEALTHCHECK_TCP_PORT;
      const right = tls ? '2376' : '2375';
      if (checked === undefined || checked === right || checked.includes('$')) return undefined;
      return { path: ['services', service.index], what: `HEALTHCHECK_TCP_PORT is ${checked}, and the daemon listens to ${right}` };
    }),
  },
  'docker-tls-variables': {
    severity: 'error',
    title: 'A client is not told to use TLS',
    why: `Without DOCKER_TLS_VERIFY and DOCKER_CERT_PATH a client speaks plain HTTP: "Client sent an HTTP request to an HTTPS server" (${TLS_DOCS}).`,
    fix: 'set DOCKER_TLS_CERTDIR: /certs, DOCKER_TLS_VERIFY: "1" and DOCKER_CERT_PATH: /certs/client in the job',
    check: docker(({ job, host, tls, ownClient }) => {
      // The entrypoint of Docker's own image sets them, but not on every executor.
      if (!tls || !host?.startsWith('tcp:') || host.endsWith(':2375')) return undefined; // that port is a finding by itself
      const missing = ['DOCKER_TLS_CERTDIR', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'].filter((name) => !job.variables[name]);
      if (missing.length === 0) return undefined;
      return { path: ['variables'], severity: ownClient ? 'warning' : 'error', what: `speaks to the daemon without ${missing.join(' and ')}` };
    }),
  },
  'docker-tls-off': {
    severity: 'warning',
    title: 'A daemon without TLS is slowed down',
    why: 'Docker waits about fifteen seconds before it listens to plain TCP, unless it is told that this is meant (https://github.com/docker-library/docker/issues/430).',
    fix: 'use TLS, or add command: ["--tls=false"] to the service',
    check: docker(({ tls, service, host }) => tls || usesSocket(host) || service.command.some((part) => part.includes('--tls=false'))
      ? undefined : { path: ['services', service.index], what: 'TLS is off, and the daemon is not told --tls=false' }),
  },
  'docker-health-check': {
    severity: 'warning',
    title: 'The runner does not wait for the daemon\'s own port',
    why: 'Without HEALTHCHECK_TCP_PORT any open port will do, and on Kubernetes nothing is waited for (https://gitlab.com/gitlab-org/gitlab-runner/-/issues/27215).',
    fix: 'set HEALTHCHECK_TCP_PORT: "2376" in the service\'s variables, "2375" without TLS',
    check: docker(({ service, host, job }) => usesSocket(host) || service.variables.HEALTHCHECK_TCP_PORT || job.variables.HEALTHCHECK_TCP_PORT
      ? undefined : { path: ['services', service.index], what: 'the service has no HEALTHCHECK_TCP_PORT' }),
  },
  'docker-mtu': {
    severity: 'warning',
    title: 'The daemon\'s packets may be too large',
    why: `The daemon uses packets of 1500 bytes also where the network below takes less, and downloads in containers hang (${MTU_DOCS}).`,
    fix: 'start the service with --mtu, for example: dockerd-entrypoint.sh --mtu="$(cat /sys/class/net/eth0/mtu)"',
    check: docker(({ service }) => service.command.some((part) => part.includes('--mtu'))
      ? undefined : { path: ['services', service.index], what: 'the service is not started with --mtu' }),
  },
} satisfies Partial<Record<RuleId, Rule>>;

/** The daemon is reached by a socket on a shared volume. */
function usesSocket(host: DockerJob['host']): boolean {
  return host?.startsWith('unix:') ?? false;
}
