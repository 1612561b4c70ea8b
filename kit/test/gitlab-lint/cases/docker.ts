import type { Cases } from './case';
import { docker, job, sample } from '../sample';

const PLAIN = { DOCKER_HOST: 'tcp://docker:2375', DOCKER_TLS_CERTDIR: '', DOCKER_TLS_VERIFY: undefined, DOCKER_CERT_PATH: undefined };
const COMMAND = ['--tls=false', '--mtu=1360'];
const plain = (service = {}) => docker({ variables: PLAIN, service: { command: COMMAND, variables: { HEALTHCHECK_TCP_PORT: '2375' }, ...service } });

export const DOCKER_CASES: Cases = {
  'docker-variables-global': {
    bad: [sample({ variables: { DOCKER_HOST: 'tcp://docker:2376' } }), sample({ variables: { DOCKER_TLS_CERTDIR: '/certs' } })],
    good: [docker(), sample({ variables: { DOCKER_AUTH_CONFIG: '$AUTH', DOCKER_IMAGE: 'a' } })],
  },
  'docker-variables-unused': {
    bad: [job({ variables: { DOCKER_HOST: 'tcp://docker:2376' } })],
    good: [job({ variables: { DOCKER_HOST: 'unix:///runner/docker.sock' } }), job({ variables: { DOCKER_HOST: '' } })],
  },
  'docker-host': { bad: [docker({ variables: { DOCKER_HOST: undefined } })], good: [docker({ image: 'docker:29.7.2-cli', variables: { DOCKER_HOST: undefined } })] },
  'docker-alias': {
    bad: [
      docker({ service: { alias: undefined, name: 'registry.example.com/mirror/docker:29.7.2-dind' } }), docker({ service: { alias: undefined } }),
      docker({ service: { alias: 'dind' }, variables: { DOCKER_HOST: 'tcp://dind:2376' } }), docker({ variables: { DOCKER_HOST: 'tcp://daemon:2376' } }),
      docker({ service: { alias: undefined, name: '${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/docker:29.7.2-dind' } }),
    ],
    good: [
      docker({ service: { name: '${CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX}/docker:29.7.2-dind' } }), docker({ service: { alias: 'docker daemon' } }),
      docker({ variables: { DOCKER_HOST: 'tcp://dind:2376' }, service: { alias: 'dind', variables: { HEALTHCHECK_TCP_PORT: '2376', DOCKER_TLS_SAN: 'DNS:dind' } } }),
    ],
  },
  'docker-unpinned': {
    bad: [...['dind', 'latest', 'stable-dind'].map((tag) => docker({ service: { name: `docker:${tag}` } })).filter((text) => text.includes('dind')), docker({ image: 'docker:latest' }), docker({ image: 'docker' })],
    good: [docker({ image: 'docker:29.7.2' }), docker({ service: { name: 'docker:29.7.2-dind@sha256:abc' } }), docker({ service: { name: 'docker:$VERSION-dind' } })],
  },
  'docker-versions-differ': { bad: [docker({ image: 'docker:29.1.0-cli' })], good: [docker({ image: 'docker:29.7.2-cli' })] },
  'docker-outdated': { bad: [docker({ image: 'docker:24.0.5', service: { name: 'docker:24.0.5-dind' } })], good: [docker({ image: 'docker:29.7.2' })] },
  'docker-driver': { bad: [docker({ variables: { DOCKER_DRIVER: 'vfs' } })], good: [docker({ variables: { DOCKER_DRIVER: 'overlay2' } })] },
  'docker-tmpdir': {
    bad: [docker({ variables: { TMPDIR: '$CI_PROJECT_DIR/.tmp' } }), docker({ before_script: undefined })],
    good: [docker(), docker({ before_script: ['export TMPDIR="$PWD/.tmp"'] })],
  },
  'docker-no-proxy': {
    bad: [docker({ variables: { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost' } }), docker({ variables: { http_proxy: 'http://proxy:3128' } })],
    good: [docker({ variables: { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost,docker,docker:2376' } }), docker({ variables: { NO_PROXY: 'localhost' } })],
  },
  'privileged-tags': { bad: [job({ tags: ['privileged'] })], good: [docker({ tags: ['privileged'] }), job({ tags: ['unprivileged', 'linux'] })] },
  'docker-port': {
    bad: [
      docker({ variables: { DOCKER_HOST: 'tcp://docker:2375' } }), docker({ service: { variables: { HEALTHCHECK_TCP_PORT: '2375' } } }),
      docker({ variables: { ...PLAIN, DOCKER_HOST: 'tcp://docker:2376' }, service: { command: COMMAND, variables: { HEALTHCHECK_TCP_PORT: '2375' } } }),
    ],
    good: [docker(), plain()],
  },
  'docker-tls-variables': {
    bad: [docker({ variables: { DOCKER_TLS_VERIFY: undefined } }), docker({ variables: { DOCKER_CERT_PATH: undefined }, image: 'docker:29.7.2' })],
    good: [docker(), plain()],
  },
  'docker-tls-off': { bad: [plain({ command: ['--mtu=1360'] })], good: [plain(), plain({ command: ['sh', '-c', 'exec dockerd --tls=false --mtu=1360'] })] },
  'docker-health-check': { bad: [docker({ service: { variables: {} } })], good: [docker({ service: { variables: {} }, variables: { HEALTHCHECK_TCP_PORT: '2376' } })] },
  'docker-mtu': { bad: [docker({ service: { command: undefined } })], good: [docker({ service: { command: ['--mtu=1360'] } })] },
};
