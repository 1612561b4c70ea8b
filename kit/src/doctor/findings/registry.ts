import { findings } from '../finding';

/** Pulling an image, which is only tried when `--pull` names one. */
export const REGISTRY_FINDINGS = findings({
  DIND14: {
    title: "The daemon does not find the registry's name",
    message: 'dial tcp: lookup registry-1.docker.io: no such host',
    why: `It is the daemon that pulls, with its own name server, not the job. With FF_NETWORK_PER_BUILD and a name server of your own, the inner
      daemon does not inherit it.`,
    fixes: {
      gitlab: 'Give the service the name servers: command: ["--dns=127.0.0.11", "--dns=<your own>"].',
      kubernetes: "Check the pod's dnsPolicy and dnsConfig; the daemon takes them from its container.",
      laptop: 'Put {"dns": ["<your name server>"]} into /etc/docker/daemon.json, or connect the VPN before Docker starts.',
    },
    source: 'https://github.com/moby/moby/issues/20037',
  },
  DIND16: {
    title: 'The registry refuses more pulls for now',
    message: 'toomanyrequests: You have reached your pull rate limit.',
    why: "Docker Hub counts anonymous pulls by address, and a company's runners share one. The inner daemon starts empty, so it pulls in every job.",
    fixes: {
      gitlab: `Take images through the dependency proxy ($CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/…), give the service --registry-mirror=<url>, or
        docker login before the pull.`,
      kubernetes: "Take images through a mirror: --registry-mirror=<url> for the service, and the node's own mirror for job images.",
      laptop: 'docker login, or wait for an hour.',
    },
    source: 'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/27171',
  },
  DIND19: {
    title: "The daemon does not trust the registry's certificate",
    message: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    why: `A company's proxy or registry signs with an authority of its own. Job and daemon are two containers with two sets of certificates, and
      the daemon's does not have it.`,
    fixes: {
      gitlab: `Put the authority into the service, too: mount it by the runner's volumes as /usr/local/share/ca-certificates/company.crt and start
        it with command: ["/bin/sh", "-c", "update-ca-certificates && exec dockerd-entrypoint.sh"].`,
      kubernetes: 'Mount the authority into the service as well, as /etc/docker/certs.d/<registry>/ca.crt.',
      laptop: 'Put the authority into /etc/docker/certs.d/<registry>/ca.crt, or into the system (Docker Desktop takes it from there).',
    },
    source: 'https://docs.docker.com/engine/security/certificates/',
  },
  DIND34: {
    title: 'The registry does not answer the daemon',
    message: 'net/http: TLS handshake timeout; i/o timeout; context deadline exceeded',
    why: `The daemon's packets get no answer: its proxy is missing (it has its own settings, the job's do not count), a firewall is in the way, or
      the runner's own network has a smaller MTU than it says. The inner network (DIND12) is not the cause: the daemon itself pulls.`,
    fixes: {
      gitlab: 'Give the proxy to the service: variables HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the service, not only of the job.',
      kubernetes: "Give the proxy to the service's container, and check the network policies of the namespace.",
      laptop: 'Give the proxy to Docker: Docker Desktop, Settings, Resources, Proxies; or "proxies" in /etc/docker/daemon.json.',
    },
  },
  DIND35: {
    title: 'The image cannot be pulled',
    message: 'manifest unknown; pull access denied; unauthorized',
    why: 'The registry answered, and does not have the image, or not for this user or processor.',
    fixes: {
      gitlab: 'Check the name and the tag; docker login with $CI_REGISTRY_USER, or DOCKER_AUTH_CONFIG.',
      kubernetes: 'Check the name and the tag; docker login in the job: image pull secrets of the pod do not reach the inner daemon.',
      laptop: 'Check the name and the tag; docker login.',
    },
  },
});
