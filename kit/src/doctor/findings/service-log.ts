import { findings } from '../finding';

/** What only the service's or the runner's log tells. From the job they look like DIND05 or DIND06. */
export const LOG_FINDINGS = findings({
  DIND10: {
    title: 'The daemon takes the DOCKER_HOST of the jobs for its own',
    message: 'bind: address already in use',
    why: `DOCKER_HOST stands under the top-level variables of the pipeline, so it reaches every job and the service. Unit tests then find a
      Docker that is not there, and an old daemon listens twice on one port.`,
    fixes: {
      gitlab: 'Set the DOCKER_ variables in the jobs that use Docker only. npx projen gitlab:lint finds it.',
      kubernetes: 'Set the DOCKER_ variables in the jobs that use Docker only. npx projen gitlab:lint finds it.',
      laptop: 'Unset DOCKER_HOST in the shell that starts dockerd.',
    },
    source: 'https://github.com/docker-library/docker/issues/175',
  },
  DIND13: {
    title: 'The runner is too old for Docker 29 on its host',
    message: "Service docker:dind probably didn't start properly",
    why: "Docker 29 no longer sets the variables of container links, by which runners before 18.7 found a service's port.",
    fixes: {
      gitlab: 'Upgrade the runner to 18.8 or later, or set FF_NETWORK_PER_BUILD: "true".',
      kubernetes: 'It does not concern Kubernetes runners.',
      laptop: 'It does not concern laptops.',
    },
    source: 'https://gitlab.com/gitlab-org/gitlab-runner/-/issues/39100',
  },
  DIND21: {
    title: "The daemon cannot set up the host's firewall",
    message: "failed to create NAT chain DOCKER: iptables failed: can't initialize iptables table `nat'",
    why: 'The host has the other of the two kinds of iptables than the image: its kernel lacks the module nf_tables.',
    fixes: {
      gitlab: 'Give the service the variable DOCKER_IPTABLES_LEGACY: "1".',
      kubernetes: 'Give the service the variable DOCKER_IPTABLES_LEGACY: "1".',
      laptop: 'sudo modprobe ip_tables, or update-alternatives --set iptables /usr/sbin/iptables-legacy.',
    },
    source: 'https://github.com/docker-library/docker/issues/467',
  },
});
