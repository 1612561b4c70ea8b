import { PIPELINE_KINDS } from '../kinds';
import type { Job } from '../pipeline';
import { GITLAB_DOCS, type Problem, type Rule, type RuleId, type LintSubject } from '../rule';
import { isMapping, mapping, text } from '../values';

/** Jobs that change an environment. */
export const DEPLOYMENT_RULES = {
  'deploy-interruptible': {
    severity: 'error',
    title: 'A deployment can be interrupted',
    why: `A newer pipeline may stop an interruptible job half-way, and a deployment that is stopped half-way leaves half a change (${GITLAB_DOCS}/yaml/#interruptible).`,
    fix: 'set interruptible: false on the job',
    check: deployments(({ content }) => content.interruptible === true ? { path: ['interruptible'], what: 'deploys and is interruptible' } : undefined),
  },
  'deploy-resource-group': {
    severity: 'warning',
    title: 'Two deployments can run at once',
    why: `Without a resource group two pipelines deploy to the same environment at the same time (${GITLAB_DOCS}/resource_groups/).`,
    fix: 'set resource_group to the environment\'s name',
    check: deployments(({ content, whole }) => whole && content.resource_group === undefined ? { path: ['environment'], what: 'deploys without a resource_group' } : undefined),
  },
  'deploy-tier': {
    severity: 'warning',
    title: 'An environment\'s tier is not said',
    why: `GitLab guesses the tier from the name, and protects and reports by it (${GITLAB_DOCS}/environments/#deployment-tier-of-environments).`,
    fix: 'set environment:deployment_tier',
    check: deployments(({ content, whole }) => whole && mapping(content.environment).deployment_tier === undefined
      ? { path: ['environment'], what: 'deploys to an environment without a deployment_tier' } : undefined),
  },
  'deploy-in-merge-request': {
    severity: 'warning',
    title: 'A merge request deploys',
    why: `Whoever may open a merge request decides what is deployed, before anybody reviews it (${GITLAB_DOCS}/environments/deployment_safety/).`,
    fix: 'deploy from branches and tags only; a review app has a name below review/',
    check: (subject) => deployments((job) => {
      const run = subject.runs.get('merge-request')?.get(job.name)?.run;
      if (run === undefined || run === 'never' || isReview(job)) return undefined;
      return { path: ['environment'], what: `${run === 'maybe' ? 'may deploy' : 'deploys'} to '${environmentName(job)}' in merge request pipelines` };
    })(subject),
  },
  'production-automatic': {
    severity: 'warning',
    title: 'Production is deployed without a person',
    why: `A manual job on a protected branch lets only those deploy who may, after they have seen the plan (${GITLAB_DOCS}/environments/deployment_safety/).`,
    fix: 'make the job manual by a rule, with allow_failure: false',
    check: (subject) => deployments((job) => {
      const kinds = isProduction(job) ? PIPELINE_KINDS.filter((kind) => subject.runs.get(kind)?.get(job.name)?.run === 'automatic') : [];
      return kinds.length > 0 ? { path: ['environment'], what: `deploys to production by itself in ${kinds.join(', ')} pipelines` } : undefined;
    })(subject),
  },
} satisfies Partial<Record<RuleId, Rule>>;

/** A check of every job that deploys; those that prepare, verify or stop an environment do not. */
function deployments(check: (job: Job) => Omit<Problem, 'job'> | undefined): (subject: LintSubject) => Problem[] {
  return ({ jobs }) => jobs.filter(isDeployment).flatMap((job) => {
    const problem = check(job);
    return problem ? [{ job: job.name, ...problem }] : [];
  });
}

export function isDeployment({ content: { environment } }: Job): boolean {
  return environment !== undefined && ['start', undefined].includes(text(mapping(environment).action));
}

function environmentName({ content: { environment } }: Job): string {
  return text(isMapping(environment) ? environment.name : environment) ?? '';
}

function isProduction(job: Job): boolean {
  const tier = text(mapping(job.content.environment).deployment_tier);
  // GitLab's own guess, when the job does not say.
  return tier === undefined ? /^(prod(uction)?|live)\b/i.test(environmentName(job)) : tier === 'production';
}

function isReview(job: Job): boolean {
  return /^review\//.test(environmentName(job));
}
