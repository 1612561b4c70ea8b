import { join } from 'node:path';
import { assemble, withAssemblyFolder } from './cdk';
import { type CommonOptions, reportingCommand, main, print, printJson, table } from './command';
import { readAssembly } from '../bundling/assembly';
import { type Bundle, bundleAll } from '../bundling/bundle';
import { requireDocker } from '../bundling/docker';
import { ExitCode, Failure } from '../bundling/failure';
import { importInImage } from '../bundling/import-check';
import { totalSize } from '../bundling/manifest';
import { LOCAL_STAGE } from '../bundling/policy';
import { TerminalProgress } from '../bundling/progress';
import { type Workspace, selectFunctions, thisWorkspace } from '../bundling/workspace';

void main(reportingCommand('test:bundling', 'Bundles each function in Docker by itself, checks it, then synthesises the app with Docker bundling on.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .action(async (names: string[], options: CommonOptions) => {
    const workspace = thisWorkspace();
    const progress = new TerminalProgress();
    const functions = selectFunctions(workspace, names);
    await requireDocker('test:bundling');
    const bundles: Bundle[] = [];
    for (const fn of functions) {
      const [bundle] = await bundleAll(workspace, [fn], progress);
      // A bundle that is made now was imported already, or it would not have been stored.
      if (bundle.plan.mode === 'docker' && bundle.reused) {
        await progress.during(`${fn.name}: import in ${fn.runtimeImage}`, () => importInImage(workspace, bundle.plan, bundle.stored.directory));
      }
      bundles.push(bundle);
    }
    await progress.during('the app: synth with these bundles', (onLine) => synthWith(workspace, bundles, onLine));
    if (options.json) return printJson({ bundles: bundles.map(({ plan }) => ({ function: plan.function.name, mode: plan.mode, key: plan.key })) });
    print(table([['FUNCTION', 'MODE', 'SIZE', 'PACKAGES', 'RESULT'], ...bundles.map(row)]));
    print(`\n${bundles.length} passed, 0 failed`);
  }));

/** Synthesises as a deploy would, and holds every asset against the bundle that was tested. */
async function synthWith(workspace: Workspace, bundles: readonly Bundle[], onLine: (line: string) => void): Promise<void> {
  const shipped = await withAssemblyFolder(workspace, async (directory) => {
    await assemble(workspace, LOCAL_STAGE, 'verify', directory, { onLine });
    return new Map(readAssembly(join(workspace.root, directory)).map(({ record }) => [record?.function, record?.key]));
  });
  const other = bundles.filter(({ plan }) => shipped.has(plan.function.name) && shipped.get(plan.function.name) !== plan.key);
  if (other.length === 0) return;
  throw new Failure(`the app ships other bundles than those tested: ${other.map(({ plan }) => plan.function.name).join(', ')}`, {
    code: ExitCode.BAD_INPUT, where: 'the assembly', fix: 'a file changed meanwhile; run it again',
  });
}

function row({ plan, stored }: Bundle): string[] {
  const size = `${(totalSize(stored.manifest.files) / 1e6).toFixed(1)} MB`;
  return [plan.function.name, plan.mode, size, String(stored.manifest.packages.length), 'installed as required, handler imported'];
}
