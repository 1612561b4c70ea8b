import { resolve } from 'node:path';
import pc from 'picocolors';
import { showExplanation } from './bundle-explanation';
import { type CommonOptions, reportingCommand, note, print, printJson, table } from './command';
import { setDotenv } from './dotenv';
import { tellSubstitution } from './substitution';
import { type Bundle, bundleAll } from '../bundling/bundle';
import { bundleForRelease } from '../bundling/release';
import { totalSize } from '../bundling/store/manifest';
import { needsProof } from '../bundling/store/proof';
import { Store } from '../bundling/store/store';
import { describeSize } from '../config/code-size';
import { requireFreshSettings } from '../config/freshness';
import { type FunctionSettings, PROOF_VARIABLE } from '../config/settings';
import { type Workspace, selectFunctions, thisWorkspace } from '../config/workspace';
import { setVariable } from '../kernel/environment';
import { TerminalProgress } from '../kernel/progress';

interface Options extends CommonOptions {
  readonly release?: boolean;
  readonly prune?: boolean;
  readonly explain?: boolean;
  readonly handOn?: boolean;
  readonly dotenv?: string;
  readonly variable: string;
}

export const program = reportingCommand('bundle', 'Bundles every function whose inputs changed, into .bundle-cache/.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--release', 'bundle for a release, as a pipeline does: every bundle is made anew, and none is taken from the store')
  .option('--hand-on', 'with --release, then keep nothing in the store but what `npx projen assemble --bundles` takes')
  .option('--dotenv <file>', 'with --release, add the proof of the bundles to this file of variables, for `npx projen assemble --bundles`')
  .option('--variable <name>', 'name of the variable in that file', PROOF_VARIABLE)
  .option('--explain', 'bundle nothing: tell the purpose, the mode and the rule that decided, and what changed since the last bundle')
  .option('--prune', 'then remove what this run did not use from the store')
  .action(async (names: string[], options: Options) => {
    if (options.release) setVariable('BUNDLING_PURPOSE', 'release');
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    if (options.explain) return showExplanation(workspace, selectFunctions(workspace, names), options.json);
    const functions = selectFunctions(workspace, names);
    await tellSubstitution(workspace, functions);
    const { bundles, proof } = await makeBundles(workspace, functions);
    if (options.prune) prune(Store.of(workspace), bundles);
    if (proof && options.handOn) keepArtifacts(Store.of(workspace), bundles);
    if (proof && options.dotenv) setDotenv(resolve(workspace.root, options.dotenv), options.variable, proof);
    if (options.json) printJson({ bundles: bundles.map(describe), proof });
    else print(table([['FUNCTION', 'MODE', 'SIZE', 'PACKAGES', ''], ...bundles.map(row)]));
    if (proof && !options.json) print(`\nFor a release: npx projen assemble <stage> --bundles ${proof}`);
    for (const { function: name, warnings } of bundles.map(describe)) {
      for (const warning of warnings) note(`${pc.yellow('!')} ${name}: ${warning}`);
    }
  });

async function makeBundles(workspace: Workspace, functions: readonly FunctionSettings[]): Promise<{ bundles: readonly Bundle[]; proof?: string }> {
  const progress = new TerminalProgress();
  return needsProof() ? bundleForRelease(workspace, functions, progress) : { bundles: await bundleAll(workspace, functions, progress) };
}

/** What the next job does not take is not handed on. */
function keepArtifacts(store: Store, bundles: readonly Bundle[]): void {
  const keys = new Set(bundles.map(({ plan }) => plan.key));
  for (const { key } of store.list()) {
    if (keys.has(key)) store.removeFiles(key);
    else store.remove(key);
  }
}

function prune(store: Store, bundles: readonly Bundle[]): void {
  const used = new Set(bundles.flatMap(({ plan }) => [plan.key, ...plan.dependencies.map(({ key }) => key)]));
  for (const { key } of store.list().filter((tree) => !used.has(tree.key))) store.remove(key);
}

function describe({ plan, stored, reused }: Bundle) {
  return {
    function: plan.function.name,
    mode: plan.mode,
    key: plan.key,
    directory: stored.directory,
    artifact: { path: stored.artifact, ...stored.manifest.artifact },
    bytes: totalSize(stored.manifest.files),
    packages: stored.manifest.packages,
    warnings: stored.manifest.warnings ?? [],
    reused,
  };
}

function row(bundle: Bundle): string[] {
  const { function: name, mode, bytes, packages, reused } = describe(bundle);
  return [name, mode, describeSize(bytes), String(packages.length), reused ? 'unchanged' : 'built'];
}
