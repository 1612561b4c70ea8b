import { findings } from '../finding';

/** The way to the daemon: its name, its port, its certificate, its first answer. */
export const CONNECTION_FINDINGS = findings({
  DIND02: {
    title: 'DOCKER_HOST names a port on which the daemon does not listen',
    message: 'Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?',
    why: 'Since Docker 19.03, docker:*-dind listens with TLS on port 2376 and not at all on 2375, unless its DOCKER_TLS_CERTDIR is empty.',
    fixes: {
      gitlab: `Set DOCKER_HOST: tcp://docker:2376 with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH. Or do without TLS: DOCKER_TLS_CERTDIR: "" for the
        service and the job, and --tls=false as the service's command.`,
      kubernetes: 'Set DOCKER_HOST: tcp://docker:2376 with DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, and HEALTHCHECK_TCP_PORT: "2376" for the service.',
      laptop: "Set DOCKER_HOST to the daemon's port: 2376 with TLS, 2375 without.",
    },
    source: 'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/4501',
  },
  DIND03: {
    title: 'The client speaks plain HTTP to a daemon that wants TLS',
    message: 'Client sent an HTTP request to an HTTPS server.',
    why: 'DOCKER_TLS_VERIFY is not set. Docker chooses TLS by this variable alone, not by the port and not by the certificates that are there.',
    fixes: {
      gitlab: 'Set DOCKER_TLS_VERIFY: "1" and DOCKER_CERT_PATH: /certs/client in the job.',
      kubernetes: 'Set DOCKER_TLS_VERIFY: "1" and DOCKER_CERT_PATH: /certs/client in the job; entrypoints, which would set them, are not run there.',
      laptop: 'export DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder of its certificates.',
    },
  },
  DIND04: {
    title: "The daemon's certificates are not shared with this job",
    message: 'unable to resolve docker endpoint: open /certs/client/ca.pem: no such file or directory',
    why: `The daemon writes the client's certificates into /certs/client of its own container. The job sees them only if that folder is a
      volume of both. The daemon is up, so they will not come any more.`,
    fixes: {
      gitlab: `In the runner's config.toml: [runners.docker] privileged = true, volumes = ["/certs/client", "/cache"]. Or use a socket on a
        shared volume, or no TLS: DOCKER_TLS_CERTDIR: "" and port 2375.`,
      kubernetes: `In the runner's config.toml: [[runners.kubernetes.volumes.empty_dir]] name = "docker-certs", mount_path = "/certs/client",
        medium = "Memory".`,
      laptop: "Copy ca.pem, cert.pem and key.pem from the daemon's machine, or correct DOCKER_CERT_PATH.",
    },
    source: 'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/27384',
  },
  DIND05: {
    title: "The daemon's name does not resolve",
    message: 'error during connect: lookup docker: no such host',
    why: `Three causes look the same from here. The job has no such service at all: then its log names none in its first lines. The service runs
      under another name: the name comes from the image, so an image from a mirror or a dependency proxy has another one unless an alias is
      given. Or the service has died, and its name went with it: then its own log says of what.`,
    fixes: {
      gitlab: `No "Starting service" at the top of this log: add the service (extends: .docker). Else give it alias: docker, and read its log
        with CI_DEBUG_SERVICES: "true": "permission denied" wants a runner with privileged = true (its tags); "no space left" wants room on the
        runner's host.`,
      kubernetes: `See that the pod has the service, with alias: docker (kubectl describe), and read its log (kubectl logs -c svc-0): "permission
        denied" wants privileged = true; "no space left" wants a larger emptyDir for /var/lib/docker.`,
      laptop: 'Check the name in DOCKER_HOST, and the VPN that knows it.',
    },
    source: 'https://docs.gitlab.com/ci/services/#accessing-the-services',
  },
  DIND06: {
    title: 'The daemon did not come up in time',
    message: 'dial tcp 172.18.0.2:2376: connect: connection refused',
    why: `The address is known, so something runs there, and it is no daemon, or not yet. A daemon listens after two to five seconds, when it has
      made three RSA keys and its network. After a longer wait it is stuck, or the service runs something else: its command replaces the
      daemon's start. In a Kubernetes pod, where all containers share one address, a service that died looks like this, too.`,
    fixes: {
      gitlab: `Read the service's log with CI_DEBUG_SERVICES: "true", and see that its command ends with exec dockerd-entrypoint.sh. If its log
        shows a daemon that is only slow, give doctor a longer --wait; HEALTHCHECK_TCP_PORT: "2376" for the service, if it has none, lets
        the job start after it.`,
      kubernetes: `Read the service's log (kubectl logs <pod> -c svc-0), and see that its command ends with exec dockerd-entrypoint.sh and that
        the runner has privileged = true. HEALTHCHECK_TCP_PORT: "2376" for the service, if it has none, lets the job start after it.`,
      laptop: 'Start Docker and wait until it is up: Docker Desktop, Colima, or sudo systemctl start docker.',
    },
    source: 'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/27215',
  },
  DIND07: {
    title: 'The certificates belong to another daemon',
    message: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    why: `Each start of the daemon makes a new authority. The certificates here are of an earlier or of another one: /certs/client of a runner
      is kept from job to job, and is overwritten by each daemon that shares it. The files are there, so waiting for them proves nothing.`,
    fixes: {
      gitlab: `Let each job slot have a volume of its own: volumes = ["/certs/client", "/cache"] without a host folder or a named volume.
        Jobs at the same time on one folder need a socket on a shared volume instead.`,
      kubernetes: 'Mount /certs/client from an emptyDir, which is new for each pod, and not from a host path or a claim.',
      laptop: 'Copy ca.pem, cert.pem and key.pem of the daemon that runs now into DOCKER_CERT_PATH.',
    },
    source: 'https://docs.gitlab.com/ci/docker/using_docker_build/#use-docker-in-docker',
  },
  DIND08: {
    title: "The daemon's certificate is not for the name in DOCKER_HOST",
    message: 'x509: certificate is valid for docker, localhost, 4f1c8b2f4a0e, not dind',
    why: 'docker:*-dind puts the names docker, localhost, its host name and the names of DOCKER_TLS_SAN into its certificate, and no other.',
    fixes: {
      gitlab: 'Give the service alias: docker and use it in DOCKER_HOST; or add the name to the service: DOCKER_TLS_SAN: "DNS:<name>".',
      kubernetes: 'Use tcp://docker:2376 or tcp://localhost:2376; or add the name to the service: DOCKER_TLS_SAN: "DNS:<name>".',
      laptop: "Use one of the certificate's names in DOCKER_HOST, or have the certificate made for this one.",
    },
  },
  DIND09: {
    title: 'A daemon without TLS starts slowly on purpose',
    message: 'Startup is intentionally being slowed down',
    why: 'dockerd waits for about 15 seconds when it is asked to listen on the network without TLS and without saying so outright.',
    fixes: {
      gitlab: 'Give the service the command ["--tls=false"], or use TLS, which starts in two seconds.',
      kubernetes: 'Give the service the command ["--tls=false"], or use TLS, which starts in two seconds.',
      laptop: 'Start dockerd with --tls=false, or with TLS.',
    },
    source: 'https://github.com/docker-library/docker/issues/430',
  },
  DIND24: {
    title: 'The daemon takes the connection and never answers',
    message: '(nothing: the client hangs)',
    why: `Something listens, but no answer came. The daemon hangs or is starved (memory, disk), a proxy or firewall swallows the traffic, or it
      is not a Docker daemon. A loop that waits without a limit would wait for ever.`,
    fixes: {
      gitlab: 'Retry the job once. Read the service\'s log with CI_DEBUG_SERVICES: "true", and check the memory and the disk of the runner\'s host.',
      kubernetes: 'Retry the job once. Look at the pod: kubectl describe, kubectl logs -c svc-0; the limits of the pod bind the daemon, too.',
      laptop: 'Restart Docker.',
    },
  },
  DIND26: {
    title: 'The client wants TLS, and the daemon speaks without',
    message: 'http: server gave HTTP response to HTTPS client',
    why: 'DOCKER_TLS_VERIFY is set, but the daemon was started without TLS: with an empty DOCKER_TLS_CERTDIR it listens in plain on port 2375.',
    fixes: {
      gitlab: `Set DOCKER_TLS_CERTDIR: /certs for the service. Or do without TLS: DOCKER_HOST: tcp://docker:2375, DOCKER_TLS_CERTDIR: "", and
        neither DOCKER_TLS_VERIFY nor DOCKER_CERT_PATH.`,
      kubernetes: 'Set DOCKER_TLS_CERTDIR: /certs for the service, or use tcp://docker:2375 without DOCKER_TLS_VERIFY and DOCKER_CERT_PATH.',
      laptop: 'unset DOCKER_TLS_VERIFY DOCKER_CERT_PATH, and use the plain port in DOCKER_HOST.',
    },
  },
  DIND27: {
    title: "This user may not use the daemon's socket",
    message: 'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    why: 'The socket is there, but belongs to root and to a group of which this user is no member.',
    fixes: {
      gitlab: "Run the job as root, or give the job's user the socket's group in the job image.",
      kubernetes: "Give the pod the socket's group: securityContext.supplementalGroups, or run the job as root.",
      laptop: 'sudo usermod -aG docker $USER and log in anew, or use rootless Docker.',
    },
    source: 'https://docs.docker.com/engine/install/linux-postinstall/',
  },
  DIND33: {
    title: "The daemon's certificate is not valid now",
    message: 'x509: certificate has expired or is not yet valid',
    why: 'It has expired, or the clock of this machine or of the one that made it is wrong.',
    fixes: {
      gitlab: "Start the service anew; its certificates are made at each start. If that does not help, set the clock of the runner's host.",
      kubernetes: "Start the pod anew. If that does not help, set the node's clock.",
      laptop: "Set the clock, or renew the daemon's certificates.",
    },
  },
});
