import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { command, main, note } from './command';
import { ExitCode, Failure, lastLines } from '../bundling/failure';
import { findAnyInterpreter } from '../bundling/interpreter';
import { readRequirements } from '../bundling/lock';
import type { FunctionSettings } from '../bundling/policy';
import { TerminalProgress } from '../bundling/progress';
import { requireInterpreter } from '../bundling/python-environment';
import { parseRequirements } from '../bundling/requirements';
import { run } from '../bundling/subprocess';
import { findUv, uvEnvironment } from '../bundling/uv';
import { type Workspace, selectFunctions, thisWorkspace, toolsDirectory } from '../bundling/workspace';

const LOCK_SECONDS = 600;

void main(command('lock', 'Writes locks: every package with a version and hashes. A release refuses a function without one.')
  .argument('[functions...]', 'folders in lambda_src/; all of them by default')
  .option('--upgrade', 'take the newest versions that fit, instead of keeping those of the lock')
  .action(async (names: string[], options: { upgrade?: boolean }) => {
    const workspace = thisWorkspace();
    const uv = await findUv(toolsDirectory(workspace));
    for (const fn of selectFunctions(workspace, names)) {
      await new TerminalProgress().during(`${fn.name}: lock`, (onLine) => lock(workspace, uv, fn, options.upgrade ?? false, onLine));
    }
  }));

async function lock(workspace: Workspace, uv: string, fn: FunctionSettings, upgrade: boolean, onLine: (line: string) => void): Promise<void> {
  const folder = join(workspace.root, fn.entry);
  const has = (file: string) => existsSync(join(folder, file));
  if (has('poetry.lock') || has('Pipfile.lock')) {
    await readRequirements(workspace, fn); // fails where the lock is stale
    return note(`${fn.name}: locked by ${has('poetry.lock') ? 'Poetry' : 'Pipenv'}; to change it: ${has('poetry.lock') ? 'poetry lock' : 'pipenv lock'}`);
  }
  const args = has('pyproject.toml') ? ['lock'] : compile(folder, fn);
  // uv would try whatever is on the PATH, where a pyenv shim may not run.
  const python = (has('pyproject.toml') ? undefined : await findAnyInterpreter(fn.pythonVersion, uv)) ?? await requireInterpreter(fn.pythonVersion, uv, onLine);
  const result = await run(uv, [...args, ...(upgrade ? ['--upgrade'] : [])], {
    cwd: folder, deadlineSeconds: LOCK_SECONDS, env: { ...uvEnvironment(), UV_NO_CONFIG: undefined, UV_PYTHON: python, UV_CUSTOM_COMPILE_COMMAND: `npx projen lock ${fn.name}` }, onLine,
  });
  if (result.code === 0) return;
  throw new Failure('its packages could not be locked', {
    code: ExitCode.BAD_INPUT, where: fn.entry, fix: `correct ${fn.entry}/${has('pyproject.toml') ? 'pyproject.toml' : 'requirements.in'}`, output: lastLines(result.output),
  });
}

/** `requirements.in` is what a person writes; a `requirements.txt` that is no lock yet becomes one. */
function compile(folder: string, fn: FunctionSettings): string[] {
  const [wanted, locked] = ['requirements.in', 'requirements.txt'].map((file) => join(folder, file));
  if (!existsSync(wanted)) {
    if (!existsSync(locked)) {
      throw new Failure('the function says nowhere what it requires', { code: ExitCode.BAD_INPUT, where: fn.entry, fix: `list its packages in ${fn.entry}/requirements.in` });
    }
    const { registry, direct, local } = parseRequirements(locked, readFileSync(locked, 'utf8'));
    if (registry.length + direct.length + local.length > 0) {
      renameSync(locked, wanted);
      note(`${fn.name}: requirements.txt is requirements.in now, which you edit; requirements.txt is the lock`);
    }
  }
  if (!existsSync(wanted)) return ['--version'];
  return ['pip', 'compile', '--quiet', '--universal', '--python-version', fn.pythonVersion, '--generate-hashes', '--no-annotate', 'requirements.in', '--output-file', 'requirements.txt'];
}
