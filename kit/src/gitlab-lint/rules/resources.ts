import { isDocker } from '../docker-job';
import { type ImageName, imageOf, servicesOf } from '../images';
import type { Job } from '../pipeline';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { type Path, isMapping, list, mapping, own, strings, text } from '../values';
import { isDeployment } from './deployments';

/** Files that say exactly what is installed, or as exactly as a language has it. */
const LOCK = /lock|requirements.*\.(txt|in)$|\.sum$|shrinkwrap|pom\.xml$|gradle|constraints.*\.txt$|pyproject\.toml$|\.terraform/i;

/** Images, artifacts and caches. */
export const RESOURCE_RULES = {
  'image-name': {
    severity: 'error',
    title: 'An image\'s name is none',
    why: `GitLab takes any text for an image, and the job fails only when the runner asks for it (${GITLAB_DOCS}/docker/using_docker_images/).`,
    fix: 'write registry/path/name:tag, in lower case and without spaces',
    check: images(({ written, repository, open }) => {
      if (/\s/.test(written.trim()) || /^image:/i.test(written)) return `'${written}' is no image's name`;
      return !open && /[A-Z]/.test(repository.replace(/^[^/]*\//, '')) ? `'${written}' has capital letters` : undefined;
    }),
  },
  'image-unpinned': {
    severity: 'warning',
    title: 'An image may change from one day to the next',
    why: `An image without a tag, or with latest, breaks a pipeline that nobody changed (${GITLAB_DOCS}/docker/using_docker_images/).`,
    fix: 'name a version, or a digest',
    check: images((image) => {
      if (isDocker(image) || image.open || image.digest || /\s|^image:/i.test(image.written)) return undefined;
      return !image.tag || /^(latest|stable|edge|nightly|main|master)$/.test(image.tag) ? `'${image.written}' names no version` : undefined;
    }),
  },
  'artifacts-kept': {
    severity: 'warning',
    title: 'Artifacts are kept for as long as the instance likes',
    why: `Without expire_in an instance keeps them for thirty days, or for ever, and a rollback cannot count on either (${GITLAB_DOCS}/yaml/#artifactsexpire_in).`,
    fix: 'set artifacts:expire_in',
    check: ({ jobs }) => jobs.filter(({ whole }) => whole).flatMap(({ name, content }) => {
      const artifacts = mapping(content.artifacts);
      return Object.keys(artifacts).length > 0 && artifacts.expire_in === undefined ? [{ job: name, path: ['artifacts'], what: 'has artifacts without expire_in' }] : [];
    }),
  },
  'cache-key': {
    severity: 'warning',
    title: 'A cache is not keyed by a lock',
    why: `A cache with a fixed key, or a branch's, is never right: it grows, or starts empty (${GITLAB_DOCS}/caching/#compute-the-cache-key-from-the-lock-file).`,
    fix: 'set cache:key:files to the lock of what is cached',
    check: ({ jobs }) => jobs.flatMap(({ name, content }) => list(content.cache).flatMap<Problem>((cache, index) => {
      if (!isMapping(cache) || !keepsFiles(cache)) return [];
      const path: Path = Array.isArray(content.cache) ? ['cache', index] : ['cache'];
      if (cache.key === undefined) return [{ job: name, path, what: 'has a cache without a key' }];
      const files = strings(mapping(cache.key).files);
      if (files.length === 0) return [{ job: name, path, what: `has a cache with the key '${text(cache.key) ?? text(mapping(cache.key).prefix) ?? ''}'` }];
      return files.some((file) => LOCK.test(file)) ? [] : [{ job: name, path, what: `has a cache with the key of ${files.join(', ')}, which is no lock` }];
    })),
  },
  'cache-in-release': {
    severity: 'warning',
    title: 'What is deployed can come from a cache',
    why: `A cache is unpacked over the checkout, and merge requests of maintainers write the one that protected branches read (${GITLAB_DOCS}/caching/#cache-key-names).`,
    fix: 'take cache out of the job, and out of those whose artifacts it gets',
    check: ({ pipeline, jobs }) => {
      const makers = new Map<string, string>();
      const deploying = jobs.filter((job) => isDeployment(job) && job.content.id_tokens !== undefined);
      for (const { name } of deploying) addMakers(pipeline.jobs, name, name, makers);
      return [...makers].flatMap(([name, deployment]) => {
        if (!list(pipeline.jobs.get(name)?.content.cache).some(keepsFiles)) return [];
        return [{ job: name, path: ['cache'], what: name === deployment ? 'deploys, and has a cache' : `makes what ${deployment} deploys, and has a cache` }];
      });
    },
  },
} satisfies Partial<Record<RuleId, Rule>>;

function keepsFiles(cache: unknown): boolean {
  return isMapping(cache) && (cache.paths !== undefined || cache.untracked !== undefined);
}

/** Adds a job, and those whose artifacts it fetches, with the deployment that they are for. */
function addMakers(jobs: ReadonlyMap<string, Job>, name: string, deployment: string, found: Map<string, string>): void {
  if (found.has(name)) return;
  found.set(name, deployment);
  for (const need of list(jobs.get(name)?.content.needs)) {
    const options = isMapping(need) ? need : { job: need };
    const needed = text(own(options, 'job'));
    if (needed !== undefined && own(options, 'artifacts') !== false) addMakers(jobs, needed, deployment, found);
  }
}

/** A check of every image of jobs and services, where it is written. */
function images(check: (image: ImageName) => string | undefined): (subject: LintSubject) => Problem[] {
  return ({ jobs }) => jobs.flatMap((job) => imagesOf(job).flatMap(({ image, path }) => {
    const what = check(image);
    return what === undefined ? [] : [{ job: job.name, path, what }];
  }));
}

function imagesOf(job: Job): { image: ImageName; path: Path }[] {
  const image = imageOf(job);
  return [
    ...image && !job.trigger ? [{ image, path: ['image', ...isMapping(job.content.image) ? ['name'] : []] }] : [],
    ...servicesOf(job).map((service) => ({ image: service.image, path: ['services', service.index] })),
  ];
}
