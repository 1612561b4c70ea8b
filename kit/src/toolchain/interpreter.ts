import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { uvEnvironment } from './uv';
import type { PythonVersion } from '../config/policy';
import { home, searchPath, variable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { run } from '../kernel/subprocess';

const PROBE_SECONDS = 15;
const INSTALL_SECONDS = 300;

/**
 * A Python of exactly this minor version, found by running it: a pyenv shim may exist and not run.
 * Looks at the PATH, at pyenv's versions, and at what uv knows; never takes another version.
 */
export async function findInterpreter(version: string, uv: string): Promise<string | undefined> {
  for (const candidate of [...onPath(version), ...ofPyenv(version)]) {
    if (await runs(candidate, version)) return candidate;
  }
  const known = await run(uv, ['python', 'find', '--no-project', version], { deadlineSeconds: PROBE_SECONDS, env: uvEnvironment() });
  const path = known.stdout.trim();
  return known.code === 0 && (await runs(path, version)) ? path : undefined;
}

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

/** Has uv fetch a Python of this version, where the network lets it. */
export async function installInterpreter(version: string, uv: string, onLine?: (line: string) => void): Promise<string | undefined> {
  const result = await run(uv, ['python', 'install', version], {
    deadlineSeconds: INSTALL_SECONDS,
    env: { ...uvEnvironment(), UV_PYTHON_DOWNLOADS: 'manual', UV_HTTP_TIMEOUT: '30' },
    onLine,
  });
  return result.code === 0 ? findInterpreter(version, uv) : undefined;
}

/** Any Python that uv can ask about wheels and markers; the version that it installs for is told to it apart. */
export async function findAnyInterpreter(preferred: string, uv: string): Promise<string | undefined> {
  const exact = await findInterpreter(preferred, uv);
  if (exact) return exact;
  const any = await run(uv, ['python', 'find', '--no-project', '>=3.9'], { deadlineSeconds: PROBE_SECONDS, env: uvEnvironment() });
  return any.code === 0 ? any.stdout.trim() : undefined;
}

async function runs(python: string, version: string): Promise<boolean> {
  const result = await run(python, ['-I', '-S', '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { deadlineSeconds: PROBE_SECONDS });
  return result.code === 0 && result.stdout.trim() === version;
}

function onPath(version: string): string[] {
  return [`python${version}`, 'python3', 'python'].flatMap((name) => searchPath().map((folder) => join(folder, name))).filter(existsSync);
}

function ofPyenv(version: string): string[] {
  const shims = searchPath().filter((folder) => folder.endsWith(join('.pyenv', 'shims'))).map(dirname);
  const roots = [variable('PYENV_ROOT'), ...shims, join(home(), '.pyenv')].filter((root): root is string => !!root);
  return [...new Set(roots)].flatMap((root) => {
    const versions = join(root, 'versions');
    if (!existsSync(versions)) return [];
    return readdirSync(versions).filter((name) => name.startsWith(`${version}.`)).sort().reverse()
      .map((name) => join(versions, name, 'bin', `python${version}`)).filter(existsSync);
  });
}
