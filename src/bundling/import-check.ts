import { withContainer } from './container';
import { docker } from './docker';
import { ExitCode, Failure, lastLines } from './failure';
import { imagePython } from './image-builder';
import type { BundlePlan } from './plan';

const IMPORT_SECONDS = 120;

/** What Lambda does first: load the module and look the handler up. Only the bundle and the image's Python are there. */
const PROGRAM = `
import importlib, sys
module, _, name = sys.argv[1].rpartition('.')
sys.path.insert(0, '/var/task')
handler = getattr(importlib.import_module(module.replace('/', '.')), name)
assert callable(handler), f'{sys.argv[1]} cannot be called'
`;

/**
 * Imports a bundle's handler inside the Lambda image.
 *
 * @throws Failure 65 with the last lines of the error when it cannot be imported
 */
export async function importInImage({ function: fn, target }: BundlePlan, bundle: string): Promise<void> {
  const { image } = fn;
  const command = [imagePython(target.pythonVersion), '-B', '-c', PROGRAM, fn.handler];
  await withContainer({ image, architecture: target.architecture, env: { AWS_DEFAULT_REGION: 'us-east-1' }, command, functions: [fn.name] }, async (container) => {
    await container.copyIn(bundle, '/var/task');
    const result = await docker(['start', '--attach', container.id], IMPORT_SECONDS);
    if (result.code === 0) return;
    throw new Failure(`${fn.handler} cannot be imported in ${image}`, {
      code: ExitCode.BAD_INPUT, where: fn.name, fix: `add what is missing to ${fn.entry}/requirements.txt, or mend the import`, output: lastLines(result.output),
    });
  });
}
