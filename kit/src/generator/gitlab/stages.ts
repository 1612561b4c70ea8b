import { ON_MERGE_REQUEST, SCHEDULED, besideDeployRules, byHandRules, deployRules } from './branches';
import { ASSEMBLED, ASSEMBLED_FOR_REVIEW, KEPT_FOR_ROLLBACK } from './bundling';
import { type Environment, type Job, type Jobs, type Need, after } from './job';
import type { ResolvedOptions } from '../../config/options';
import type { StageOptions } from '../../config/pipeline-options';
import { ACCEPT_VARIABLE, PROOF_VARIABLE, digestVariable } from '../../config/settings';
import { tierOf } from '../../config/stage-tier';

const ASSEMBLY: Need = { job: ASSEMBLED };
const REVIEWED: Need = { job: ASSEMBLED_FOR_REVIEW };

/** Empty unless a person set it for this job. */
const ACCEPTED = ` --accept "$${ACCEPT_VARIABLE}"`;

/**
 * The jobs of every stage, in the order of promotion: each takes the same assembly further.
 *
 * @param gates what a deployment waits for, besides the assembly
 */
export function stageJobs(options: ResolvedOptions, gates: readonly Need[]): Jobs {
  const { stages } = options.pipeline;
  return Object.assign({}, ...stages.map((stage, i) => ({
    ...jobsOf(options, stage, gates, i > 0 ? [{ ...after(`smoke-${stages[i - 1].name}`)[0], optional: true }] : []),
  }))) as Jobs;
}

function jobsOf(options: ResolvedOptions, stage: StageOptions, gates: readonly Need[], promoted: readonly Need[]): Jobs {
  const { name, production } = stage;
  const job = { stage: name, extends: ['.node'] };
  const assembly = `--app cdk.out/${name} --digest "$${digestVariable(name)}"`;
  // Production holds the assembly against what its commit gives, of the same bundles.
  const proven = production ? `${assembly} --bundles "$${PROOF_VARIABLE}"` : assembly;
  const [plan, report] = ['json', 'md'].map((format) => `cdk.out/plan-${name}.${format}`);
  const changes = `test-reports/diff-${name}`;
  const deploying: Job = {
    ...job,
    ...access(options, stage, 'start'),
    resource_group: name, // one deployment at a time
    interruptible: false,
    timeout: `${options.pipeline.deployTimeoutMinutes} minutes`,
  };
  const reading: Job = { ...job, ...access(options, stage, 'access') };
  const ready = [ASSEMBLY, ...gates, ...promoted];
  const planned = production ? [ASSEMBLY, { job: `plan-${name}` }] : ready;
  return {
    [`diff-${name}`]: {
      ...reading,
      needs: [REVIEWED],
      rules: ON_MERGE_REQUEST,
      script: [`npx projen diff ${name} ${assembly} --report ${changes}.json --summary ${changes}.md`],
      allow_failure: true, // it informs, and a project without an account yet has nothing to compare with
      artifacts: { name, paths: [`${changes}.md`], expose_as: `Changes of ${name}`, expire_in: '1 week', reports: { terraform: [`${changes}.json`] } },
    },
    ...(production && {
      [`plan-${name}`]: {
        ...deploying,
        ...access(options, stage, 'prepare'),
        needs: ready,
        rules: besideDeployRules(stage),
        script: [`npx projen plan ${name} ${proven} --out ${plan} --report ${report}`],
        artifacts: { paths: [plan, report], expose_as: `Plan for ${name}`, expire_in: KEPT_FOR_ROLLBACK },
      },
    }),
    [`deploy-${name}`]: {
      ...deploying,
      needs: planned,
      rules: deployRules(stage),
      ...(production && { manual_confirmation: `Deploy to ${name} what plan-${name} shows?` }),
      script: [`npx projen deploy ${name} ${proven}${production ? ` --planned ${plan}${ACCEPTED}` : ''}`],
    },
    [`smoke-${name}`]: {
      ...deploying,
      ...access(options, stage, 'verify'),
      needs: [ASSEMBLY, ...after(`deploy-${name}`)],
      rules: besideDeployRules(stage),
      script: [`npx projen smoke ${name} ${assembly}`],
    },
    [`rollback-${name}`]: {
      ...deploying,
      // A deployment as any other, so that the environment shows what runs. In an older pipeline, GitLab refuses one
      // unless "Prevent outdated deployment jobs" is off, as docs/gitlab.md says.
      stage: 'operate',
      needs: [ASSEMBLY, ...after(`deploy-${name}`)], // what was never deployed is nothing to go back to
      rules: byHandRules(stage),
      manual_confirmation: `Deploy the assembly of this pipeline to ${name} again?`,
      script: [`npx projen rollback ${name} ${proven} --yes${production ? ACCEPTED : ''}`],
    },
    [`drift-${name}`]: {
      ...reading,
      stage: 'operate',
      needs: [],
      rules: SCHEDULED,
      script: [`npx projen drift ${name}`],
    },
  };
}

/** A token that AWS trades for a role of the stage; the commands know which. */
function access({ pipeline: { gitlab } }: ResolvedOptions, stage: StageOptions, action: NonNullable<Environment['action']>): Job {
  return {
    environment: { name: stage.name, deployment_tier: tierOf(stage), action },
    id_tokens: { AWS_ID_TOKEN: { aud: gitlab.url } },
  };
}
