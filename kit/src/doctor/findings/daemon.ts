import { findings } from '../finding';

/** What the daemon can do once it answers: store, connect, see folders. */
export const DAEMON_FINDINGS = findings({
  DIND12: {
    title: "Containers send larger packets than this host's network carries",
    message: '(nothing: pip or a TLS handshake inside of a container hangs, for 15 to 30 minutes)',
    why: `The daemon's bridge network has a larger MTU than the interface through which it reaches the world. Unless the network adjusts them,
      large packets are dropped without a word: small requests work and downloads hang. Overlay networks, VPNs and GitLab.com's hosted
      runners (1360) are below 1500.`,
    fixes: {
      gitlab: `Start the service with its own interface's MTU: command: ["/bin/sh", "-c", "exec dockerd-entrypoint.sh --mtu=$(cat
        /sys/class/net/eth0/mtu)"]. Jobs that npx projen generates for Docker do.`,
      kubernetes: `Start the service with its own interface's MTU: command: ["/bin/sh", "-c", "exec dockerd-entrypoint.sh --mtu=$(cat
        /sys/class/net/eth0/mtu)"].`,
      laptop: 'Put {"mtu": <the smaller value>} into /etc/docker/daemon.json and restart Docker.',
    },
    source: 'https://docs.gitlab.com/runner/executors/docker/#configure-the-network-mtu',
  },
  DIND17: {
    title: 'The daemon copies every layer (storage driver vfs)',
    message: 'Storage Driver: vfs',
    why: `Without overlayfs under its data, the daemon keeps a full copy of an image for each layer and for each container: slow, and soon
      the disk is full.`,
    fixes: {
      gitlab: "Let the service's /var/lib/docker be a volume, as its image has it, on ext4 or xfs of the host; and do not set DOCKER_DRIVER: vfs.",
      kubernetes: "Mount an emptyDir on the service's /var/lib/docker; and do not set DOCKER_DRIVER: vfs.",
      laptop: 'Remove "storage-driver": "vfs" from /etc/docker/daemon.json, and keep the data root on ext4 or xfs.',
    },
  },
  DIND28: {
    title: 'The engine refuses, and the doctor does not know why',
    why: 'What it said is none of the known messages. It is shown above in its own words.',
    fixes: {
      gitlab: 'Read the service\'s log with CI_DEBUG_SERVICES: "true", and run the same command in the job by hand.',
      kubernetes: "Read the service's log (kubectl logs <pod> -c svc-0), and run the same command in the job by hand.",
      laptop: 'Run docker info and docker run --rm hello-world by hand; if they fail as well, restart Docker.',
    },
  },
  DIND29: {
    title: "The daemon's disk is full",
    message: 'no space left on device',
    why: 'An image of 64 MB could not be stored. The Lambda build image needs about 1.5 GB, and each bundling container what it installs.',
    fixes: {
      gitlab: "Free the disk of the runner's host: docker system prune --all --volumes there, by a timer; or give the service a larger volume.",
      kubernetes: "Raise the size limit of the emptyDir on the service's /var/lib/docker, or the node's ephemeral storage.",
      laptop: 'docker system prune --all; in Docker Desktop, raise the disk limit.',
    },
  },
  DIND30: {
    title: "This job's own disk is nearly full",
    message: 'ENOSPC: no space left on device, write',
    why: 'Bundles, the assembly and what is installed are written to the checkout and to the folder for temporary files.',
    fixes: {
      gitlab: "Free the disk of the runner's host, or shorten what the caches keep; npx projen bundle:prune --older-than 0 empties the store.",
      kubernetes: 'Raise the ephemeral storage of the job (ephemeral_storage_request), or point TMPDIR to a larger volume.',
      laptop: 'Free some space: npx projen bundle:prune --older-than 0; or set TMPDIR to a folder on a larger disk.',
    },
  },
  DIND36: {
    title: 'The folder for temporary files cannot be used',
    message: 'ENOENT: no such file or directory, mkdtemp',
    why: 'TMPDIR names a folder that is not there, or in which this user may not write. Nothing makes it by itself.',
    fixes: {
      gitlab: 'Make it before anything else in the job: mkdir -p "$TMPDIR".',
      kubernetes: 'Make it before anything else in the job: mkdir -p "$TMPDIR".',
      laptop: 'mkdir -p "$TMPDIR", or unset TMPDIR.',
    },
  },
  DIND31: {
    title: 'The daemon does not see the folder for temporary files',
    message: 'BundlingProducedNoOutput: Bundling did not produce any output. Check that content is written to /asset-output.',
    why: `A job shares its build folder with the daemon and nothing else. A folder in /tmp that is mounted into a container is an empty folder of
      the daemon. The CDK's own bundling does so when its output is in /tmp, as in unit tests. This project's engine copies, so it works.`,
    fixes: {
      gitlab: 'Set TMPDIR: $CI_PROJECT_DIR/.tmp in the job and make that folder first.',
      kubernetes: 'Set TMPDIR: $CI_PROJECT_DIR/.tmp in the job and make that folder first.',
      laptop: `Share the folder with the machine in which Docker runs (Docker Desktop: Settings, Resources, File sharing), or set TMPDIR
        to a shared one.`,
    },
    source: 'https://docs.gitlab.com/ci/docker/docker_in_docker/',
  },
  DIND32: {
    title: 'The daemon does not see the checkout',
    message: 'invalid mount config for type "bind": bind source path does not exist',
    why: `The daemon has another file system than this job: its host's socket was bound into the job, or it runs on another machine. This
      project's engine copies files in and out, so it works. Tools that mount folders do not: docker run -v, sam, the CDK's BIND_MOUNT.`,
    fixes: {
      gitlab: `Use the docker:*-dind service in place of the host's socket; or tools that copy: bundlingFileAccess: VOLUME_COPY for the
        CDK's own bundling.`,
      kubernetes: "Run the daemon as a service of the job, so that both have the build folder; or tools that copy, such as the CDK's VOLUME_COPY.",
      laptop: "Share the folder with the machine in which Docker runs; or tools that copy, such as the CDK's VOLUME_COPY.",
    },
    source: 'https://github.com/aws/aws-cdk/issues/8799',
  },
});
