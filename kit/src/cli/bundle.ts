import pc from 'picocolors';
import { showExplanation } from './bundle-explanation';
import { type CommonOptions, reportingCommand, note, print, printJson, table } from './command';
import { tellSubstitution } from './substitution';
import { type Bundle, bundleAll } from '../bundling/bundle';
import { totalSize } from '../bundling/store/manifest';
import { Store } from '../bundling/store/store';
import { selectFunctions, thisWorkspace } from '../config/workspace';
import { setVariable } from '../kernel/environment';
import { TerminalProgress } from '../kernel/progress';

export const program = reportingCommand('bundle', 'Bundles every function whose inputs changed, into .bundle-cache/.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--release', 'bundle for a release, as a pipeline does')
  .option('--explain', 'bundle nothing: tell the purpose, the mode and the rule that decided, and what changed since the last bundle')
  .option('--prune', 'then remove what this run did not use from the store')
  .action(async (names: string[], options: CommonOptions & { release?: boolean; prune?: boolean; explain?: boolean }) => {
    if (options.release) setVariable('BUNDLING_PURPOSE', 'release');
    const workspace = thisWorkspace();
    if (options.explain) return showExplanation(workspace, selectFunctions(workspace, names), options.json);
    const functions = selectFunctions(workspace, names);
    await tellSubstitution(workspace, functions);
    const bundles = await bundleAll(workspace, functions, new TerminalProgress());
    if (options.prune) prune(Store.of(workspace), bundles);
    if (options.json) printJson({ bundles: bundles.map(describe) });
    else print(table([['FUNCTION', 'MODE', 'SIZE', 'PACKAGES', ''], ...bundles.map(row)]));
    for (const { function: name, warnings } of bundles.map(describe)) {
      for (const warning of warnings) note(`${pc.yellow('!')} ${name}: ${warning}`);
    }
  });

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
  return [name, mode, megabytes(bytes), String(packages.length), reused ? 'unchanged' : 'built'];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
