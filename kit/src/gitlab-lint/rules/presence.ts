import { needsOf, target } from './links';
import { type PipelineKind, PIPELINE_KINDS, pushWithMergeRequest } from '../kinds';
import { type JobRun, jobsIn, situationOf } from '../presence';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { isMapping, list, mapping } from '../values';

const DUPLICATES_DOCS = `${GITLAB_DOCS}/yaml/workflow/#switch-between-branch-pipelines-and-merge-request-pipelines`;

/** What is in a pipeline of one kind and what is not. */
export const PRESENCE_RULES = {
  'needs-excluded': {
    severity: 'error',
    title: 'A job runs where the job that it needs does not',
    why: `GitLab creates no pipeline when a job's need is excluded by its rules (${GITLAB_DOCS}/yaml/#needsoptional).`,
    fix: 'give both jobs the same rules, or set optional: true on the need',
    check: (subject) => excluded(subject, (run, need) => run.possible.some((way) => way !== 'never') && need.run === 'never', (names, kinds) => (
      `runs in ${kinds} pipelines, and '${names}', which it needs, never does there`)),
  },
  'needs-may-be-excluded': {
    severity: 'warning',
    title: 'A job may run where the job that it needs does not',
    why: `A need that depends on changed files or on a variable can be missing, and then GitLab creates no pipeline (${GITLAB_DOCS}/yaml/#needsoptional).`,
    fix: 'give both jobs the same rules, or set optional: true on the need',
    check: (subject) => excluded(subject, (run, need) => run.run !== 'maybe' && run.run !== 'never' && need.run === 'maybe', (names, kinds) => (
      `always runs in ${kinds} pipelines, and '${names}', which it needs, only on conditions`)),
  },
  'only-manual-jobs': {
    severity: 'warning',
    title: 'A pipeline in which nothing runs by itself',
    why: `A pipeline of manual jobs only waits for somebody and checks nothing (${GITLAB_DOCS}/jobs/job_control/#create-a-job-that-must-be-run-manually).`,
    fix: 'let a check run by itself in such pipelines, or exclude them in workflow:rules',
    check: ({ runs }) => PIPELINE_KINDS.flatMap((kind) => {
      const present = [...runs.get(kind)?.values() ?? []].filter(({ run }) => run !== 'never');
      if (present.length === 0 || present.some(({ run }) => run !== 'manual')) return [];
      return [{ job: present[0].job.name, what: `${kind} pipelines have ${present.length === 1 ? 'one job, which is' : `${present.length} jobs, all of them`} manual` }];
    }),
  },
  'duplicate-pipelines': {
    severity: 'warning',
    title: 'Two pipelines for one push',
    why: `A push to a branch with an open merge request starts two pipelines unless workflow:rules stop one (${DUPLICATES_DOCS}).`,
    fix: 'add to workflow:rules, behind the merge request\'s: if: $CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS, when: never',
    check: ({ pipeline, runs }) => {
      const push = jobsIn(pipeline, { ...situationOf('branch'), predefined: pushWithMergeRequest() });
      const [twice] = push.filter(({ run }) => isSure(run));
      if (!twice || ![...runs.get('merge-request')?.values() ?? []].some(({ run }) => isSure(run))) return [];
      return [{ path: ['workflow', 'rules'], what: `a push to a branch with an open merge request starts both kinds of pipelines, '${twice.job.name}' in one of them` }];
    },
  },
  'no-merge-request-pipelines': {
    severity: 'warning',
    title: 'Merge requests have no pipeline of their own',
    why: `Without merge request pipelines a review sees no plan and no report, and the merge train is not possible (${GITLAB_DOCS}/pipelines/merge_request_pipelines/).`,
    fix: 'start workflow:rules with if: $CI_PIPELINE_SOURCE == "merge_request_event"',
    check: ({ pipeline, runs }) => {
      const none = (kind: PipelineKind) => [...runs.get(kind)?.values() ?? []].every(({ run }) => run === 'never');
      if (!runs.has('merge-request') || !runs.has('default-branch')) return [];
      return pipeline.complete && none('merge-request') && !none('default-branch') ? [{ path: ['workflow'], what: 'no job runs in merge request pipelines' }] : [];
    },
  },
  'manual-not-stated': {
    severity: 'warning',
    title: 'It is not said whether a manual job blocks',
    why: `A manual job blocks the pipeline when a rule makes it manual, and does not when the job says so itself (${GITLAB_DOCS}/yaml/#when).`,
    fix: 'set allow_failure: true for a job that may be left out, false for one that blocks',
    check: ({ jobs }) => jobs.filter(({ whole }) => whole).flatMap(({ name, content }) => {
      if (content.allow_failure !== undefined) return [];
      const rules = list(content.rules).flat(2);
      const at = rules.findIndex((rule) => isMapping(rule) && rule.when === 'manual' && rule.allow_failure === undefined);
      if (at >= 0) return [{ job: name, path: ['rules', at], what: 'is manual by a rule, so the pipeline is blocked until somebody runs it' }];
      const byJob = content.when === 'manual' && !rules.some((rule) => mapping(rule).allow_failure !== undefined);
      return byJob ? [{ job: name, path: ['when'], what: 'is manual by itself, so the pipeline passes without it' }] : [];
    }),
  },
} satisfies Partial<Record<RuleId, Rule>>;

function isSure(run: JobRun['run']): boolean {
  return run !== 'never' && run !== 'maybe';
}

/** One problem for each need, with the kinds in which it is one. */
function excluded(
  { pipeline, runs }: LintSubject, wrong: (run: JobRun, need: JobRun) => boolean, words: (need: string, kinds: string) => string,
): Problem[] {
  return [...pipeline.jobs.values()].flatMap((job) => needsOf(job).filter(({ optional }) => !optional).flatMap(({ name, index }) => {
    const needed = target(pipeline, name);
    const kinds = needed ? PIPELINE_KINDS.filter((kind) => {
      const [run, need] = [job, needed].map((each) => runs.get(kind)?.get(each.name));
      return run && need && wrong(run, need);
    }) : [];
    return kinds.length > 0 ? [{ job: job.name, path: ['needs', index], what: words(name, kinds.join(', ')) }] : [];
  }));
}
