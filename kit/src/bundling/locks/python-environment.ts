import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRequirements } from './lock';
import type { FunctionSettings } from '../../config/settings';
import { type Workspace, toolsDirectory } from '../../config/workspace';
import { ExitCode, Failure, lastLines } from '../../kernel/failure';
import { run } from '../../kernel/subprocess';
import { optionArguments, optionLines } from '../../python/installer-options';
import { namedVariables } from '../../python/requirements';
import { requireInterpreter } from '../../toolchain/interpreter';
import { findUv, uvEnvironment } from '../../toolchain/uv';

const INSTALL_SECONDS = 600;

/**
 * A virtual environment with exactly what a function requires and what its tests need, made or brought up to date.
 *
 * @param development requirements of the tests, relative to the root
 * @returns the folder of its programs
 */
export async function testEnvironment(
  workspace: Workspace, fn: FunctionSettings, development: string, onLine: (line: string) => void,
): Promise<string> {
  const { name, pythonVersion: version } = fn;
  const requirements = await readRequirements(workspace, fn);
  const uv = await findUv(toolsDirectory(workspace));
  const environments = join(toolsDirectory(workspace), 'venv');
  const directory = join(environments, `${name}-${version}`);
  const own = join(environments, `${name}.txt`);
  mkdirSync(environments, { recursive: true });
  const { path: file, options, registry, direct } = requirements;
  namedVariables(file, [...options, ...registry, ...direct]); // uv takes them from this process
  const local = requirements.local.map(({ path, extras, marker }) => [
    `${join(workspace.root, path)}${extras.length > 0 ? `[${extras.join()}]` : ''}`, ...(marker ? [`; ${marker}`] : []),
  ].join(' '));
  writeFileSync(own, [...optionLines(options), ...registry, ...direct, ...local, ''].join('\n'));
  const uvRun = async (args: string[]) => {
    const result = await run(uv, args, { deadlineSeconds: INSTALL_SECONDS, cwd: workspace.root, env: uvEnvironment(), onLine });
    if (result.code === 0) return;
    throw new Failure(`${requirements.path} and ${development} could not be installed together for Python ${version}`, {
      code: ExitCode.BAD_INPUT, where: name, fix: 'see the lines above', output: lastLines(result.output),
    });
  };
  const python = join(directory, 'bin', 'python');
  const works = existsSync(python) && (await run(python, ['-c', ''], { deadlineSeconds: 20 })).code === 0;
  if (!works) await uvRun(['venv', '--clear', '--python', await requireInterpreter(version, uv, onLine), directory]);
  // What is locked is synchronised, which takes no resolving; hashes are checked wherever there are some.
  await uvRun(requirements.locked
    ? ['pip', 'sync', '--python', python, ...optionArguments(options.filter((option) => option !== '--pre')), development, own]
    : ['pip', 'install', '--python', python, ...optionArguments(options), '-r', development, '-r', own]);
  return join(directory, 'bin');
}
