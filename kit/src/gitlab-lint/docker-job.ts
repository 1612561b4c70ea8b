import { type ImageName, type Service, expand, imageOf, servicesOf } from './images';
import type { Job } from './pipeline';

/** A job with a Docker daemon of its own, and how it speaks to it. */
export interface DockerJob {
  readonly job: Job;
  readonly service: Service;
  readonly image?: ImageName;
  /** `DOCKER_HOST`, with the variables of the file in their places. */
  readonly host?: string;
  /** `DOCKER_TLS_CERTDIR` is not empty, which is so by default: the daemon listens to 2376 only. */
  readonly tls: boolean;
  /** The job's image is Docker's own, whose entrypoint finds a daemon and its certificates by itself. */
  readonly ownClient: boolean;
}

/** Variables by which the Docker client and daemon are told where to listen and whom to trust. */
export const ENGINE_VARIABLES = [
  'DOCKER_HOST', 'DOCKER_TLS', 'DOCKER_TLS_CERTDIR', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_TLS_SAN', 'DOCKER_DRIVER', 'DOCKER_CONTEXT',
  'DOCKER_API_VERSION',
];

export function dockerJobs(jobs: readonly Job[]): DockerJob[] {
  return jobs.flatMap((job) => {
    const service = servicesOf(job).find(({ image }) => isDaemon(image));
    if (!service) return [];
    const image = imageOf(job);
    // The service sees the job's variables, and its own win.
    const variables = { ...job.variables, ...service.variables };
    return [{
      job, service, image,
      host: job.variables.DOCKER_HOST === undefined ? undefined : expand(job.variables.DOCKER_HOST, job.variables),
      tls: variables.DOCKER_TLS_CERTDIR !== '',
      ownClient: image !== undefined && isDocker(image),
    }];
  });
}

/** Docker's own image, from wherever it comes. */
export function isDocker({ repository }: ImageName): boolean {
  return /(^|\/)docker$/.test(repository);
}

function isDaemon(image: ImageName): boolean {
  return (isDocker(image) && /(^|-)dind(-|$)/.test(image.tag ?? '')) || /(^|\/)(docker-)?dind$/.test(image.repository);
}

/** The version in a tag such as `29.7.2-dind`. */
export function versionOf({ tag }: ImageName): string | undefined {
  return /^(\d+(?:\.\d+)*)/.exec(tag ?? '')?.[1];
}
