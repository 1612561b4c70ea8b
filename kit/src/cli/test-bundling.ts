import { availableParallelism } from 'node:os';
import pc from 'picocolors';
import { type CommonOptions, note, print, printJson, reportingCommand, table, wholeNumber } from './command';
import { Store } from '../bundling/store/store';
import { requireFreshSettings } from '../config/freshness';
import type { FunctionSettings } from '../config/settings';
import { type Workspace, hostArchitecture, selectFunctions, thisWorkspace } from '../config/workspace';
import { requireDocker } from '../docker/docker';
import { setVariable, variable } from '../kernel/environment';
import { ExitCode, Failure, describeFailure, explainSystemError } from '../kernel/failure';
import { TerminalProgress } from '../kernel/progress';
import { changedSince } from '../testing/changes';
import { recordRun } from '../testing/history/record';
import { HostRuntime } from '../testing/host-runtime';
import { ImageRuntime } from '../testing/image-runtime';
import { JUNIT, PAGE, writeReports } from '../testing/report';
import { plain } from '../testing/report/escape';
import { verdictOf } from '../testing/report/report';
import { type SuiteResult, documentOf, exitCodeOf, paragraphsOf, rowsOf, words } from '../testing/result';
import { type Shard, inShard, shardOf } from '../testing/shard';
import { type Made, bundleEach, bundlesOf, compareEach, runEach } from '../testing/suite';
import { testedApp } from '../testing/tested-app';
import { Timeline } from '../testing/timeline';

interface Options extends CommonOptions {
  readonly local?: boolean;
  readonly changedSince?: string;
  readonly shard?: string;
  readonly jobs: number;
}

const LOCAL_ONLY = 'LOCAL RUN, WITHOUT DOCKER: it is no proof of the Lambda image, its libraries, the memory size or the limits of /tmp.';
/** Two processors for each function: its process, and what measures it. */
const JOBS = Math.max(1, Math.floor(availableParallelism() / 2));

export const program = reportingCommand('test:bundling', 'Bundles each function by itself, runs it in the Lambda image with its sample events, then synthesises the app with the same bundles.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--local', 'run the suite on this machine, without Docker')
  .option('--changed-since <commit>', 'only the functions of which something changed since a commit or branch')
  .option('--shard <number/of>', 'only this share of the functions, such as 2/5 (default: the one of GitLab\'s parallel)')
  .option('--jobs <count>', 'how many functions run at the same time', wholeNumber, JOBS)
  .action(async (names: string[], options: Options) => {
    if (options.local) useThisMachine();
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const shard = shardOf(options.shard, { index: variable('CI_NODE_INDEX'), total: variable('CI_NODE_TOTAL') });
    const functions = await select(workspace, names, options, shard);
    if (functions.length === 0) return showNothing(options);
    if (options.local) note(pc.yellow(LOCAL_ONLY));
    else await requireDockerOrLocal();
    const progress = new Timeline(new TerminalProgress());
    const runtime = options.local ? new HostRuntime(workspace) : new ImageRuntime(Store.of(workspace));
    const made = await bundleEach(workspace, functions, progress);
    const parities = options.local ? undefined : await compareEach(workspace, made, progress);
    const { app, assembled } = await testedApp(workspace, made, shard, progress);
    const functionResults = await runEach(workspace, runtime, made, { assembled, parities, jobs: options.jobs }, progress);
    const result: SuiteResult = { runtime: runtime.name, functions: functionResults, app, phases: progress.phases };
    // Before anything is written: a run takes minutes, and a disk may be full.
    show(options, result);
    process.exitCode = exitCodeOf(result);
    const unwritten = await keep(workspace, made, result);
    if (!options.json) print(`\n${closing(result)}${unwritten ? '' : `; ${PAGE}, ${JUNIT}`}`);
    if (!unwritten) return;
    note(`${pc.red('✖')} the reports are not complete: ${describeFailure(unwritten)}`);
    process.exitCode ||= unwritten.code;
  });

/** Writes the reports and the history. @returns why they could not be written */
async function keep(workspace: Workspace, made: readonly Made[], result: SuiteResult): Promise<Failure | undefined> {
  const { root, settings: { project } } = workspace;
  try {
    const { commit, remark, ...compared } = await recordRun(workspace, result);
    if (remark) note(remark);
    writeReports({
      result, project, commit: commit?.id, branch: commit?.branch, at: new Date().toISOString(), ...compared,
      root, bundles: bundlesOf(made), store: Store.of(workspace),
    });
    return undefined;
  } catch (error) {
    return unwritable(error);
  }
}

function unwritable(error: unknown): Failure {
  const failure = error instanceof Failure ? error : explainSystemError(error);
  if (failure) return failure;
  const { syscall, path, message } = error as NodeJS.ErrnoException;
  if (!syscall) throw error; // a bug
  return new Failure(`a file cannot be written: ${message}`, { code: ExitCode.CANNOT_CREATE, where: path, fix: 'move away what is there' });
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

/** The reports of an earlier run stay. */
function showNothing({ json, local }: Options): void {
  const nothing: SuiteResult = { runtime: local ? 'local' : 'docker', functions: [], app: [], phases: [] };
  if (json) printJson(documentOf(nothing));
  else print('nothing to test');
}

function show({ json }: Options, result: SuiteResult): void {
  if (json) return printJson(documentOf(result));
  print(table(rowsOf(result)));
  for (const { function: name, warnings } of result.functions) for (const warning of warnings) print(`${pc.yellow('!')} ${name}: ${visible(warning.message)}`);
  for (const { title, check: { kind, message, fix, log } } of paragraphsOf(result)) {
    print(`\n${pc.red('✖')} ${visible(title)}: ${words(kind)}: ${visible(message)}`);
    if (log) print(pc.dim(visible(log).replace(/^/gm, '  │ ')));
    if (fix) print(`  ${pc.dim('fix')} ${visible(fix)}`);
  }
}

function closing(result: SuiteResult): string {
  return `${result.runtime === 'local' ? 'local run, without Docker: ' : ''}${verdictOf(result)}`;
}

/** What a function printed must not steer the terminal. */
function visible(text: string): string {
  return plain(text).replace(/\r\n?/g, '\n');
}
