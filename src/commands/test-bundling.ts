import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { assemble, cdk, withAssemblyFolder } from './cdk';
import { type CommonOptions, main, note, print, printJson, reportingCommand, table } from './command';
import { writeJunit } from '../bundle-report/junit';
import { changedSince } from '../bundle-test/changes';
import { failedCheck } from '../bundle-test/function-test';
import { HostRuntime } from '../bundle-test/host-runtime';
import { ImageRuntime } from '../bundle-test/image-runtime';
import type { Check } from '../bundle-test/outcome';
import { type SuiteResult, exitCodeOf, failed, paragraphsOf, rowsOf, words } from '../bundle-test/result';
import { type Shard, inShard, shardOf } from '../bundle-test/shard';
import { type Made, bundleEach, bundlesOf, compareEach, runEach } from '../bundle-test/suite';
import { Timeline } from '../bundle-test/timeline';
import { type AssembledFunction, readAssembly } from '../bundling/assembly';
import type { Bundle } from '../bundling/bundle';
import { requireDocker } from '../bundling/docker';
import { setVariable, variable } from '../bundling/environment';
import { Failure } from '../bundling/failure';
import { type FunctionSettings, LOCAL_STAGE } from '../bundling/policy';
import { type Progress, TerminalProgress } from '../bundling/progress';
import { Store } from '../bundling/store';
import { type Workspace, hostArchitecture, selectFunctions, thisWorkspace } from '../bundling/workspace';

interface Options extends CommonOptions {
  readonly local?: boolean;
  readonly changedSince?: string;
  readonly shard?: string;
  readonly jobs: number;
}

const REPORT = 'test-reports/bundling.xml';
const LOCAL_ONLY = 'LOCAL RUN, WITHOUT DOCKER: it is no proof of the Lambda image, its libraries, the memory size or the limits of /tmp.';
/** Two processors for each function: its process, and what measures it. */
const JOBS = Math.max(1, Math.floor(availableParallelism() / 2));

void main(reportingCommand('test:bundling', 'Bundles each function by itself, runs it in the Lambda image with its sample events, then synthesises the app with the same bundles.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--local', 'run the suite on this machine, without Docker')
  .option('--changed-since <commit>', 'only the functions of which something changed since a commit or branch')
  .option('--shard <number/of>', 'only this share of the functions, such as 2/5 (default: the one of GitLab\'s parallel)')
  .option('--jobs <count>', 'how many functions run at the same time', positive, JOBS)
  .action(async (names: string[], options: Options) => {
    if (options.local) useThisMachine();
    const workspace = thisWorkspace();
    const shard = shardOf(options.shard, { index: variable('CI_NODE_INDEX'), total: variable('CI_NODE_TOTAL') });
    const functions = await select(workspace, names, options, shard);
    if (options.local) note(pc.yellow(LOCAL_ONLY));
    else await requireDockerOrLocal();
    const progress = new Timeline(new TerminalProgress());
    const runtime = options.local ? new HostRuntime(workspace) : new ImageRuntime(Store.of(workspace));
    const made = await bundleEach(workspace, functions, progress);
    const parities = options.local ? undefined : await compareEach(workspace, made, progress);
    const { app, assembled } = await appOf(workspace, made, shard, progress);
    const functionResults = await runEach(workspace, runtime, made, { assembled, parities, jobs: options.jobs }, progress);
    const result: SuiteResult = { runtime: runtime.name, functions: functionResults, app, phases: progress.phases };
    writeJunit(join(workspace.root, REPORT), result);
    show(options, result);
    process.exitCode = exitCodeOf(result);
  }));

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a number from 1 on.');
  return value;
}

async function select(workspace: Workspace, names: readonly string[], options: Options, shard: Shard): Promise<FunctionSettings[]> {
  const { changedSince: reference } = options;
  const named = selectFunctions(workspace, names);
  const changed = reference === undefined ? named : await changedSince(workspace, named, reference);
  if (reference !== undefined) note(`${changed.length} of ${named.length} functions changed since ${reference}`);
  const selected = inShard(changed, shard);
  if (shard.total > 1) note(`shard ${shard.index} of ${shard.total}: ${selected.length} of ${changed.length} functions`);
  return selected;
}

function useThisMachine(): void {
  setVariable('BUNDLING_MODE', 'local');
  setVariable('BUNDLING_ARCHITECTURE', hostArchitecture());
}

async function requireDockerOrLocal(): Promise<void> {
  try {
    await requireDocker('test:bundling');
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.message, { ...error, where: 'test:bundling', fix: 'start Docker, or test without it, which proves less: npx projen test:bundling --local' });
  }
}

/** The app as a whole needs every bundle: one shard has it done for all. */
async function appOf(workspace: Workspace, made: readonly Made[], shard: Shard, progress: Progress): Promise<Synthesis> {
  const bundles = bundlesOf(made);
  if (made.length === 0) return { app: [], assembled: [] };
  const title = shard.index > 1 ? 'the app: what it gives the functions' : 'the app: synth with these bundles';
  return progress.during(title, async (onLine) => (shard.index > 1
    ? { app: [], assembled: await synthSources(workspace, onLine) }
    : synthWith(workspace, bundles, made.length === bundles.length, onLine)));
}

interface Synthesis {
  readonly app: readonly Check[];
  readonly assembled: readonly AssembledFunction[];
}

/**
 * Synthesises as a deploy would, and holds every asset against the bundle that was tested. Where a function could not
 * be bundled the app cannot be either; then plain sources tell what the stacks give the others.
 */
async function synthWith(workspace: Workspace, bundles: readonly Bundle[], complete: boolean, onLine: (line: string) => void): Promise<Synthesis> {
  const started = performance.now();
  const check = (rest: Omit<Check, 'name' | 'ms'>): Check => ({ name: 'synth', ms: Math.round(performance.now() - started), ...rest });
  if (!complete) {
    const app = [check({ kind: 'not-run', message: 'the app was not synthesised, as a function could not be bundled' })];
    return { app, assembled: await synthSources(workspace, onLine) };
  }
  try {
    return await withAssemblyFolder(workspace, async (directory) => {
      await assemble(workspace, LOCAL_STAGE, 'verify', directory, { onLine });
      const assembled = readAssembly(join(workspace.root, directory));
      const ships = ({ plan: { function: fn, key } }: Bundle) => assembled.every(({ record }) => record?.function !== fn.name || record.key === key);
      const other = bundles.filter((bundle) => !ships(bundle));
      if (other.length === 0) return { app: [check({ kind: 'passed', message: 'its assets are the bundles that were tested' })], assembled };
      const message = `the app ships other bundles than those tested: ${other.map(({ plan }) => plan.function.name).join(', ')}`;
      return { app: [check({ kind: 'other-bundle', message, fix: 'a file changed meanwhile; run it again' })], assembled };
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { app: [failedCheck('synth', 'synth-error', error, Math.round(performance.now() - started))], assembled: await synthSources(workspace, onLine) };
  }
}

/** Nothing of it is deployed, and nothing checked. */
async function synthSources(workspace: Workspace, onLine: (line: string) => void): Promise<AssembledFunction[]> {
  const env = { BUNDLING_PURPOSE: 'unit', BUNDLING_MODE: 'skip', CDK_VALIDATION: 'false' };
  return withAssemblyFolder(workspace, async (directory) => {
    await cdk(workspace, ['synth', '--quiet', '--output', directory, '--context', `stage=${LOCAL_STAGE.name}`], { onLine, env });
    return readAssembly(join(workspace.root, directory));
  }).catch((error: unknown) => {
    if (error instanceof Failure) return []; // told already, by the synth that counts
    throw error;
  });
}

function show({ json }: Options, result: SuiteResult): void {
  if (json) return printJson({ ...result });
  print(table(rowsOf(result)));
  for (const { function: name, warnings } of result.functions) for (const warning of warnings) print(`${pc.yellow('!')} ${name}: ${warning}`);
  for (const { title, check: { kind, message, fix, log } } of paragraphsOf(result)) {
    print(`\n${pc.red('✖')} ${title}: ${words(kind)}: ${message}`);
    if (log) print(pc.dim(log.replace(/^/gm, '  │ ')));
    if (fix) print(`  ${pc.dim('fix')} ${fix}`);
  }
  const wrong = result.functions.filter(({ checks }) => failed(checks).length > 0).length;
  const app = failed(result.app).length > 0 ? ', the app failed' : '';
  print(`\n${result.runtime === 'local' ? 'local run, without Docker: ' : ''}${result.functions.length - wrong} passed, ${wrong} failed${app}; ${REPORT}`);
}
