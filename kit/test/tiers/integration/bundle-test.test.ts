import { readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { useUvOfThisCheckout } from './bundling';
import { selectFunctions } from '../../../src/config/workspace';
import { ExitCode } from '../../../src/kernel/failure';
import { HostRuntime } from '../../../src/testing/host-runtime';
import { junitOf } from '../../../src/testing/report/junit';
import type { SuiteResult } from '../../../src/testing/result';
import { bundleEach, runEach } from '../../../src/testing/suite';
import { Checkout } from '../../project/command-checkout';
import { KIT } from '../../project/places';
import { SilentProgress } from '../../project/silent-progress';
import { functionSettings, workspaceWith } from '../../project/workspace';
import { FIXTURES, SECRET, assembledWith, expectedOf, saidOf } from '../../testing/broken-functions';
import { commitAll } from '../../testing/history/repository';
import { schemaErrors } from '../../testing/report/cyclonedx-schema';
import { suiteResult } from '../../testing/results';

jest.setTimeout(300_000);

const LOCAL = Object.fromEntries(Object.entries(FIXTURES).filter(([, { dockerOnly }]) => !dockerOnly));

/** Processes that functions of this machine left, of which one may have another folder and no variables. */
function left(): string[] {
  return readdirSync('/proc').filter((pid) => {
    const of = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8');
    try {
      return /^\d+$/.test(pid) && (of('environ').includes('AWS_LAMBDA_FUNCTION_NAME=forks') || of('cmdline').split('\0').join(' ') === 'sleep 986 ');
    } catch {
      return false;
    }
  });
}

test('without Docker the same functions are told apart, and nothing is left', async () => {
  process.env.BUNDLING_MODE = 'local';
  await useUvOfThisCheckout();
  const before = left();
  const workspace = workspaceWith(Object.fromEntries(Object.entries(LOCAL).map(([name, { files }]) => [name, files])));
  symlinkSync(join(KIT, '.toolchain'), join(workspace.root, '.toolchain'));
  const functions = selectFunctions(workspace).map((fn) => ({ ...fn, ...LOCAL[fn.name].changes }));
  const made = await bundleEach(workspace, functions, new SilentProgress());
  const results = await runEach(workspace, new HostRuntime(workspace), made, { assembled: assembledWith(LOCAL), jobs: 2 }, new SilentProgress());

  expect(saidOf(results)).toEqual(expectedOf(LOCAL));
  const report = junitOf(suiteResult({ runtime: 'local', functions: results }));
  expect(report).toContain('bundling (local): good');
  expect(report).not.toContain('docker');
  expect(report).not.toContain(SECRET);
  expect(left().filter((pid) => !before.includes(pid))).toEqual([]);
  expect(readdirSync(join(workspace.root, '.bundle-cache')).filter((name) => name.startsWith('.building-'))).toEqual([]);
});

describe('the command', () => {
  const broken = ['good', 'wrong_answer'];

  /** A checkout with an app of its own that deploys these functions. */
  function checkout(names: readonly string[]): Checkout {
    const files = Object.fromEntries(names.flatMap((name) =>
      Object.entries(FIXTURES[name].files).map(([path, content]) => [`lambda_src/${name}/${path}`, content])));
    const made = new Checkout(names.map((name) => functionSettings(name, FIXTURES[name].changes)), files);
    made.write({
      'cdk.json': '{"app": "node --conditions=@python-lambda/source --import tsx src/main.ts"}',
      'src/main.ts': `import { App, Aws, Stack } from 'aws-cdk-lib';
        import { PythonFunction, stageOf } from 'python-lambda-kit/constructs';
        const app = new App();
        const stack = new Stack(app, stageOf(app).prefix);
        for (const source of ${JSON.stringify(names)}) new PythonFunction(stack, source.replace('_', ''), { source, memorySize: 192, environment: { TABLE: Aws.STACK_ID } });
        app.synth();`,
      ...Object.fromEntries(names.map((name) => [`lambda_src/${name}/requirements.txt`, ''])),
    });
    return made;
  }

  test('tells what failed to programs, runs the others, and ends with 65', async () => {
    const made = checkout(broken);
    const { code, stdout, stderr } = await made.run('test:bundling', ['--local', '--json'], { BUNDLING_PURPOSE: 'verify' });
    expect(stderr).toContain('LOCAL RUN, WITHOUT DOCKER');
    const result = JSON.parse(stdout) as SuiteResult;
    expect(saidOf(result.functions)).toEqual(expectedOf(Object.fromEntries(broken.map((name) => [name, FIXTURES[name]]))));
    expect(result).toMatchObject({ schemaVersion: 1, runtime: 'local', functions: [{ limits: { memoryMb: 192, timeoutSeconds: 3 } }, {}], app: [{ name: 'synth', kind: 'passed' }] });
    expect(code).toBe(ExitCode.BAD_INPUT);
    expect(readFileSync(join(made.root, 'test-reports', 'bundling.xml'), 'utf8')).toContain('<failure message="wrong answer: ');
    expect(JSON.parse(readFileSync(join(made.root, 'test-reports', 'bundling-quality.json'), 'utf8'))).toMatchObject([
      { check_name: 'bundling/wrong-answer', location: { path: 'lambda_src/wrong_answer/events/some.expected.json' } },
    ]);
  });

  test('ends, and leaves no process, where a function left one that holds its output', async () => {
    const before = left();
    const { code, stdout } = await checkout(['forks_elsewhere']).run('test:bundling', ['--local'], { BUNDLING_PURPOSE: 'verify' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('local run, without Docker: 1 passed') });
    expect(left().filter((pid) => !before.includes(pid))).toEqual([]);
  });

  test('writes what is in a bundle, and keeps what it measured for the commit', async () => {
    const made = checkout(['good']);
    made.write({
      '.gitignore': ['.bundle-cache', '.bundle-history', '.toolchain', 'node_modules', 'test-reports', 'cdk.out', '__pycache__', ''].join('\n'),
      'lambda_src/good/requirements.txt': 'python-dateutil==2.9.0.post0\nsix==1.17.0\n',
    });
    const id = commitAll(made.root);
    const { stderr, code } = await made.run('test:bundling', ['--local'], { BUNDLING_PURPOSE: 'verify' });
    expect({ code, told: stderr.includes('the history has no entry') }).toEqual({ code: 0, told: false });
    const sbom = JSON.parse(readFileSync(join(made.root, 'test-reports', 'sbom', 'good.cdx.json'), 'utf8')) as { components: { purl: string; licenses: object[] }[]; dependencies: object[] };
    expect(schemaErrors(sbom)).toEqual([]);
    expect(sbom.components.map(({ purl }) => purl)).toEqual(['pkg:pypi/python-dateutil@2.9.0.post0', 'pkg:pypi/six@1.17.0']);
    expect(sbom.components[1].licenses).toEqual([{ license: { id: 'MIT' } }]);
    expect(sbom.dependencies).toContainEqual({ ref: 'pkg:pypi/python-dateutil@2.9.0.post0', dependsOn: ['pkg:pypi/six@1.17.0'] });

    const { stdout } = await made.run('bundle:history', ['--json']);
    expect(JSON.parse(stdout).entries).toEqual([expect.objectContaining({
      commit: id, branch: 'main', runtime: 'local', functions: { good: { sizeBytes: expect.any(Number), bundleMs: expect.any(Number), initMs: expect.any(Number), memoryBytes: expect.any(Number) } },
    })]);
  });

  test('runs the functions that are named, also where another one cannot be bundled', async () => {
    const made = checkout(['good', 'handler_typo']);
    const one = await made.run('test:bundling', ['--local', 'good'], { BUNDLING_PURPOSE: 'verify' });
    expect(one.stdout).toMatch(/^good .* passed \(2\)$/m);
    expect(one.stdout).toMatch(/^\(the app\) .* synth error$/m); // the app has the other one too
    const both = await made.run('test:bundling', ['--local'], { BUNDLING_PURPOSE: 'verify' });
    expect(both.stdout).toMatch(/^good .* of 192 +passed \(2\)$/m);
    expect(both.stdout).toMatch(/^handler_typo .* bundle error$/m);
    expect(both.stdout).toContain('local run, without Docker: 1 passed, 1 failed, the app was not tested; ');
    expect(both.code).toBe(ExitCode.BAD_INPUT);
  });

  test('shows the result also where no report can be written', async () => {
    const made = checkout(['good', 'exit_3']);
    made.write({
      'test-reports': 'a file',
      'lambda_src/exit_3/handler.py': 'def handler(event, context):\n    print("log \\x1b]0;title\\x07 end")\n    raise ValueError("red \\x1b[31m nul \\x00 turned \\u202e")\n',
    });
    const failing = await made.run('test:bundling', ['--local'], { BUNDLING_PURPOSE: 'verify' });
    expect(failing.stdout).toMatch(/^good .* passed \(2\)$/m);
    expect(failing.stdout).toMatch(/handler error: ValueError: red {2}nul \uFFFD turned \uFFFD$/m);

    expect(failing.stdout).not.toMatch(/[\u0000\u0007\u001b\u202e]/);
    expect(failing.stdout).toMatch(/\nlocal run, without Docker: 1 passed, 1 failed\n$/);
    expect(failing.stderr).toContain('the reports are not complete: a file is where a folder belongs: EEXIST');
    expect(failing.stderr).toContain(`  at  ${join(made.root, 'test-reports')}\n  fix move the file away, or remove it`);
    expect(failing.stderr).not.toContain('node:fs');
    expect(failing.code).toBe(ExitCode.BAD_INPUT);

    rmSync(join(made.root, 'test-reports'));
    symlinkSync('nothing', join(made.root, 'test-reports'));
    const { code, stdout, stderr } = await made.run('test:bundling', ['--local', '--json', 'good'], { BUNDLING_PURPOSE: 'verify' });
    expect(JSON.parse(stdout)).toMatchObject({ functions: [{ function: 'good' }], app: [{ kind: 'passed' }] });
    expect(stderr).toContain('the reports are not complete: a file cannot be written: ENOENT');
    expect(code).toBe(ExitCode.CANNOT_CREATE);
  });

  test('without a function to test says so, and leaves the reports of the run before', async () => {
    const made = checkout(['good']);
    made.write({ '.gitignore': 'node_modules\n.toolchain\ntest-reports\n', 'test-reports/bundling.xml': 'of the run before' });
    commitAll(made.root);
    const { code, stdout, stderr } = await made.run('test:bundling', ['--local', '--changed-since', 'HEAD'], { BUNDLING_PURPOSE: 'verify' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'nothing to test\n' });
    expect(stderr).toContain('0 of 1 functions changed since HEAD');
    expect(readFileSync(join(made.root, 'test-reports', 'bundling.xml'), 'utf8')).toBe('of the run before');
    expect(readdirSync(join(made.root, 'test-reports'))).toEqual(['bundling.xml']);
    const asked = await made.run('test:bundling', ['--local', '--changed-since', 'HEAD', '--json'], { BUNDLING_PURPOSE: 'verify' });
    expect(JSON.parse(asked.stdout)).toMatchObject({ schemaVersion: 1, functions: [], app: [] });
  });

  test('without Docker ends with 69 and names the other way', async () => {
    const { code, stderr } = await checkout(['good']).run('test:bundling', [], { BUNDLING_PURPOSE: 'verify', CDK_DOCKER: '/nonexistent/docker' });
    expect(code).toBe(ExitCode.UNAVAILABLE);
    expect(stderr).toContain('npx projen test:bundling --local');
  });
});
