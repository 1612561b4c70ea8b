import { type Document, SCHEDULE, TAG, creates, linesOf, mergeRequest, push, runsOf } from './pipeline';
import type { Pipeline } from '../../../src/gitlab-lint';

/** What is wrong with a pipeline, one line each: what no lint can know, as it is about this project's own jobs. */
export type Check = (pipeline: Pipeline) => string[];

type Job = Document & { readonly name: string };

const BRANCHES = ['main', 'develop', 'release/1', 'hotfix/1', 'feature/one'];
const RELEASING = /^(bundle|assemble|diff|plan|deploy|smoke|rollback|drift)/;
const CHANGING = /^npx projen (plan|deploy|smoke|rollback) /;

export const CHECKS = {
  'a push has one pipeline': (pipeline) => BRANCHES.filter((branch) => {
    const both = [push(branch, { withMergeRequest: true }), mergeRequest(branch)].filter((situation) => creates(pipeline, situation) !== false);
    return both.length !== 1 || creates(pipeline, push(branch)) !== true;
  }),

  'a branch that deploys has its own pipeline': (pipeline) => BRANCHES.slice(0, -1)
    .filter((branch) => creates(pipeline, push(branch, { withMergeRequest: true })) !== true),

  'a merge request from a fork has a pipeline': (pipeline) => BRANCHES
    .filter((branch) => creates(pipeline, mergeRequest(branch, { fork: true })) !== true),

  'nothing is missing that is needed': (pipeline) => BRANCHES.flatMap((branch) => {
    const created = Object.values(runsOf(pipeline, push(branch))).flat();
    const needs = jobs(pipeline).filter(({ name }) => created.includes(name)).flatMap((job) => job.needs as { job: string; optional?: boolean }[]);
    return needs.filter(({ job, optional }) => !optional && !created.includes(job)).map(({ job }) => `${branch}: ${job}`);
  }),

  'a schedule only looks for drift': (pipeline) => Object.values(runsOf(pipeline, SCHEDULE)).flat().filter((name) => !name.startsWith('drift-')),

  'a tag has no pipeline': (pipeline) => creates(pipeline, TAG) === false ? [] : ['tag'],

  'a merge request changes nothing': (pipeline) => {
    const created = BRANCHES.flatMap((branch) => Object.values(runsOf(pipeline, mergeRequest(branch, { fork: true }))).flat());
    return offenders(changing(pipeline), ({ name }) => created.includes(name));
  },

  'only branches that deploy change a stage': (pipeline) => {
    const created = Object.values(runsOf(pipeline, push('feature/one'))).flat();
    return offenders(changing(pipeline), ({ name }) => created.includes(name));
  },

  'what changes a stage is not cut short': (pipeline) => offenders(changing(pipeline), ({ interruptible }) => interruptible !== false),

  'what changes a stage does it alone': (pipeline) => offenders(changing(pipeline), (job) => job.resource_group !== job.environment?.name),

  'what changes a stage has its time': (pipeline) => offenders(changing(pipeline), ({ timeout }) => timeout !== '60 minutes'),

  'a person is asked before production and before an older version': (pipeline) => {
    const asking = changing(pipeline).filter((job) => /^rollback-/.test(job.name) || (/^deploy-/.test(job.name) && isProduction(job)));
    return offenders(asking, (job) => !job.manual_confirmation || job.rules.some(({ when }: Document) => when !== 'never' && when !== 'manual'));
  },

  'a manual deployment holds the pipeline up': (pipeline) => offenders(named(pipeline, /^deploy-/), ({ rules }) =>
    rules.some(({ when, allow_failure }: Document) => when === 'manual' && allow_failure !== false)),

  'a deployment waits for every gate': (pipeline) => named(pipeline, /^(plan|deploy)-/).flatMap(({ name }) => {
    const waitsFor = before(pipeline, name);
    const gates = jobs(pipeline).filter(({ stage, name: gate }) => ['verify', 'bundle', 'integration', 'assemble'].includes(stage) && !/-for-review$/.test(gate));
    return offenders(gates, (gate) => !waitsFor.has(gate.name)).map((gate) => `${name}: ${gate}`);
  }),

  'a stage waits for the one before it': (pipeline) => [['deploy-staging', 'smoke-development'], ['plan-production', 'smoke-staging']]
    .filter(([name, needed]) => !before(pipeline, name).has(needed)).map(([name]) => name),

  'a deployment is checked': (pipeline) => named(pipeline, /^deploy-/).map(({ name }) => name)
    .filter((name) => !before(pipeline, name.replace('deploy', 'smoke')).has(name)),

  'what is taken further is what was assembled': (pipeline) => offenders([...changing(pipeline), ...named(pipeline, /^diff-/)], (job) =>
    !fetches(job, /^diff-/.test(job.name) ? 'assemble-for-review' : 'assemble') || job.script.some((line: string) => {
      const [, stage = ''] = /^npx projen \w+ (\S+)/.exec(line) ?? [];
      return !line.includes(` --app cdk.out/${stage} --digest "$ASSEMBLY_DIGEST_${stage.toUpperCase()}"`);
    })),

  'the digests reach the jobs that need them': (pipeline) => offenders(named(pipeline, /^assemble/), ({ script, artifacts }) =>
    script.some((line: string) => !line.endsWith(` --dotenv ${artifacts?.reports?.dotenv}`))),

  'production gets what was planned': (pipeline) => offenders(named(pipeline, /^deploy-/).filter(isProduction), (job) => {
    const [plan] = named(pipeline, new RegExp(`^${job.name.replace('deploy', 'plan')}$`));
    const file = / --out (\S+)/.exec(plan.script[0])?.[1] ?? 'a plan';
    if (!fetches(job, plan.name) || !plan.artifacts?.paths.includes(file)) return true;
    return !job.script.every((line: string) => line.endsWith(` --planned ${file} --accept "$ACCEPT_PLAN"`));
  }),

  'production is assembled again, of the same bundles': (pipeline) => {
    const [{ artifacts, script }] = named(pipeline, /^assemble$/);
    if (!artifacts?.paths?.includes('.bundle-cache/') || !script.every((line: string) => line.includes(' --hand-on '))) return ['assemble'];
    return offenders(named(pipeline, /^(plan|deploy|rollback)-/).filter(isProduction), (job) => !job.script[0].includes(' --bundles "$BUNDLES_PROOF"'));
  },

  'what is shipped is bundled for a release': (pipeline) => offenders(named(pipeline, /^bundle/), ({ script }) =>
    !script.every((line: string) => /^npx projen bundle --release\b/.test(line))),

  'the doctor comes before what needs Docker': (pipeline) => offenders(withDocker(pipeline), ({ before_script }) =>
    !/^npx projen doctor --wait \d+$/.test(before_script?.at(-1) ?? '')),

  "Docker's client is the daemon's own": (pipeline) => offenders(withDocker(pipeline), ({ services: [{ command }], before_script }) => {
    const folder = /cp \$\(command -v docker\) (\S+)\/docker; exec /.exec(command?.at(-1) ?? '')?.[1];
    return !folder || !before_script.includes(`export PATH="$PATH:${folder}"`);
  }),

  'every job installs what the lock says': (pipeline) => offenders(jobs(pipeline), (job) =>
    !linesOf(job).some((line) => /(^|\|\| )npm ci$/.test(line))),

  'temporary files are in a folder of the build, which is made': (pipeline) => offenders(jobs(pipeline), (job) =>
    linesOf(job).slice(0, 2).join() !== 'export TMPDIR="$CI_PROJECT_DIR/.tmp",mkdir -p "$TMPDIR"'),

  'who looks cannot change': (pipeline) => offenders(named(pipeline, /^(diff|drift)-/), ({ environment, variables, resource_group }) =>
    environment?.action !== 'access' || variables?.AWS_ROLE_ARN || resource_group),

  'a stage is reached by the jobs of its environment only': (pipeline) => offenders(jobs(pipeline), ({ id_tokens, environment, stage }) =>
    id_tokens && ![environment?.name, 'operate'].includes(stage)),

  'reports are kept when tests fail': (pipeline) => offenders(jobs(pipeline), ({ artifacts }) =>
    artifacts?.reports?.junit && artifacts.when !== 'always'),

  'a release takes nothing from a cache': (pipeline) => offenders(named(pipeline, RELEASING), ({ cache }) => cache),

  'a release unpacks no packages': (pipeline) => offenders(named(pipeline, RELEASING), (job) =>
    linesOf(job).some((line) => /\.installed|\btar\b/.test(line)) || !linesOf(job).includes('npm ci')),

  'the bundles that are assembled are those that were made': (pipeline) => {
    const proofs = named(pipeline, /^bundle/).map(({ script, artifacts }) => {
      const [, file, variable] = / --dotenv (\S+) --variable (\S+)$/.exec(script[0]) ?? [];
      return file === artifacts?.reports?.dotenv ? `"$${variable}"` : 'no proof';
    });
    return offenders(named(pipeline, /^assemble/), ({ script }) => !script.every((line: string) => line.includes(` --bundles ${proofs.join(' ')} --`)));
  },

  'a job can be tried again days after the one before it': (pipeline) => offenders(named(pipeline, /^(bundle|assemble)/), ({ artifacts }) =>
    !['1 week', '90 days'].includes(artifacts?.expire_in)),

  "no job takes another one's bundles from a cache": (pipeline) => offenders(jobs(pipeline), ({ cache }) =>
    cache?.some(({ key, paths }: Document) => paths.includes('.bundle-cache/') && key.prefix !== '$CI_JOB_NAME_SLUG')),
} satisfies Record<string, Check>;

function jobs(pipeline: Pipeline): Job[] {
  return [...pipeline.jobs.values()].map(({ name, content }) => ({ ...content, name }));
}

function named(pipeline: Pipeline, pattern: RegExp): Job[] {
  return jobs(pipeline).filter(({ name }) => pattern.test(name));
}

/** Jobs that call a task that changes a stage, or prepares or follows that. */
function changing(pipeline: Pipeline): Job[] {
  return jobs(pipeline).filter(({ script }) => script.some((line: string) => CHANGING.test(line)));
}

function withDocker(pipeline: Pipeline): Job[] {
  return jobs(pipeline).filter(({ services }) => services);
}

function isProduction({ environment }: Job): boolean {
  return environment?.deployment_tier === 'production';
}

function fetches({ needs }: Job, name: string): boolean {
  return needs.some(({ job, artifacts }: Document) => job === name && artifacts !== false);
}

function offenders(all: readonly Job[], isWrong: (job: Job) => unknown): string[] {
  return all.filter(isWrong).map(({ name }) => name);
}

/** All that a job waits for. */
function before(pipeline: Pipeline, name: string, found = new Set<string>()): Set<string> {
  for (const { job } of (pipeline.jobs.get(name)?.content.needs ?? []) as { job: string }[]) {
    if (!found.has(job)) before(pipeline, job, found.add(job));
  }
  return found;
}
