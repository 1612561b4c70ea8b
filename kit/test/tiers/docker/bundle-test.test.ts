import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../../src/bundling/store/store';
import { selectFunctions } from '../../../src/config/workspace';
import { ImageRuntime } from '../../../src/testing/image-runtime';
import { junitOf } from '../../../src/testing/report/junit';
import { exitCodeOf } from '../../../src/testing/result';
import { bundleEach, runEach } from '../../../src/testing/suite';
import { Child } from '../../project/child';
import { KIT, TYPESCRIPT } from '../../project/places';
import { SilentProgress } from '../../project/silent-progress';
import { workspaceWith } from '../../project/workspace';
import { FIXTURES, SECRET, assembledWith, expectedOf, saidOf } from '../../testing/broken-functions';
import { suiteResult } from '../../testing/results';

jest.setTimeout(600_000);

/** Of this process: others may be at work on this machine. */
function containers(): string[] {
  const format = '{{.Label "python-lambda-bundling-process"}}';
  const labels = execFileSync('docker', ['ps', '--all', '--format', format], { encoding: 'utf8' }).split('\n');
  return labels.filter((label) => label.includes(` ${process.pid} `));
}

test('each broken function is told with its own message, the good ones pass, and nothing is left', async () => {
  process.env.BUNDLING_MODE = 'docker';
  const workspace = workspaceWith(Object.fromEntries(Object.entries(FIXTURES).map(([name, { files }]) => [name, files])));
  const functions = selectFunctions(workspace).map((fn) => ({ ...fn, ...FIXTURES[fn.name].changes }));
  const made = await bundleEach(workspace, functions, new SilentProgress());
  const options = { assembled: assembledWith(FIXTURES), jobs: 2 };
  const results = await runEach(workspace, new ImageRuntime(Store.of(workspace)), made, options, new SilentProgress());

  expect(saidOf(results)).toEqual(expectedOf(FIXTURES));
  const good = results.find((result) => result.function === 'good')!;
  expect(good).toMatchObject({ mode: 'docker', sizeBytes: expect.any(Number), initMs: expect.any(Number), firstMs: expect.any(Number) });
  expect(good.memoryBytes).toBeGreaterThan(5_000_000);
  const suite = suiteResult({ functions: results });
  expect(exitCodeOf(suite)).toBe(65);
  expect(JSON.stringify(suite)).not.toContain(SECRET);
  expect(junitOf(suite)).not.toContain(SECRET);
  expect(containers()).toEqual([]);
});

/** Another process of this project that has a container running. */
async function otherRun(folder: string): Promise<{ child: Child; container: string }> {
  const program = join(folder, 'other-run.ts');
  writeFileSync(program, `import { withContainer } from ${JSON.stringify(join(KIT, 'src/docker/container'))};
    import { docker } from ${JSON.stringify(join(KIT, 'src/docker/docker'))};
    const image = 'public.ecr.aws/lambda/python:3.13';
    void withContainer({ image, architecture: 'x86_64', command: ['sleep', '300'], env: {}, functions: ['other'] }, async ({ id }) => {
      await docker(['start', id], 60);
      console.log('container ' + id);
      await new Promise((done) => setTimeout(done, 300_000));
    });`);
  const child = Child.node([...TYPESCRIPT, program], { cwd: KIT });
  const [, container] = await child.printed(/container (\S+)\n/, 120);
  return { child, container };
}

function exists(container: string): boolean {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', `name=${container}`], { encoding: 'utf8' }) !== '';
}

test('what a killed run left is removed by the next run, and what another run needs is not', async () => {
  process.env.BUNDLING_MODE = 'docker';
  const workspace = workspaceWith({ good: FIXTURES.good.files });
  const [killed, living] = [await otherRun(workspace.root), await otherRun(workspace.root)];
  killed.child.kill();
  await killed.child.ended();
  expect([killed, living].map(({ container }) => exists(container))).toEqual([true, true]);

  const made = await bundleEach(workspace, selectFunctions(workspace), new SilentProgress());
  const options = { assembled: assembledWith({ good: FIXTURES.good }), jobs: 1 };
  await runEach(workspace, new ImageRuntime(Store.of(workspace)), made, options, new SilentProgress());
  expect([killed, living].map(({ container }) => exists(container))).toEqual([false, true]);

  living.child.kill('SIGTERM');
  await living.child.ended();
  expect(exists(living.container)).toBe(false);
});
