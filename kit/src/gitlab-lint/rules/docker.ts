import { type DockerJob, ENGINE_VARIABLES, dockerJobs, isDocker, versionOf } from '../docker-job';
import { type ImageName, hostsOf, imageOf, servicesOf } from '../images';
import type { Job } from '../pipeline';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { scriptOf } from '../scripts';
import { mapping, strings } from '../values';

const DIND_DOCS = `${GITLAB_DOCS}/docker/using_docker_build/`;
/** Names that a daemon's certificate is always for. */
const CERTIFIED = ['docker', 'localhost', '127.0.0.1'];
/** The oldest client and daemon that speak with Docker 29. */
const OLDEST_MAJOR = 25;

/** Docker-in-Docker: how a job finds its daemon, and which one. */
export const DOCKER_RULES = {
  'docker-variables-global': {
    severity: 'error',
    title: 'Docker\'s variables are set for every job',
    why: 'DOCKER_HOST in every job breaks tools that look for a daemon in jobs that have none (https://github.com/docker-library/docker/issues/175).',
    fix: 'set them in the jobs that have the docker:dind service, for example through a template',
    check: ({ pipeline }) => Object.keys(pipeline.variables).filter((name) => ENGINE_VARIABLES.includes(name))
      .map((name) => ({ path: ['variables', name], severity: name === 'DOCKER_HOST' ? 'error' : 'warning', what: `${name} is set for all jobs` })),
  },
  'docker-variables-unused': {
    severity: 'warning',
    title: 'Docker\'s variables in a job without a daemon',
    why: `A job with DOCKER_HOST and without the service waits for a daemon that never comes (${DIND_DOCS}).`,
    fix: 'remove the variables, or add the docker:dind service',
    check: ({ jobs }) => jobs.filter(withoutDaemon).flatMap(({ name, ownVariables }) => Object.keys(ownVariables)
      .filter((variable) => ENGINE_VARIABLES.includes(variable) && ownVariables[variable] !== '' && !ownVariables[variable].startsWith('unix:'))
      .map((variable) => ({ job: name, path: ['variables', variable], what: `sets ${variable} and has no docker:dind service` }))),
  },
  'docker-host': {
    severity: 'error',
    title: 'A job does not know where its Docker daemon is',
    why: 'Only the entrypoint of Docker\'s own image finds the daemon by itself; any other image needs DOCKER_HOST (https://gitlab.com/gitlab-org/gitlab-runner/-/issues/27384).',
    fix: 'set DOCKER_HOST: tcp://docker:2376 in the job',
    check: docker(({ host, ownClient, image }) => host === undefined && !ownClient
      ? { path: ['services'], what: `has a daemon and no DOCKER_HOST, and its image ${image ? `'${image.written}' ` : ''}is not Docker's` } : undefined),
  },
  'docker-alias': {
    severity: 'error',
    title: 'The daemon has no name, or not the one of its certificate',
    why: `A service from a registry or mirror gets a host name from its whole path, and the daemon's certificate is for docker (${GITLAB_DOCS}/services/#accessing-the-services).`,
    fix: 'set alias: docker on the service',
    check: docker(({ host, service, tls }) => {
      const name = /^tcp:\/\/([^:/]+)/.exec(host ?? 'tcp://docker')?.[1];
      const path = ['services', service.index];
      if (!name || name.includes('$')) return undefined;
      if (!hostsOf(service).includes(name) && !['localhost', '127.0.0.1'].includes(name)) return { path, what: `no service answers to the name '${name}'` };
      if (tls && !CERTIFIED.includes(name) && !(service.variables.DOCKER_TLS_SAN ?? '').includes(name)) return { path, what: `the daemon's certificate is not for '${name}'` };
      if (service.aliases.includes(name) || !CERTIFIED.slice(0, 1).includes(name)) return undefined;
      return { path, severity: 'warning', what: 'the name docker comes from the image\'s name only; a mirror would change it' };
    }),
  },
  'docker-unpinned': {
    severity: 'error',
    title: 'Docker is not pinned to a version',
    why: 'latest, stable and dind move to a daemon that refuses older clients without a word of warning (https://github.com/docker-library/docker/issues/559).',
    fix: 'pin client and daemon to the same version, for example docker:29.7.2-dind',
    check: dockerImages((image) => versionOf(image) ? undefined : `'${image.written}' names no version`),
  },
  'docker-versions-differ': {
    severity: 'warning',
    title: 'Docker\'s client and daemon differ',
    why: 'A daemon refuses clients that are too old: "client version is too old" (https://github.com/docker-library/docker/issues/559).',
    fix: 'use one version for both',
    check: docker(({ image, service, ownClient }) => {
      const [client, daemon] = [image && ownClient ? versionOf(image) : undefined, versionOf(service.image)];
      if (!client || !daemon || client === daemon) return undefined;
      return { path: ['services', service.index], what: `the client is ${client} and the daemon ${daemon}` };
    }),
  },
  'docker-outdated': {
    severity: 'warning',
    title: 'Docker is too old',
    why: `Docker 29 speaks only with clients from ${OLDEST_MAJOR} on, and old daemons do not start on new hosts (https://github.com/docker-library/docker/issues/559).`,
    fix: 'use a version that is still maintained',
    check: dockerImages((image) => Number(versionOf(image)?.split('.')[0] ?? OLDEST_MAJOR) < OLDEST_MAJOR ? `'${image.written}' is older than ${OLDEST_MAJOR}` : undefined),
  },
  'docker-driver': {
    severity: 'warning',
    title: 'The daemon copies every layer',
    why: `The storage driver vfs copies whole layers, which is slow and fills the disk (${DIND_DOCS}#use-the-overlayfs-driver).`,
    fix: 'remove DOCKER_DRIVER, or set it to overlay2',
    check: docker(({ job, service }) => [job.variables.DOCKER_DRIVER, service.variables.DOCKER_DRIVER].includes('vfs')
      ? { path: ['variables', 'DOCKER_DRIVER'], what: 'uses the storage driver vfs' } : undefined),
  },
  'docker-tmpdir': {
    severity: 'warning',
    title: 'The daemon cannot see temporary files',
    why: `A job shares its build folder with the daemon and nothing else, so that a folder of /tmp is empty in a container (${GITLAB_DOCS}/docker/docker_build_troubleshooting/).`,
    fix: 'begin before_script with: export TMPDIR="$CI_PROJECT_DIR/.tmp" and mkdir -p "$TMPDIR"; as a variable, the runner would use it before the folder is there',
    check: docker(({ job }) => {
      // The runner's own steps see variables of the job, and download artifacts to TMPDIR before a script can make it.
      if (job.variables.TMPDIR !== undefined) return { path: ['variables', 'TMPDIR'], what: 'has a daemon, and its TMPDIR is a variable that the runner itself uses, too' };
      const exported = scriptOf(job).some(({ text }) => /\bTMPDIR=/.test(text));
      return exported ? undefined : { path: ['script'], what: 'has a daemon, and its TMPDIR is not in the build folder' };
    }),
  },
  'docker-no-proxy': {
    severity: 'warning',
    title: 'The way to the daemon goes through the proxy',
    why: 'With a proxy set, the client asks the proxy for docker unless NO_PROXY names it (https://docs.gitlab.com/runner/configuration/proxy/).',
    fix: 'add docker, docker:2375 and docker:2376 to NO_PROXY',
    check: docker(({ job: { variables } }) => {
      const of = (name: string) => variables[name] ?? variables[name.toLowerCase()];
      if (!(of('HTTP_PROXY') ?? of('HTTPS_PROXY')) || /\bdocker\b|\$/.test(of('NO_PROXY') ?? '')) return undefined;
      return { path: ['variables', 'NO_PROXY'], what: 'sets a proxy, and NO_PROXY has no docker in it' };
    }),
  },
  'privileged-tags': {
    severity: 'warning',
    title: 'A job without Docker runs on a privileged runner',
    why: 'A privileged runner gives every job on it the host, so only jobs that need a daemon belong there (https://docs.gitlab.com/runner/security/#usage-of-docker-executor).',
    fix: 'take the tag from the job; keep it with the docker:dind service',
    check: ({ jobs }) => jobs.filter(withoutDaemon).flatMap(({ name, content }) => strings(content.tags)
      .filter((tag) => /privileged|dind|docker-in-docker/i.test(tag) && !/un-?privileged/i.test(tag))
      .map((tag) => ({ job: name, path: ['tags'], what: `has the tag '${tag}' and no docker:dind service` }))),
  },
} satisfies Partial<Record<RuleId, Rule>>;

/** A check of every job that has a daemon. */
export function docker(check: (job: DockerJob) => Omit<Problem, 'job'> | undefined): (subject: LintSubject) => Problem[] {
  return ({ jobs }) => dockerJobs(jobs.filter(({ whole }) => whole)).flatMap((each) => {
    const problem = check(each);
    return problem ? [{ job: each.job.name, ...problem }] : [];
  });
}

function withoutDaemon(job: Job): boolean {
  return job.whole && dockerJobs([job]).length === 0;
}

/** A check of Docker's own images, of jobs and of services. */
function dockerImages(check: (image: ImageName) => string | undefined): (subject: LintSubject) => Problem[] {
  return ({ jobs }) => jobs.flatMap((job) => {
    const image = imageOf(job);
    const images = [...(image ? [{ image, path: ['image', ...'name' in mapping(job.content.image) ? ['name'] : []] }] : []),
      ...servicesOf(job).map((service) => ({ image: service.image, path: ['services', service.index] }))];
    return images.filter((each) => isDocker(each.image) && !each.image.open && !each.image.digest).flatMap(({ image: found, path }) => {
      const what = check(found);
      return what === undefined ? [] : [{ job: job.name, path, what }];
    });
  });
}

