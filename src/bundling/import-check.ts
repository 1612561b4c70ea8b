import { type Container, withContainer } from './container';
import { docker, requireDocker } from './docker';
import { ExitCode, Failure, lastLines } from './failure';
import { imagePython } from './image-builder';
import type { BundlePlan } from './plan';
import type { FunctionSettings } from './policy';

const IMPORT_SECONDS = 120;

/** Exit code of {@link PROGRAM} when the import failed for want of what only Lambda has. */
const CIRCUMSTANCES = 3;

/**
 * What Lambda does first: load the module and look the handler up. A variable that the stack sets and a service on the
 * network are not there, and no fault of the bundle.
 */
const PROGRAM = `
import importlib, os, socket, sys, traceback
module, _, name = sys.argv[1].rpartition('.')
sys.path.append('/var/runtime')
try:
    handler = getattr(importlib.import_module(module.replace('/', '.')), name)
    assert callable(handler), sys.argv[1] + ' cannot be called'
except BaseException as error:
    traceback.print_exc()
    raised_in = traceback.extract_tb(error.__traceback__)[-1].filename
    variable = isinstance(error, KeyError) and (raised_in == '<frozen os>' or raised_in.endswith('/os.py'))
    network = isinstance(error, (ConnectionError, TimeoutError, socket.gaierror))
    service = type(error).__module__.startswith(('botocore.', 'urllib.error'))
    sys.exit(${CIRCUMSTANCES} if variable or network or service else 1)
`;

/** Each function has a Python of its own and is where Lambda has it, /var/task, if this user may write there. */
const SCRIPT = `
exec 2>&1
cd /
while [ $# -gt 0 ]; do
  echo "@ $2"
  task=/var/task
  { [ "$1" = "$task" ] || { rm -rf "$task" && mv "$1" "$task"; }; } || task=$1
  (cd "$task" && exec "$PYTHON" -B -c "$PROGRAM" "$2")
  echo "@ exit $?"
  shift 2
done
`;

/** An engine that cannot run, or an image that does not have, the processor that is asked for. */
const FOREIGN =
  /exec format error|no matching manifest|does not (?:provide|match) the specified platform|no image found in (?:manifest list|image index)/i;

/** What the runtime image said of a handler. */
interface Answer {
  readonly code: number;
  readonly output: string;
}

/**
 * Imports the handler of one bundle inside the runtime image.
 *
 * @returns warnings
 * @throws Failure 65 with the last lines of the error when it cannot be imported
 */
export async function importInImage(plan: BundlePlan, bundle: string): Promise<string[]> {
  return (await importAll([plan], (container) => container.copyIn(bundle, '/var/task'), () => '/var/task'))[0];
}

/**
 * Imports the handlers of bundles for one target, in one container.
 *
 * @param folder in which each bundle is a folder with its function's name
 * @returns the warnings of each
 * @throws Failure 65 for all that cannot be imported, 69 when there is no engine or no image
 */
export async function importBundles(plans: readonly BundlePlan[], folder: string): Promise<string[][]> {
  return importAll(plans, (container) => container.copyIn(folder, '/bundles'), ({ name }) => `/bundles/${name}`);
}

async function importAll(
  plans: readonly BundlePlan[], copy: (container: Container) => Promise<void>, place: (fn: FunctionSettings) => string,
): Promise<string[][]> {
  const [{ function: first, target }] = plans;
  const image = first.runtimeImage;
  const functions = plans.map(({ function: fn }) => fn.name);
  await requireDocker(functions.join(', '));
  const lambda = { AWS_DEFAULT_REGION: 'us-east-1', AWS_REGION: 'us-east-1', AWS_LAMBDA_FUNCTION_NAME: 'import-check' };
  const env = { ...lambda, PROGRAM, PYTHON: imagePython(target.pythonVersion) };
  const command = ['/bin/sh', '-c', SCRIPT, 'import-check', ...plans.flatMap(({ function: fn }) => [place(fn), fn.handler])];
  try {
    const output = await withContainer({ image, architecture: target.architecture, env, command, functions }, async (container) => {
      await copy(container);
      return (await docker(['start', '--attach', container.id], IMPORT_SECONDS + 10 * plans.length)).output;
    });
    if (!output.startsWith('@ ') && FOREIGN.test(output)) return plans.map(() => [notImported(image, target.architecture)]);
    return judge(plans, answersIn(output), image, output);
  } catch (error) {
    // A host that cannot run the image tells nothing about the bundle.
    if (error instanceof Failure && FOREIGN.test(error.output ?? '')) return plans.map(() => [notImported(image, target.architecture)]);
    throw error;
  }
}

function judge(plans: readonly BundlePlan[], answers: readonly Answer[], image: string, output: string): string[][] {
  const failed = plans.filter((_, i) => ![0, CIRCUMSTANCES].includes(answers[i]?.code ?? 1));
  if (failed.length > 0) {
    const what = failed.map(({ function: fn }) => `${fn.handler} cannot be imported in ${image}`);
    throw new Failure(failed.length === 1 ? what[0] : `${failed.length} handlers cannot be imported in ${image}`, {
      code: ExitCode.BAD_INPUT,
      where: failed.map(({ function: fn }) => fn.name).join(', '),
      fix: `add what is missing to ${failed.map(({ requirements }) => requirements.path).join(' and ')}, or mend the import`,
      output: failed.map((plan) => lastLines(answers[plans.indexOf(plan)]?.output ?? output)).join('\n'),
    });
  }
  return plans.map(({ function: fn }, i) => (answers[i].code === 0 ? [] : [
    `${fn.handler} could not be imported to its end in ${image}, for want of a variable or a service that Lambda may have: ${lastLines(answers[i].output, 1)}`,
  ]));
}

/** In the order of the functions. */
function answersIn(output: string): Answer[] {
  return [...output.matchAll(/^@ (?!exit ).*\n([^]*?)^@ exit (\d+)$/gm)].map((match) => ({ code: Number(match[2]), output: match[1] }));
}

function notImported(image: string, architecture: string): string {
  return `the handler was not imported: this host cannot run ${image} for ${architecture}`;
}
