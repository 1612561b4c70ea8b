import { execFileSync } from 'node:child_process';
import { junitOf } from '../../src/bundle-report/junit';
import { ImageRuntime } from '../../src/bundle-test/image-runtime';
import { exitCodeOf } from '../../src/bundle-test/result';
import { bundleEach, runEach } from '../../src/bundle-test/suite';
import { SilentProgress } from '../../src/bundling/progress';
import { Store } from '../../src/bundling/store/store';
import { selectFunctions } from '../../src/bundling/workspace';
import { FIXTURES, SECRET, assembledWith, expectedOf, saidOf } from '../bundle-test/broken-functions';
import { suiteResult } from '../bundle-test/results';
import { workspaceWith } from '../bundling/workspace';

jest.setTimeout(600_000);

function containers(): string {
  return execFileSync('docker', ['ps', '--all', '--quiet', '--filter', 'label=python-lambda-bundling'], { encoding: 'utf8' });
}

test('each broken function is told with its own message, the good ones pass, and nothing is left', async () => {
  process.env.BUNDLING_MODE = 'docker';
  const before = containers();
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
  expect(containers()).toBe(before);
});
