import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KIT } from '../project/places';
import { runCommand, temporaryFolder } from '../project/run';


const FIXTURES = join(KIT, 'test/gitlab-lint/fixtures');
const lint = (...args: string[]) => runCommand('gitlab:lint', args);

function file(content: string): string {
  const path = join(temporaryFolder(), 'ci.yml');
  writeFileSync(path, content);
  return path;
}

describe('gitlab:lint', () => {
  test('has no errors in this project\'s pipeline', async () => {
    const { code, stdout } = await lint();
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toMatch(/^0 errors, \d+ warnings? in \d+ jobs \(merge-request: \d+, default-branch: \d+, /);
  });

  test('says where, what and how to fix it, and fails with 65', async () => {
    const { code, stdout, stderr } = await lint(join(FIXTURES, 'projen-pipelines.yml'));
    expect({ code, stderr }).toEqual({ code: 65, stderr: '' });
    const [first, fix] = stdout.split('\n');
    expect(first.split(/ {2,}/)).toEqual([
      expect.stringMatching(/projen-pipelines\.yml:16$/), 'synth, publish_assets, diff-dev and 2 more', 'error', 'image-name',
      "'image: jsii/superchain:1-buster-slim-node18' is no image's name",
    ]);
    expect(fix).toBe('  fix write registry/path/name:tag, in lower case and without spaces');
  });

  test('fails for warnings when it is strict, and not for a rule that is left out', async () => {
    const path = file('job: {script: a, image: "a:1"}\n');
    expect((await lint(path, '--strict', '--kind', 'default-branch', '--ignore', 'no-timeout', '--ignore', 'no-retry')).code).toBe(0);
    const rules = ['no-timeout', 'no-retry', 'no-merge-request-pipelines'];
    expect((await lint(path)).code).toBe(0);
    expect((await lint(path, '--strict')).code).toBe(65);
    expect(await lint(path, '--strict', ...rules.flatMap((rule) => ['--ignore', rule]))).toMatchObject({
      code: 0, stdout: '0 errors, 0 warnings in 1 jobs (merge-request: 0, default-branch: 1, deploy-branch: 1, branch: 1, tag: 1, schedule: 1, web: 1)\n',
    });
  });

  test('prints the jobs of a kind of pipeline', async () => {
    const { stdout } = await lint(join(FIXTURES, 'careful.yml'), '--kind', 'merge-request', '--kind', 'default-branch');
    expect(stdout.split('\n').slice(0, 5).map((line) => line.split(/ {2,}/))).toEqual([
      ['JOB', 'merge-request', 'default-branch'], ['check', 'automatic', 'automatic'], ['build', 'automatic', 'automatic'], ['child', 'automatic', 'automatic'], ['deploy', '-', 'manual'],
    ]);
  });

  test('knows the branches that it is told', async () => {
    const path = file('job: {script: a, rules: [{if: $CI_COMMIT_BRANCH == "trunk"}, {if: $CI_COMMIT_BRANCH == "stage"}]}\n');
    const { stdout } = await lint(path, '--default-branch', 'trunk', '--deploy-branch', 'stage');
    expect(stdout).toContain('(merge-request: 0, default-branch: 1, deploy-branch: 1, branch: 0, tag: 0, schedule: 1, web: 1)');
  });

  test('is one JSON document for a program', async () => {
    const { code, stdout } = await lint('--json', join(FIXTURES, 'unbounded-wait.yml'), join(FIXTURES, 'careful.yml'));
    expect(code).toBe(65);
    const { schemaVersion, files } = JSON.parse(stdout) as { schemaVersion: number; files: Record<string, unknown>[] };
    expect(schemaVersion).toBe(1);
    expect(files).toMatchObject([
      { file: expect.stringContaining('unbounded-wait.yml'), jobs: 2, errors: 4, kinds: { branch: { synth: 'automatic' }, web: { synth: 'automatic', deploy: 'manual' } } },
      { file: expect.stringContaining('careful.yml'), errors: 0, warnings: 0, findings: [] },
    ]);
    expect(files[0].findings).toContainEqual({
      rule: 'unbounded-loop', severity: 'error', jobs: ['synth', 'deploy'], file: expect.stringContaining('unbounded-wait.yml'), line: 13,
      what: "'until docker info; do sleep 1; done' has no limit", fix: expect.any(String),
    });
  });

  test('prints no secret of the file, and nothing that steers a terminal', async () => {
    const key = `AKIA${'ABCDEFGH'.repeat(2)}`;
    const { stdout } = await lint(file(`"job\\e[31m": {script: ["make ${key} && b", c]}\n`));
    expect(stdout).toContain('lost-failure');
    expect(stdout).toContain('job?[31m');
    expect(stdout).not.toContain(key);
    expect(stdout).not.toContain('\u001b');
  });

  test.each<[string, () => string[], number, string]>([
    ['a file that is not there', () => ['gone.yml'], 69, '✖ there is no such file\n  at  gone.yml\n'],
    ['a file that is no YAML', () => [file('a: 1\nb: {c\n')], 65, 'is not YAML'],
    ['a kind that there is not', () => ['--kind', 'push'], 64, 'It must be one of merge-request, default-branch'],
    ['a rule that there is not', () => ['--ignore', 'everything'], 64, 'It must be one of schema, '],
  ])('refuses %s', async (_, args, expected, message) => {
    const { code, stdout, stderr } = await lint(...args());
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  });
});
