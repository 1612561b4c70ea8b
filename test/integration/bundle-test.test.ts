import { readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { useUvOfThisCheckout } from './bundling';
import { HostRuntime } from '../../src/bundle-test/host-runtime';
import { junitOf } from '../../src/bundle-test/junit';
import { bundleEach, runEach } from '../../src/bundle-test/suite';
import { SilentProgress } from '../../src/bundling/progress';
import { selectFunctions } from '../../src/bundling/workspace';
import { FIXTURES, SECRET, assembledWith, expectedOf, saidOf } from '../bundle-test/broken-functions';
import { REPOSITORY, workspaceWith } from '../bundling/workspace';

jest.setTimeout(300_000);

const LOCAL = Object.fromEntries(Object.entries(FIXTURES).filter(([, { dockerOnly }]) => !dockerOnly));

/** Processes of functions that are still there. */
function functionsRunning(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes('AWS_LAMBDA_FUNCTION_NAME=forks');
    } catch {
      return false;
    }
  });
}

test('without Docker the same functions are told apart, and nothing is left', async () => {
  process.env.BUNDLING_MODE = 'local';
  await useUvOfThisCheckout();
  const workspace = workspaceWith(Object.fromEntries(Object.entries(LOCAL).map(([name, { files }]) => [name, files])));
  symlinkSync(join(REPOSITORY, '.toolchain'), join(workspace.root, '.toolchain'));
  const functions = selectFunctions(workspace).map((fn) => ({ ...fn, ...LOCAL[fn.name].changes }));
  const made = await bundleEach(workspace, functions, new SilentProgress());
  const results = await runEach(workspace, new HostRuntime(workspace), made, assembledWith(LOCAL), new SilentProgress());

  expect(saidOf(results)).toEqual(expectedOf(LOCAL));
  const report = junitOf({ runtime: 'local', functions: results, app: [] });
  expect(report).toContain('bundling (local): good');
  expect(report).not.toContain('docker');
  expect(report).not.toContain(SECRET);
  expect(functionsRunning()).toEqual([]);
  expect(readdirSync(join(workspace.root, '.bundle-cache')).filter((name) => name.startsWith('.building-'))).toEqual([]);
});
