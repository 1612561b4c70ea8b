import type { Job, Pipeline } from '../pipeline';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { isMapping, list, mapping, strings, text } from '../values';

const MOST_CIRCLES = 20;

/** A job of the same pipeline that another one waits for. */
interface Need {
  readonly name: string;
  readonly optional: boolean;
  readonly index: number;
}

/** Jobs and stages that other jobs name. */
export const LINK_RULES = {
  'unknown-stage': {
    severity: 'error',
    title: 'A stage is not declared',
    why: `GitLab creates no pipeline when a job is in a stage that stages does not list; without a stage a job is in test (${GITLAB_DOCS}/yaml/#stage).`,
    fix: 'add the stage to stages, or correct the name',
    check: ({ pipeline, jobs }) => jobs.filter(({ stage }) => pipeline.complete && !pipeline.stages.includes(stage) && !stage.includes('$[[')).map(({ name, stage }) => (
      { job: name, path: ['stage'], what: `is in the stage '${stage}'; there are ${pipeline.stages.slice(1, -1).join(', ')}` })),
  },
  'ghost-needs': {
    severity: 'error',
    title: 'A job that is needed is not there',
    why: `GitLab creates no pipeline when a job needs one that does not exist (${GITLAB_DOCS}/yaml/#needs).`,
    fix: 'correct the name, or make the need optional when the job is included elsewhere',
    check: (subject) => eachNeed(subject, (_, { name, optional }) => {
      return subject.pipeline.complete && !optional && !target(subject.pipeline, name) ? `needs '${name}', which is not there` : undefined;
    }),
  },
  'needs-later-stage': {
    severity: 'error',
    title: 'A job needs one of a later stage',
    why: `A need must be in the same or an earlier stage, or GitLab creates no pipeline (${GITLAB_DOCS}/yaml/#needs).`,
    fix: 'move one of the two jobs to another stage',
    check: (subject) => eachNeed(subject, (job, { name }) => {
      const { stages } = subject.pipeline;
      const [own, other] = [job, target(subject.pipeline, name)].map((each) => each ? stages.indexOf(each.stage) : -1);
      return own >= 0 && other > own ? `is in '${stages[own]}' and needs '${name}' of the later stage '${stages[other]}'` : undefined;
    }),
  },
  'needs-cycle': {
    severity: 'error',
    title: 'Jobs need each other',
    why: `Jobs that wait for each other cannot start, and GitLab creates no such pipeline (${GITLAB_DOCS}/yaml/needs/).`,
    fix: 'remove one of the needs',
    check: ({ pipeline }) => cycles(pipeline).map((cycle) => ({
      job: cycle[0], path: ['needs'], what: cycle.length === 1
        ? 'needs itself' : `needs itself by way of ${cycle.slice(1).map((name) => `'${name}'`).join(', ')}`,
    })),
  },
  'duplicate-needs': {
    severity: 'error',
    title: 'A need stands twice',
    why: `GitLab refuses a job that lists the same need twice (${GITLAB_DOCS}/yaml/#needs).`,
    fix: 'remove one of them',
    check: ({ jobs }) => jobs.flatMap((job) => {
      const needs = needsOf(job).filter(({ index }) => !isMapping(list(job.content.needs)[index]));
      return needs.filter(({ name }, at) => needs.findIndex((need) => need.name === name) < at)
        .map(({ name, index }) => ({ job: job.name, path: ['needs', index], what: `needs '${name}' twice` }));
    }),
  },
  'ghost-dependencies': {
    severity: 'error',
    title: 'A job whose artifacts are wanted is not there',
    why: `GitLab creates no pipeline when dependencies name a job that does not exist (${GITLAB_DOCS}/yaml/#dependencies).`,
    fix: 'correct the name',
    check: ({ pipeline, jobs }) => jobs.flatMap(({ name, content }) => strings(content.dependencies)
      .map((dependency, index) => ({ dependency, index }))
      .filter(({ dependency }) => pipeline.complete && !target(pipeline, dependency))
      .map(({ dependency, index }) => ({ job: name, path: ['dependencies', index], what: `depends on '${dependency}', which is not there` }))),
  },
  'ghost-on-stop': {
    severity: 'error',
    title: 'The job that stops an environment is not there',
    why: `GitLab creates no pipeline when on_stop names a job that does not exist or that does not stop an environment (${GITLAB_DOCS}/yaml/#environmenton_stop).`,
    fix: 'name a job with environment:action: stop',
    check: ({ pipeline, jobs }) => jobs.flatMap(({ name, content }) => {
      const stop = text(mapping(content.environment).on_stop);
      if (stop === undefined || !pipeline.complete) return [];
      const action = mapping(pipeline.jobs.get(stop)?.content.environment).action;
      if (action === 'stop') return [];
      return [{ job: name, path: ['environment', 'on_stop'], what: `is stopped by '${stop}', which ${pipeline.jobs.has(stop) ? 'stops no environment' : 'is not there'}` }];
    }),
  },
} satisfies Partial<Record<RuleId, Rule>>;

/** Needs of this pipeline; those of other projects and pipelines are GitLab's to know. */
export function needsOf({ content }: Job): Need[] {
  return list(content.needs).flat(10).flatMap((need, index) => {
    if (typeof need === 'string') return [{ name: need, optional: false, index }];
    if (!isMapping(need) || typeof need.job !== 'string' || need.project !== undefined || need.pipeline !== undefined) return [];
    return [{ name: need.job, optional: need.optional === true, index }];
  });
}

/** A job by its name, or by the name of one of its parallel parts: `build 1/3`, `build: [arm64]`. */
export function target(pipeline: Pipeline, name: string): Job | undefined {
  const whole = pipeline.jobs.get(name);
  if (whole) return whole;
  const job = pipeline.jobs.get(name.replace(/ \d+\/\d+$|: \[.*\]$/, ''));
  return job?.content.parallel === undefined ? undefined : job;
}

function eachNeed({ pipeline, jobs }: LintSubject, check: (job: Job, need: Need) => string | undefined): Problem[] {
  return jobs.flatMap((job) => needsOf(job).flatMap((need) => {
    const what = check(job, need);
    return what === undefined ? [] : [{ job: job.name, position: pipeline.locate(job.name, ['needs', need.index]), what }];
  }));
}

/** Every circle once, from the first of its jobs. */
function cycles(pipeline: Pipeline): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of pipeline.jobs.keys()) {
    const trail: { name: string; left: string[] }[] = [{ name: start, left: next(pipeline, start) }];
    while (trail.length > 0) {
      const { name, left } = trail.at(-1)!;
      const following = left.pop();
      if (following === undefined) {
        done.add(name);
        trail.pop();
      } else if (trail.some((step) => step.name === following)) {
        const circle = trail.slice(trail.findIndex((step) => step.name === following)).map((step) => step.name);
        found.push(circle);
      } else if (!done.has(following)) {
        trail.push({ name: following, left: next(pipeline, following) });
      }
    }
  }
  const alike = (one: string[], other: string[]) => one.length === other.length && one.every((name) => other.includes(name));
  return found.slice(0, MOST_CIRCLES).filter((circle, index) => found.findIndex((other) => alike(circle, other)) === index);
}

function next(pipeline: Pipeline, name: string): string[] {
  return needsOf(pipeline.jobs.get(name)!).flatMap((need) => target(pipeline, need.name)?.name ?? []);
}
