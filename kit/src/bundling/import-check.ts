import { copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundlePlan } from './plan';
import { type Container, removeAbandoned, withContainer, withoutLeftovers } from '../docker/container';
import { docker, requireDocker } from '../docker/docker';
import { says } from '../docker/messages';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { redact } from '../kernel/redaction';
import { imagePython } from '../python/target';
import { Store } from './store/store';
import type { Workspace } from '../config/workspace';

/** One import may take half of it; see `import_check.py`. */
const IMPORT_SECONDS = 120;
const PROGRAM = 'import_check.py';
/** Where the container has it. */
const PLACE = '/import-check';

/** The exit code of an import that failed for want of what only Lambda has. */
const CIRCUMSTANCES = 3;

/** Handlers that cannot be imported where they are to run. */
export class ImportFailure extends Failure {}

/** What the runtime image said of a handler. */
interface Answer {
  readonly code: number;
  readonly output: string;
}

/** A bundle to import, in parts, so that what functions share is copied once. */
interface Parts {
  readonly plan: BundlePlan;
  /** Trees by their key. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** The folder that holds the files of `sources`, which are on top of the dependencies. */
  readonly directory: string;
  readonly sources: readonly string[];
}

/**
 * Imports the handler of one stored bundle inside the runtime image.
 *
 * @returns warnings
 * @throws Failure 65 with the last lines of the error when it cannot be imported
 */
export async function importInImage(workspace: Workspace, plan: BundlePlan, bundle: string): Promise<string[]> {
  const parts = { plan, dependencies: new Map([[plan.key, bundle]]), directory: bundle, sources: [] };
  await requireDocker(plan.function.name);
  // The store is held, so that no container of another run is taken for one that was left.
  return Store.of(workspace).exclusively(() => withoutLeftovers(async () => {
    await removeAbandoned(workspace.root);
    return (await importAll(workspace, [parts]))[0];
  }));
}

/**
 * Imports the handlers of bundles for one target, in one container. The store is held meanwhile.
 *
 * @param folderOf where a bundle is put together
 * @param putTogether puts them there; the container gets the packages meanwhile
 * @returns the warnings of each
 * @throws Failure 65 for all that cannot be imported, 69 when there is no engine or no image
 */
export async function importBundles(
  workspace: Workspace, store: Store, plans: readonly BundlePlan[], folderOf: (plan: BundlePlan) => string, putTogether: () => Promise<void>,
): Promise<string[][]> {
  return importAll(workspace, plans.map((plan) => ({
    plan,
    dependencies: new Map(plan.dependencies.map(({ key }) => [key, store.find(key)!.directory])),
    directory: folderOf(plan),
    sources: plan.sources.map(({ path }) => path),
  })), putTogether);
}

async function importAll(workspace: Workspace, parts: readonly Parts[], putTogether = async () => {}): Promise<string[][]> {
  const plans = parts.map(({ plan }) => plan);
  const [{ function: { runtimeImage: image }, target }] = plans;
  const functions = plans.map(({ function: fn }) => fn.name);
  const env = { AWS_DEFAULT_REGION: 'us-east-1', AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: 'import-check' };
  const command = [imagePython(target.pythonVersion), `${PLACE}/${PROGRAM}`, `${PLACE}/bundles.json`];
  const options = { image, architecture: target.architecture, env, command, functions, owner: workspace.root, removeLater: true };
  try {
    const { output, stdout } = await withContainer(options, async (container) => {
      await Promise.all([copyDependencies(container, parts), putTogether()]);
      await Store.of(workspace).withScratch(async (input) => {
        writeInput(input, parts);
        await container.copyIn(input, PLACE);
      });
      return docker(['start', '--attach', container.id], IMPORT_SECONDS + 10 * plans.length);
    });
    if (stdout === '' && says('foreign', output)) return plans.map(() => [notImported(image, target.architecture)]);
    return judge(plans, answersIn(stdout), image, output);
  } catch (error) {
    // A host that cannot run the image tells nothing about the bundle.
    if (error instanceof Failure && says('foreign', error.output ?? '')) return plans.map(() => [notImported(image, target.architecture)]);
    throw error;
  }
}

async function copyDependencies(container: Container, parts: readonly Parts[]): Promise<void> {
  for (const [key, directory] of new Map(parts.flatMap(({ dependencies }) => [...dependencies]))) await container.copyIn(directory, placeOf(key));
}

/** Beside the program, which comes later: `docker cp` makes one folder, and not the folders that it is in. */
function placeOf(key: string): string {
  return `${PLACE}-${key}`;
}

/** The program, what it is told, and what each function has for itself. */
function writeInput(input: string, parts: readonly Parts[]): void {
  copyFileSync(join(__dirname, PROGRAM), join(input, PROGRAM));
  for (const { plan, directory, sources } of parts) {
    const own = join(input, 'sources', plan.function.name);
    mkdirSync(own, { recursive: true });
    for (const path of sources) {
      mkdirSync(dirname(join(own, path)), { recursive: true });
      linkSync(join(directory, path), join(own, path));
    }
  }
  const bundles = parts.map(({ plan, dependencies }) => ({
    handler: plan.function.handler,
    dependencies: [...dependencies.keys()].map(placeOf),
    sources: `${PLACE}/sources/${plan.function.name}`,
    environment: plan.function.testEnvironment ?? {},
    // Bytecode that is shipped is what has to be imported.
    cache: plan.function.contents.bytecode ? undefined : `/tmp/bytecode/${[...dependencies.keys()].join('/')}`,
  }));
  writeFileSync(join(input, 'bundles.json'), JSON.stringify(bundles));
}

function judge(plans: readonly BundlePlan[], answers: readonly Answer[], image: string, output: string): string[][] {
  const failed = plans.filter((_, i) => ![0, CIRCUMSTANCES].includes(answers[i]?.code ?? 1));
  if (failed.length > 0) {
    const what = failed.map(({ function: fn }) => `${fn.handler} cannot be imported in ${image}`);
    throw new ImportFailure(failed.length === 1 ? what[0] : `${failed.length} handlers cannot be imported in ${image}`, {
      code: ExitCode.BAD_INPUT,
      where: failed.map(({ function: fn }) => fn.name).join(', '),
      fix: `add what is missing to ${failed.map(({ requirements }) => requirements.path).join(' and ')}, or fix the import; if it needs variables, `
        + `give them to it in .projenrc.ts: ${failed.map(environmentOption).join(' and ')}`,
      output: failed.map((plan) => lastLines(presentable(plan, answers[plans.indexOf(plan)]?.output ?? output))).join('\n'),
    });
  }
  return plans.map((plan, i) => (answers[i].code === 0 ? [] : [
    `${plan.function.handler} could not be imported to its end in ${image}, for want of a variable (${environmentOption(plan)}) or a service `
    + `that Lambda may have: ${lastLines(presentable(plan, answers[i].output), 1)}`,
  ]));
}

/** Without the secrets that the function was given. */
function presentable({ function: { testEnvironment } }: BundlePlan, text: string): string {
  return redact(text, testEnvironment);
}

function environmentOption({ function: { name } }: BundlePlan): string {
  return `functions.${name}.testEnvironment`;
}

/** In the order of the functions. */
function answersIn(stdout: string): Answer[] {
  return stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Answer);
}

function notImported(image: string, architecture: string): string {
  return `the handler was not imported: this host cannot run ${image} for ${architecture}`;
}
