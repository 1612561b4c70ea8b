import { findings } from '../finding';

/** The docker program of this job or laptop, and what it is told by the environment. */
export const CLIENT_FINDINGS = findings({
  DIND01: {
    title: 'Nothing says where the Docker daemon is',
    message: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    why: `DOCKER_HOST is not set, and there is no socket where Docker looks without it. Only the entrypoint of the docker:*-cli image sets
      the variables by itself; a job in any other image gets none of them.`,
    fixes: {
      gitlab: `Add the docker:*-dind service to the job, with DOCKER_HOST: tcp://docker:2376, DOCKER_TLS_CERTDIR: /certs, DOCKER_TLS_VERIFY: "1"
        and DOCKER_CERT_PATH: /certs/client as its variables. Jobs that npx projen generates for Docker have them.`,
      kubernetes: `The same four variables in the job; entrypoints are not run there, so none may be left out. In a pod of your own, set
        DOCKER_HOST to the daemon's container.`,
      laptop: `Start Docker (Docker Desktop, Colima, or sudo systemctl start docker), or set DOCKER_HOST, or choose a context:
        docker context use <name>.`,
    },
    source: 'https://docs.gitlab.com/ci/docker/docker_build_troubleshooting/',
  },
  DIND11: {
    title: 'The docker client and the daemon speak no common version',
    message: 'client version 1.40 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version',
    why: `Each side speaks a range of API versions only: a daemon of Docker 29 refuses clients older than Docker 25, and DOCKER_API_VERSION
      pins a client to one version. Unpinned tags (docker:dind, docker:stable) drift apart without a change in the repository.`,
    fixes: {
      gitlab: 'Pin the service and the client to the same version, such as docker:29.7.2-dind and docker:29.7.2-cli. Unset DOCKER_API_VERSION.',
      kubernetes: 'Pin the service and the client to the same version, such as docker:29.7.2-dind and docker:29.7.2-cli. Unset DOCKER_API_VERSION.',
      laptop: 'Upgrade the older of the two; docker version shows both. Unset DOCKER_API_VERSION.',
    },
    source: 'https://github.com/docker-library/docker/issues/559',
  },
  DIND15: {
    title: 'The way to the daemon leads through the proxy',
    message: 'Cannot connect to the Docker daemon at tcp://docker:2376 (while the daemon is up)',
    why: `A proxy is set and NO_PROXY does not name the daemon's host. The docker client then asks the proxy for the daemon, and the proxy does
      not know it. The client does not say so: it tells that the daemon is not running.`,
    fixes: {
      gitlab: 'Add the daemon to NO_PROXY and to no_proxy in the job: docker,docker:2375,docker:2376.',
      kubernetes: "Add the daemon to NO_PROXY and to no_proxy in the runner's environment: docker,docker:2375,docker:2376,localhost.",
      laptop: "Add the daemon's host name to NO_PROXY and to no_proxy.",
    },
    source: 'https://docs.gitlab.com/runner/configuration/proxy/',
  },
  DIND18: {
    title: 'The daemon is older than Docker 20.10',
    message: 'cgroups: cgroup mountpoint does not exist: unknown',
    why: 'Such a daemon does not know version 2 of control groups, so that it starts on a current host but cannot run a container there.',
    fixes: {
      gitlab: "Raise the version in the service's image, docker:<version>-dind.",
      kubernetes: "Raise the version in the service's image, docker:<version>-dind.",
      laptop: 'Upgrade Docker.',
    },
  },
  DIND22: {
    title: 'The docker client has no buildx',
    message: 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.',
    why: `docker build uses BuildKit through the buildx plugin. Without it, the old builder ignores the platform and the caches, and newer
      clients do not build at all. It matters for images that are built (DockerImage.fromBuild, DockerImageFunction), not for bundling.`,
    fixes: {
      gitlab: `Install the plugin with the client: docker-buildx-plugin, docker-buildx, or copy /usr/local/libexec/docker/cli-plugins from
        docker:*-cli.`,
      kubernetes: `Install the plugin with the client: docker-buildx-plugin, docker-buildx, or copy /usr/local/libexec/docker/cli-plugins from
        docker:*-cli.`,
      laptop: 'Install the package docker-buildx-plugin; Docker Desktop has it.',
    },
  },
  DIND23: {
    title: 'There is no docker client',
    message: 'spawnSync docker ENOENT',
    why: 'The job image has no docker program on its PATH, or CDK_DOCKER names one that is not there. A service brings the daemon only.',
    fixes: {
      gitlab: `Install a client in the job (apt-get install --no-install-recommends docker-cli), or take an image that has one, or name another
        program by CDK_DOCKER. A job that needs no Docker bundles with BUNDLING_MODE=local.`,
      kubernetes: 'Build a job image with a docker client, or name another program by CDK_DOCKER, or bundle with BUNDLING_MODE=local.',
      laptop: 'Install Docker, or set CDK_DOCKER to the program that you use (podman, finch), or bundle with BUNDLING_MODE=local.',
    },
  },
  DIND37: {
    title: 'The context that the docker client is to use does not exist',
    message: 'unable to resolve docker endpoint: context "nope": context not found',
    why: `A context names a daemon. DOCKER_CONTEXT, or else currentContext in the client's config.json, names one that this user does not have;
      the client does not look anywhere else.`,
    fixes: {
      gitlab: 'Take DOCKER_CONTEXT out of the CI/CD variables, and set DOCKER_HOST in the job.',
      kubernetes: 'Take DOCKER_CONTEXT out of the environment of the job, and set DOCKER_HOST.',
      laptop: 'unset DOCKER_CONTEXT, and choose one of docker context ls: docker context use default.',
    },
    source: 'https://docs.docker.com/engine/manage-resources/contexts/',
  },
  DIND38: {
    title: 'The client does not get to the daemon over SSH',
    message: 'error during connect: command [ssh … docker system dial-stdio] has exited with exit status 255',
    why: `DOCKER_HOST, or the context, names a machine over SSH. The client starts ssh for it, which asks nobody for a password and refuses a
      host that it does not know; and it needs a docker client on the other side.`,
    fixes: {
      gitlab: 'Use the docker:*-dind service of the job: DOCKER_HOST: tcp://docker:2376. For SSH, the job needs ssh, a key and known_hosts.',
      kubernetes: 'Use the docker:*-dind service of the pod: DOCKER_HOST: tcp://docker:2376. For SSH, the job needs ssh, a key and known_hosts.',
      laptop: `Run ssh <host> docker version by hand until it answers without a question: it takes a key (ssh-add), the host in known_hosts,
        and docker there. Or unset DOCKER_HOST, to use the daemon of this machine.`,
    },
    source: 'https://docs.docker.com/engine/security/protect-access/',
  },
  DIND25: {
    title: 'The TLS settings are half there',
    message: 'remote error: tls: certificate required',
    why: `A TLS connection to a daemon needs three things: DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, and in that folder ca.pem, cert.pem and key.pem,
      readable for this user. Without DOCKER_CERT_PATH the client looks in ~/.docker; without cert.pem and key.pem the daemon refuses it.`,
    fixes: {
      gitlab: `Set DOCKER_TLS_VERIFY: "1" and DOCKER_CERT_PATH: /certs/client in the job. For a job user other than root, check who may
        read key.pem.`,
      kubernetes: 'Set DOCKER_TLS_VERIFY: "1" and DOCKER_CERT_PATH: /certs/client in the job; entrypoints, which would set them, are not run there.',
      laptop: 'Set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem, or unset DOCKER_TLS_VERIFY for a daemon without TLS.',
    },
  },
});
