import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure, lastLines } from './failure';
import { findInterpreter, installInterpreter } from './interpreter';
import type { PythonVersion } from './policy';
import { run } from './subprocess';
import { findUv, uvEnvironment } from './uv';
import { type Workspace, toolsDirectory } from './workspace';

const INSTALL_SECONDS = 600;

/**
 * A Python of exactly this version on this host, fetched by uv if it is not there.
 *
 * @throws Failure 69 when there is none to be had; never another version
 */
export async function requireInterpreter(version: PythonVersion, uv: string, onLine?: (line: string) => void): Promise<string> {
  const python = (await findInterpreter(version, uv)) ?? (await installInterpreter(version, uv, onLine));
  if (python) return python;
  throw new Failure(`there is no Python ${version} on this machine, and uv could not fetch it`, {
    code: ExitCode.UNAVAILABLE,
    fix: `install it: pyenv install ${version}, or your system's package python${version}`,
  });
}

/**
 * A virtual environment with exactly these locked requirements, made or brought up to date.
 *
 * @param files requirements files, relative to the root
 * @returns the folder of its programs
 */
export async function virtualEnvironment(
  workspace: Workspace, name: string, version: PythonVersion, files: readonly string[], onLine: (line: string) => void,
): Promise<string> {
  const uv = await findUv(toolsDirectory(workspace));
  const directory = join(toolsDirectory(workspace), 'venv', `${name}-${version}`);
  const uvRun = async (args: string[]) => {
    const result = await run(uv, args, { deadlineSeconds: INSTALL_SECONDS, cwd: workspace.root, env: uvEnvironment(), onLine });
    if (result.code === 0) return;
    throw new Failure(`${files.join(' and ')} could not be installed for Python ${version}`, {
      code: ExitCode.BAD_INPUT, where: name, fix: 'see the lines above', output: lastLines(result.output),
    });
  };
  const python = join(directory, 'bin', 'python');
  const works = existsSync(python) && (await run(python, ['-c', ''], { deadlineSeconds: 20 })).code === 0;
  if (!works) await uvRun(['venv', '--clear', '--python', await requireInterpreter(version, uv, onLine), directory]);
  await uvRun(['pip', 'sync', '--python', python, '--require-hashes', ...files]);
  return join(directory, 'bin');
}
