import { type Config, type Document, documentOf } from './pipeline';
import { documentedOptions } from '../../../reference/options';

type Options = NonNullable<Config['options']>;
type Path = readonly (string | number)[];

/** All of it is about one stage, so that a path is the same whatever an option says. */
const STAGE = { name: 'live' };
const ROLE = 'arn:aws:iam::123456789012:role/one';

/** Options of the pipeline, another value for each, and what it changes in the file; `null` is nothing. */
const EFFECTS: readonly (readonly [string, Options['pipeline'], readonly (readonly [Path, unknown])[]])[] = [
  ['stage.name', { stages: [{ name: 'shop' }] }, [
    [['deploy-shop', 'script', 0], 'npx projen deploy shop --app cdk.out/shop --digest "$ASSEMBLY_DIGEST_SHOP"'],
  ]],
  ['stage.region', stage({ region: 'eu-central-1' }), []],
  ['stage.roleArn', stage({ roleArn: ROLE }), []],
  ['stage.readOnlyRoleArn', stage({ readOnlyRoleArn: ROLE }), []],
  ['stage.production', stage({ production: true }), [
    [['plan-live', 'stage'], 'live'],
    [['deploy-live', 'needs', 1], { job: 'plan-live' }],
  ]],
  ['stage.tier', stage({ tier: 'other' }), ['diff', 'deploy', 'smoke', 'rollback', 'drift'].map((job) =>
    [[`${job}-live`, 'environment', 'deployment_tier'], 'other'] as const)],
  ['stage.branches', stage({ branches: ['next'] }), [
    [['deploy-live', 'rules', 1], { if: '$CI_COMMIT_BRANCH =~ /^next$/' }],
    [['workflow', 'rules', 3], { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' }],
  ]],
  ['stage.account', stage({ account: '123456789012' }), []],
  ['stage.modes', stage({ modes: ['in-image'] }), []],
  ['dockerInDocker.connection', { dockerInDocker: { connection: 'plain' } }, [[['.docker', 'variables', 'DOCKER_HOST'], 'tcp://docker:2375']]],
  ['dockerInDocker.version', { dockerInDocker: { version: '28.5.1' } }, [[['.docker', 'services', 0, 'name'], 'docker:28.5.1-dind']]],
  ['dockerInDocker.waitSeconds', { dockerInDocker: { waitSeconds: 5 } }, [[['.docker', 'before_script', -1], 'npx projen doctor --wait 5']]],
  ['dockerInDocker.tags', { dockerInDocker: { tags: ['privileged'] } }, [[['.docker', 'tags'], ['privileged']], [['default', 'tags'], undefined]]],
  ['dockerInDocker.shards', { dockerInDocker: { shards: 3 } }, [[['test-docker-bundling', 'parallel'], 3]]],
  ['dockerInDocker.registryMirror', { dockerInDocker: { registryMirror: 'http://mirror:5000' } }, [
    [['.docker', 'services', 0, 'command', 2], expect.stringMatching(/ --registry-mirror='http:\/\/mirror:5000'$/)],
  ]],
  ['gitlab.url', { gitlab: { url: 'https://gitlab.example.com' } }, ['diff', 'deploy', 'smoke', 'rollback', 'drift'].map((job) =>
    [[`${job}-live`, 'id_tokens'], { AWS_ID_TOKEN: { aud: 'https://gitlab.example.com' } }] as const)],
  ['gitlab.project', { gitlab: { project: 'group/project' } }, []],
  ['gitlab.defaultBranch', { gitlab: { defaultBranch: 'trunk' } }, []],
  ['gitlab.tags', { gitlab: { tags: ['linux'] } }, [[['default', 'tags'], ['linux']], [['.docker', 'tags'], undefined]]],
  ['gitlab.arm64Tags', { gitlab: { arm64Tags: ['arm'] } }, [[['bundle-2', 'tags'], ['arm']], [['bundle-1', 'tags'], undefined]]],
  ['gitlab.certificatesVariable', { gitlab: { certificatesVariable: 'CA' } }, [
    [['.node', 'before_script', -2], 'printf \'%s\\n\' "$CA" >> "$SSL_CERT_FILE"'],
    [['.node', 'variables', 'SSL_CERT_FILE'], '$CI_PROJECT_DIR/.tmp/certificates.pem'],
  ]],
  ['gitlab.securityScanners', { gitlab: { securityScanners: true } }, [
    [['include'], ['SAST', 'Secret-Detection', 'Dependency-Scanning.v2'].map((name) => ({ template: `Jobs/${name}.gitlab-ci.yml` }))],
    [['variables', 'AST_ENABLE_MR_PIPELINES'], 'true'],
    [['stages'], expect.arrayContaining(['test'])],
  ]],
  ['gitlab.codeOwners', owned({}), []],
  ['codeOwners.default', owned({ default: ['@one'] }), []],
  ['codeOwners.paths', owned({ paths: { '/src/': ['@one'] } }), []],
  ['codeOwners.pipeline', owned({ pipeline: ['@one'] }), []],
  ['codeOwners.kit', owned({ kit: ['@one'] }), []],
  ['pipeline.stages', { stages: [STAGE, { name: 'more' }] }, [[['stages', 5], 'more'], [['deploy-more', 'stage'], 'more']]],
  ['pipeline.image', { image: 'registry.example.com/node:24' }, [[['default', 'image'], 'registry.example.com/node:24']]],
  ['pipeline.timeoutMinutes', { timeoutMinutes: 45 }, [[['default', 'timeout'], '45 minutes'], [['deploy-live', 'timeout'], '60 minutes']]],
  ['pipeline.deployTimeoutMinutes', { deployTimeoutMinutes: 90 }, [
    [['deploy-live', 'timeout'], '90 minutes'],
    [['smoke-live', 'timeout'], '90 minutes'],
    [['default', 'timeout'], '30 minutes'],
  ]],
  ['pipeline.dockerInDocker', { dockerInDocker: { connection: 'none' } }, [[['.docker'], undefined], [['test-docker-bundling'], undefined]]],
];

/** Those of which the file says nothing: the app, the access to AWS and CODEOWNERS know them. */
const SILENT = [
  'gitlab.codeOwners', 'codeOwners.default', 'codeOwners.paths', 'codeOwners.pipeline', 'codeOwners.kit',
  'stage.account', 'stage.region', 'stage.roleArn', 'stage.readOnlyRoleArn', 'stage.modes', 'gitlab.project', 'gitlab.defaultBranch', 'pipeline.gitlab',
];

const options: Options = { functions: { thumbnail: { architecture: 'arm64' } }, bundling: { policy: { release: 'in-image' } } };
const usual: Options['pipeline'] = { stages: [STAGE], gitlab: { arm64Tags: ['arm64'] } };
const before = generated({});

test('every option of the pipeline is looked at', () => {
  const told = [...EFFECTS.map(([name]) => name), 'pipeline.gitlab'];
  const documented = documentedOptions().map(({ path }) => path).filter((path) => path.startsWith('pipeline.'));
  expect(told.sort()).toEqual(documented.map((path) => path.replace('stages[]', 'stage').split('.').slice(-2).join('.')).sort());
});

test.each(EFFECTS.filter(([, , effects]) => effects.length > 0))('%s changes the file as its comment says', (_, changed, effects) => {
  const after = generated(changed);
  for (const [path, value] of effects) expect(at(after, path)).toEqual(value);
  expect(after).not.toEqual(before);
});

test.each(EFFECTS.filter(([name]) => SILENT.includes(name)))('%s changes nothing in it', (_, changed) => {
  expect(generated(changed)).toEqual(before);
});

describe('the tags of runners', () => {
  test('for Docker take the place of the usual ones, in jobs that need it only', () => {
    const { default: usually, '.docker': docker, 'bundle-1': bundle } = generated({ gitlab: { tags: ['linux'] }, dockerInDocker: { tags: ['privileged'] } });
    expect([usually.tags, docker.tags, bundle.tags]).toEqual([['linux'], ['privileged'], ['linux']]);
  });
});

function stage(more: object): Options['pipeline'] {
  return { stages: [{ ...STAGE, ...more }] };
}

function owned(more: object): Options['pipeline'] {
  return { gitlab: { codeOwners: { pipeline: ['@ops'], ...more } } };
}

function generated(changed: Options['pipeline']): Document {
  const pipeline = { ...usual, ...changed, gitlab: { ...usual?.gitlab, ...changed?.gitlab } };
  return documentOf({ options: { ...options, pipeline } });
}

function at(document: Document, path: Path): unknown {
  return path.reduce<any>((value, key) => (typeof key === 'number' ? value?.at(key) : value?.[key]), document);
}
