import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LOCK_FORMATS } from './formats';
import { LOCK_KINDS, type LockExporter, type LockFormat, type LockKind, relock } from './lock-format';
import { withoutLeavings } from './uv-command';
import { isFolder } from '../../config/folders';
import { requirementFiles } from '../../config/requirement-files';
import type { FunctionSettings } from '../../config/settings';
import { type Workspace, toolsDirectory } from '../../config/workspace';
import { ExitCode, Failure, lastLines } from '../../kernel/failure';
import { run } from '../../kernel/subprocess';
import { type Requirements, parseRequirements } from '../../python/requirements';
import { requireInterpreter } from '../../toolchain/interpreter';
import { findUv, uvEnvironment } from '../../toolchain/uv';
import { UV_VERSION } from '../../toolchain/uv-release';
import { isProven, needsProof, noteMade, storeOf } from '../store/proof';

const EXPORT_SECONDS = 300;

/** The one file that says what a function requires. */
interface Lock {
  readonly kind: LockKind;
  /** Relative to the root; for a workspace it is not in the function's folder. */
  readonly path: string;
}

/**
 * Finds a function's lock. Two would be two truths, so they are refused.
 *
 * @returns nothing where no file says that the function requires anything
 * @throws Failure 65 when there is none for what says so, or more than one
 */
export function findLock(root: string, fn: FunctionSettings): Lock | undefined {
  const found = LOCK_KINDS.flatMap((kind): Lock[] => {
    const path = LOCK_FORMATS[kind].find(root, fn);
    return path === undefined ? [] : [{ kind, path }];
  });
  const locks = found.filter(({ kind }) => !found.some((other) => LOCK_FORMATS[kind].yieldsTo?.includes(other.kind)));
  if (locks.length === 1) return locks[0];
  if (locks.length === 0 && requirementFiles(join(root, fn.entry)).length === 0 && isFolder(join(root, fn.entry))) return undefined;
  if (locks.length === 0) throw notLocked(root, fn);
  throw new Failure(`the function's packages are in ${locks.map(({ path }) => path).join(' and ')}`, {
    code: ExitCode.BAD_INPUT, where: fn.entry, fix: 'keep one of them',
  });
}

function notLocked(root: string, fn: FunctionSettings): Failure {
  const { wants, tool } = formatToWrite(root, fn);
  return !existsSync(join(root, fn.entry, wants))
    ? new Failure('the function has no requirements.txt, and no lock', {
      code: ExitCode.BAD_INPUT, where: fn.entry, fix: `list its packages in ${fn.entry}/requirements.txt; an empty file means that it needs none`,
    })
    : new Failure(`its packages are in ${wants}, which was never locked by ${tool}`, { code: ExitCode.BAD_INPUT, where: fn.entry, fix: relock(fn) });
}

/**
 * The requirements of a function, if that takes no tool: a requirements file, or a lock that was exported before. For a
 * release, by this run or by one that it has a proof of.
 *
 * @throws Failure 65 for an export that is not as the release's proof says
 */
export function knownRequirements({ root }: Workspace, fn: FunctionSettings): Requirements | undefined {
  const lock = findLock(root, fn);
  if (!lock) return parseRequirements(`${fn.entry}/requirements.txt`, '');
  const { exporter } = LOCK_FORMATS[lock.kind];
  const exported = exporter ? exportPath(root, lock, fn, exporter) : join(root, lock.path);
  if (!existsSync(exported)) return undefined;
  const content = readFileSync(exported, 'utf8');
  if (exporter && needsProof() && !isProven(storeOf(root), nameIn(root, exported), content)) return undefined;
  return parse(root, lock, content);
}

/**
 * The requirements of a function, exported from its lock if need be.
 *
 * @throws Failure 65 when the lock does not fit its project
 */
export async function readRequirements(workspace: Workspace, fn: FunctionSettings): Promise<Requirements> {
  return knownRequirements(workspace, fn) ?? exportRequirements(workspace, fn);
}

/** What `npx projen lock` takes a function for. */
export function formatToWrite(root: string, fn: FunctionSettings): LockFormat {
  return LOCK_FORMATS[LOCK_KINDS.find((kind) => LOCK_FORMATS[kind].claims(root, fn))!];
}

async function exportRequirements(workspace: Workspace, fn: FunctionSettings): Promise<Requirements> {
  const { root } = workspace;
  const lock = findLock(root, fn)!;
  const exporter = LOCK_FORMATS[lock.kind].exporter!;
  const { environment, leaves } = exporter.tool ?? {};
  const cwd = join(root, fn.entry);
  const uv = await findUv(toolsDirectory(workspace));
  // All take the function's Python: another may not suit its project, and a pyenv shim may not run.
  const python = await requireInterpreter(fn.pythonVersion, uv);
  const env = { ...uvEnvironment(), UV_NO_CONFIG: undefined, ...environment, UV_PYTHON: python };
  let exported = '';
  for (const args of exporter.commands(fn)) {
    const result = await withoutLeavings(cwd, { leaves }, () => run(uv, args, { cwd, deadlineSeconds: EXPORT_SECONDS, env }));
    exported = result.stdout;
    if (result.code === 0) continue;
    throw new Failure(`${lock.path} does not fit its project, or cannot be exported`, {
      code: ExitCode.BAD_INPUT, where: fn.name, fix: relock(fn), output: lastLines(result.output),
    });
  }
  const path = exportPath(root, lock, fn, exporter);
  mkdirSync(dirname(path), { recursive: true });
  // Poetry writes where this checkout is; an export serves wherever it is taken to.
  exported = exported.replaceAll(`${pathToFileURL(root).href}/`, `file:${relative(fn.entry, '.')}/`);
  writeFileSync(`${path}.${process.pid}`, exported);
  renameSync(`${path}.${process.pid}`, path);
  noteMade(storeOf(root), nameIn(root, path), exported);
  return parse(root, lock, exported);
}

/** Exports are kept by what went into them. */
function exportPath(root: string, { kind, path: lock }: Lock, fn: FunctionSettings, { commands, inputs }: LockExporter): string {
  const madeOf = inputs?.(root, lock, fn) ?? [`${fn.entry}/${LOCK_FORMATS[kind].wants}`];
  const hash = createHash('sha256').update(JSON.stringify([UV_VERSION, commands(fn), fn.entry]));
  for (const path of [lock, ...madeOf]) {
    if (existsSync(join(root, path))) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return join(storeOf(root), 'exports', `${hash.digest('hex')}.txt`);
}

function nameIn(root: string, path: string): string {
  return relative(storeOf(root), path);
}

/** Local packages are relative to the file that names them, which for uv is the workspace's lock. */
function parse(root: string, { path: lock }: Lock, content: string): Requirements {
  return parseRequirements(lock, content, (path) => relative(root, join(root, dirname(lock), path)));
}
