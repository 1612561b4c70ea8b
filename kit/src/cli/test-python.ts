import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { command, note } from './command';
import { FailureList } from '../bundling/failure-list';
import { refuseUndeclaredImports } from '../bundling/imports';
import { testEnvironment } from '../bundling/locks/python-environment';
import { requireFreshSettings } from '../config/freshness';
import { FUNCTIONS_DIRECTORY, SHARED_DIRECTORY } from '../config/functions';
import type { FunctionSettings } from '../config/settings';
import { type Workspace, selectFunctions, thisWorkspace } from '../config/workspace';
import { searchPath } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { TerminalProgress } from '../kernel/progress';
import { run } from '../kernel/subprocess';

const TEST_SECONDS = 1800;
/** pytest's exit code where it found none. */
const NO_TESTS = 5;
const DEVELOPMENT = `${FUNCTIONS_DIRECTORY}/requirements-dev.txt`;

export const program = command('test:python', 'Runs ruff on lambda_src/, and the tests of each function with its own requirements.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--fix', 'let ruff fix and format the files first')
  .action(async (names: string[], options: { fix?: boolean }) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const complaints: string[] = []; // of ruff
    const failed: string[] = [];
    const functions = selectFunctions(workspace, names);
    const failures = new FailureList();
    for (const [i, fn] of functions.entries()) {
      const programs = await new TerminalProgress().during(`${fn.name}: packages for its tests`, (onLine) =>
        testEnvironment(workspace, fn, DEVELOPMENT, onLine));
      if (i === 0) complaints.push(...await lint(workspace, programs, options.fix ?? false));
      await failures.collect(async () => refuseUndeclaredImports(workspace, fn, packagesOf(programs, fn)));
      if (!await test(workspace, fn, programs)) failed.push(`pytest ${fn.entry}`);
    }
    const all = [...complaints, ...failed];
    if (all.length > 0) {
      const fix = complaints.length > 0 ? 'ruff fixes much by itself: npx projen test:python --fix' : 'see above';
      failures.add(new Failure(`failed: ${all.join(', ')}`, { code: ExitCode.BAD_INPUT, where: FUNCTIONS_DIRECTORY, fix }));
    }
    failures.refuse();
  });

/** Of a virtual environment, by the folder of its programs. */
function packagesOf(programs: string, { pythonVersion }: FunctionSettings): string {
  return join(dirname(programs), 'lib', `python${pythonVersion}`, 'site-packages');
}

/** @returns the checks that failed */
async function lint({ root }: Workspace, programs: string, fix: boolean): Promise<string[]> {
  const checks = [['check', ...(fix ? ['--fix'] : []), FUNCTIONS_DIRECTORY], ['format', ...(fix ? [] : ['--check']), FUNCTIONS_DIRECTORY]];
  const failed: string[] = [];
  for (const args of checks) {
    const { code } = await run(join(programs, 'ruff'), args, { cwd: root, terminal: true, deadlineSeconds: TEST_SECONDS });
    if (code !== 0) failed.push(`ruff ${args[0]}`);
  }
  const report = ['--output-format', 'gitlab', '--output-file', 'test-reports/ruff.json'];
  mkdirSync(join(root, 'test-reports'), { recursive: true });
  await run(join(programs, 'ruff'), ['check', '--exit-zero', '--quiet', ...report, FUNCTIONS_DIRECTORY], { cwd: root, deadlineSeconds: TEST_SECONDS });
  return failed;
}

async function test({ root }: Workspace, fn: FunctionSettings, programs: string): Promise<boolean> {
  const { code } = await run(join(programs, 'python'), [
    '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--rootdir', fn.entry, `--junitxml=test-reports/python-${fn.name}.xml`, fn.entry,
  ], {
    cwd: root, terminal: true, deadlineSeconds: TEST_SECONDS,
    env: { PYTHONPATH: [fn.entry, `${FUNCTIONS_DIRECTORY}/${SHARED_DIRECTORY}`].map((folder) => join(root, folder)).join(delimiter), PYTHONDONTWRITEBYTECODE: '1', PATH: [programs, ...searchPath()].join(delimiter) },
  });
  if (code === NO_TESTS) note(`${fn.name} has no tests; they belong in ${fn.entry}/tests/`);
  return code === 0 || code === NO_TESTS;
}
