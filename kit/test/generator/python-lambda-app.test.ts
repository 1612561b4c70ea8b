import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, TYPESCRIPT } from '../project/places';
import { runNode } from '../project/run';
import { synth, synthIn, temporaryFolder } from '../project/synth';
import { write } from '../project/workspace';

const generated = synth();

describe('PythonLambdaApp', () => {
  test.each([
    'package.json', 'cdk.json', 'tsconfig.json', 'tsconfig.dev.json', '.eslintrc.json', '.gitlab-ci.yml', '.projen/tasks.json',
    '.projen/python-lambda.json', 'src/functions.generated.d.ts',
  ])('generates %s', (path) => {
    expect(generated.text(path)).not.toBe('');
  });

  test('changes nothing when it runs again', () => {
    const paths = generated.app.files.map(({ path }) => path);
    const before = paths.map((path) => generated.text(path));
    const again = synthIn(generated.directory);
    expect(again.app.files.map(({ path }) => path)).toEqual(paths);
    expect(paths.map((path) => again.text(path))).toEqual(before);
  });

  test('pins the tools whose newer versions are known to break', () => {
    const { devDependencies, dependencies, overrides } = generated.json('package.json');
    expect(devDependencies).toMatchObject({ 'aws-cdk': '2.1148.1', 'projen': '0.103.25', 'typescript': '~6.0.3', 'eslint': '^9' });
    expect(dependencies).toMatchObject({ 'aws-cdk-lib': expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(overrides).toEqual({ 'unrs-resolver': '1.12.2' });
  });

  test('runs the app without a compiler in between, and bundles nothing before a synth', () => {
    const cdk = generated.json('cdk.json');
    expect(cdk.app).toBe('node --import tsx src/main.ts');
    expect(cdk).not.toHaveProperty('build');
  });

  test('gives new apps the behaviour that aws-cdk-lib recommends', () => {
    expect(generated.json('cdk.json').context).toHaveProperty(['@aws-cdk/aws-iam:minimizePolicies'], true);
  });

  test('adds the packages that a team asks for', () => {
    const { devDependencies, dependencies } = synth({ deps: ['cdk-nag@^3'], devDeps: ['fast-check@^4'] }).json('package.json');
    expect(dependencies).toHaveProperty(['cdk-nag'], '^3');
    expect(devDependencies).toHaveProperty(['fast-check'], '^4');
  });

  test("has the licence of its team's choice, and none of the kit's", () => {
    expect(generated.json('package.json').license).toBe('UNLICENSED');
    expect(generated.app.files.map(({ path }) => path)).not.toContain('LICENSE');
    const licensed = synth({ license: { spdx: 'MIT', years: '2024-2026', owner: 'Shop Ltd' } });
    expect(licensed.json('package.json').license).toBe('MIT');
    expect(licensed.text('LICENSE')).toContain('Copyright (c) 2024-2026 Shop Ltd');
    expect(synth({ license: { spdx: 'MIT', years: '2026' } }).text('LICENSE')).toContain('Copyright (c) 2026 example');
    expect(() => synth({ license: { spdx: 'Nonsense-1.0', years: '2026' } })).toThrow('license.spdx: must be a licence whose text projen has');
  });

  test('leaves a LICENSE alone that the team has written', () => {
    const directory = write(temporaryFolder(), { LICENSE: 'All ours.\n' });
    synthIn(directory);
    expect(synthIn(directory).text('LICENSE')).toBe('All ours.\n');
  });

  test('has GitLab fold every generated file in reviews', () => {
    const attributes = generated.text('.gitattributes');
    for (const { path } of generated.app.files) expect(attributes).toMatch(new RegExp(`^/${path.replaceAll('.', '\\.')} .*gitlab-generated`, 'm'));
  });

  test('keeps the kit in git where a project has its own copy of it', () => {
    const lines = generated.text('.gitignore').split('\n');
    expect(lines.indexOf('!/vendor/python-lambda-kit-*.tgz')).toBeGreaterThan(lines.indexOf('*.tgz'));
  });

  test.each(['.bundle-cache/', '.toolchain/', '.tmp/', '.npm/', '.installed/', '.uv-cache/', 'test-reports/', '/cdk.out/', 'node_modules/', 'coverage'])('keeps %s out of git', (path) => {
    expect(generated.text('.gitignore').split('\n')).toContain(path);
  });
});

describe('a mistake in .projenrc.ts', () => {
  /** As the task runs it. */
  const generate = (projenrc: string) => {
    const root = write(temporaryFolder(), { '.projenrc.ts': `import { PythonLambdaApp } from 'python-lambda-kit';\n\n${projenrc}\n` });
    symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
    return runNode([...TYPESCRIPT, '.projenrc.ts'], { PROJEN_DISABLE_POST: 'true' }, root);
  };

  test('is told in a line, and nothing of where in the kit it was found', async () => {
    expect(await generate("new PythonLambdaApp({ name: 'app', local: { aws: 'gcp' } } as never).synth();")).toEqual({
      code: 78, stdout: '', stderr: ".projenrc.ts has a problem:\n  - local.aws: must be one of 'ministack', 'endpoint', 'account' (it is 'gcp')\n",
    });
  });

  test('of another kind has its place', async () => {
    const bad = "try { new PythonLambdaApp({ name: '' }); } catch { /* as it wants */ }\nconst none = undefined as unknown as { such(): void };\nnone.such();";
    const { code, stderr } = await generate(bad);
    expect(stderr).toMatch(/TypeError: .*such[^]*\.projenrc\.ts:\d/);
    expect(code).toBe(1);
  });
});
