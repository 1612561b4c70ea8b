import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionSettings } from '../../config/policy';
import { type Workspace, toolsDirectory } from '../../config/workspace';
import { ExitCode, Failure, lastLines } from '../../kernel/failure';
import { run } from '../../kernel/subprocess';
import { type Requirements, parseRequirements } from '../../python/requirements';
import { requireInterpreter } from '../../toolchain/interpreter';
import { findUv, uvEnvironment } from '../../toolchain/uv';
import { UV_VERSION } from '../../toolchain/uv-release';

const EXPORT_SECONDS = 300;

/** Tools that read their own locks. They run in environments of their own and never touch a bundle. */
const POETRY = ['--from', 'poetry==2.5.1', '--with', 'poetry-plugin-export==1.10.1', 'poetry'];
const PIPENV = ['pipenv==2026.10.3'];

/** What mends a lock that is not uv's. */
const RELOCK: Partial<Record<LockKind, string>> = { 'poetry.lock': 'poetry lock', 'Pipfile.lock': 'pipenv lock' };

export type LockKind = 'requirements.txt' | 'uv.lock' | 'poetry.lock' | 'Pipfile.lock';

/** The one file that says what a function requires. */
export interface Lock {
  readonly kind: LockKind;
  /** Relative to the root; for a workspace it is not in the function's folder. */
  readonly path: string;
}

/**
 * Finds a function's lock. Two would be two truths, so they are refused.
 *
 * @throws Failure 65 when there is none, or more than one
 */
export function findLock(root: string, fn: FunctionSettings): Lock {
  const own = (['requirements.txt', 'poetry.lock', 'Pipfile.lock'] as const)
    .filter((kind) => existsSync(join(root, fn.entry, kind)))
    .map((kind): Lock => ({ kind, path: `${fn.entry}/${kind}` }));
  const uv = existsSync(join(root, fn.entry, 'pyproject.toml')) ? nearestUvLock(root, fn.entry) : undefined;
  const locks = uv && !own.some(({ kind }) => kind === 'poetry.lock') ? [...own, { kind: 'uv.lock' as const, path: uv }] : own;
  if (locks.length === 1) return locks[0];
  const found = locks.map(({ path }) => path).join(' and ');
  throw new Failure(locks.length === 0 ? 'the function has no requirements.txt, and no lock' : `the function's packages are in ${found}`, {
    code: ExitCode.BAD_INPUT,
    where: fn.entry,
    fix: locks.length === 0
      ? `list its packages in ${fn.entry}/requirements.txt (an empty file means that it needs none), or lock its pyproject.toml: npx projen lock ${fn.name}`
      : 'keep one of them',
  });
}

/** The requirements of a function, if that takes no tool: a requirements file, or a lock that was exported before. */
export function knownRequirements({ root }: Workspace, fn: FunctionSettings): Requirements | undefined {
  const lock = findLock(root, fn);
  if (lock.kind === 'requirements.txt') return parse(root, lock, fn, readFileSync(join(root, lock.path), 'utf8'));
  const exported = exportPath(root, lock, fn);
  return existsSync(exported) ? parse(root, lock, fn, readFileSync(exported, 'utf8')) : undefined;
}

/**
 * The requirements of a function, exported from its lock if need be.
 *
 * @throws Failure 65 when the lock does not fit its project
 */
export async function readRequirements(workspace: Workspace, fn: FunctionSettings): Promise<Requirements> {
  const known = knownRequirements(workspace, fn);
  if (known) return known;
  const { root } = workspace;
  const lock = findLock(root, fn);
  const uv = await findUv(toolsDirectory(workspace));
  const env = { ...exportEnvironment(), UV_PYTHON: await requireInterpreter(fn.pythonVersion, uv) };
  let exported = '';
  for (const args of exportCommands(lock, fn)) {
    const result = await run(uv, args, { cwd: join(root, fn.entry), deadlineSeconds: EXPORT_SECONDS, env });
    exported = result.stdout;
    if (result.code === 0) continue;
    throw new Failure(`${lock.path} does not fit its project, or cannot be exported`, {
      code: ExitCode.BAD_INPUT, where: fn.name, fix: RELOCK[lock.kind] ?? `npx projen lock ${fn.name}`, output: lastLines(result.output),
    });
  }
  const path = exportPath(root, lock, fn);
  mkdirSync(dirname(path), { recursive: true });
  // Poetry writes where this checkout is; an export serves wherever it is taken to.
  exported = exported.replaceAll(`${pathToFileURL(root).href}/`, `file:${relative(fn.entry, '.')}/`);
  writeFileSync(`${path}.${process.pid}`, exported);
  renameSync(`${path}.${process.pid}`, path);
  return parse(root, lock, fn, exported);
}

/** What uv is run with: the last one prints the requirements, and one before it checks the lock if that does not. */
function exportCommands({ kind }: Lock, fn: FunctionSettings): string[][] {
  const selected = (flag: string, names: readonly string[]) => names.flatMap((name) => [flag, name]);
  switch (kind) {
    case 'uv.lock':
      return [['export', '--locked', '--quiet', '--no-default-groups', '--no-editable', '--no-emit-project', '--no-header', '--no-annotate',
        ...selected('--extra', fn.extras), ...selected('--group', fn.groups)]];
    case 'poetry.lock':
      return [['tool', 'run', '--quiet', ...POETRY, 'export', '--format', 'requirements.txt', '--without-urls', '--only', ['main', ...fn.groups].join(','),
        ...selected('--extras', fn.extras)]];
    default:
      return [
        ['tool', 'run', '--quiet', ...PIPENV, 'verify'],
        ['tool', 'run', '--quiet', ...PIPENV, 'requirements', '--hash', ...(fn.groups.length > 0 ? ['--categories', ['packages', ...fn.groups].join(' ')] : [])],
      ];
  }
}

/** Poetry and Pipenv must not make environments. All of them take the function's Python: another may not suit its project, and a pyenv shim may not run. */
function exportEnvironment(): Record<string, string | undefined> {
  return { ...uvEnvironment(), UV_NO_CONFIG: undefined, POETRY_VIRTUALENVS_CREATE: 'false', PIPENV_IGNORE_VIRTUALENVS: '1', PIPENV_NOSPIN: '1', PIPENV_VERBOSITY: '-1' };
}

/** Exports are kept by what went into them. */
function exportPath(root: string, lock: Lock, fn: FunctionSettings): string {
  const hash = createHash('sha256').update(JSON.stringify([UV_VERSION, exportCommands(lock, fn), fn.entry]));
  const projects = [fn.entry, ...(lock.kind === 'uv.lock' ? membersOf(root, lock) : [])];
  for (const path of [lock.path, ...projects.flatMap((folder) => [`${folder}/pyproject.toml`, `${folder}/Pipfile`])]) {
    if (existsSync(join(root, path))) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return join(root, '.bundle-cache', 'exports', `${hash.digest('hex')}.txt`);
}

/** The folders of this checkout that a workspace's lock was made from: the lock is stale when one of them wants other packages. */
function membersOf(root: string, { path }: Lock): string[] {
  const sources = readFileSync(join(root, path), 'utf8').matchAll(/source = \{ (?:editable|virtual|directory) = "([^"]+)"/g);
  return [dirname(path), ...[...sources].map(([, folder]) => join(dirname(path), folder))];
}

/** Local packages are relative to the file that names them, which for uv is the workspace's lock. */
function parse(root: string, lock: Lock, fn: FunctionSettings, content: string): Requirements {
  const base = lock.kind === 'uv.lock' ? dirname(lock.path) : fn.entry;
  return parseRequirements(lock.path, content, (path) => relative(root, join(root, base, path)));
}

function nearestUvLock(root: string, entry: string): string | undefined {
  for (let folder = entry; ; folder = dirname(folder)) {
    const path = join(folder, 'uv.lock');
    if (existsSync(join(root, path))) return path;
    if (folder === '.' || folder === '/') return undefined;
  }
}
