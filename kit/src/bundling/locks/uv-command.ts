import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LockOptions } from './lock-format';
import type { FunctionSettings } from '../../config/settings';
import { certificateFile } from '../../kernel/environment';
import { ExitCode, Failure, lastLines } from '../../kernel/failure';
import { withCleanup } from '../../kernel/interrupt';
import { run } from '../../kernel/subprocess';
import { uvEnvironment } from '../../toolchain/uv';

const LOCK_SECONDS = 600;

/**
 * Runs uv in a function's folder to write a lock.
 *
 * @param file what it is made from, for messages
 * @throws Failure 65 when that fits no versions
 */
export async function lockWithUv(
  root: string, fn: FunctionSettings, options: LockOptions, args: readonly string[], file: string,
): Promise<void> {
  const env = { UV_NO_CONFIG: undefined, UV_CUSTOM_COMPILE_COMMAND: `npx projen lock ${fn.name}` };
  await runUv(root, fn, options, [...args, ...(options.upgrade ? ['--upgrade'] : [])], file, env);
}

/** A tool that writes its own lock, and that uv fetches at the version that is pinned here. */
export interface LockTool {
  /** What uv is told to run it. */
  readonly run: readonly string[];
  /** Variables that keep it from making environments of its own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files that it leaves in a project's folder besides its lock. @default [] */
  readonly leaves?: readonly string[];
}

/** Runs a tool in a function's folder to write its lock. @throws Failure 65 when what it reads fits no versions */
export async function lockWithTool(
  root: string, fn: FunctionSettings, options: LockOptions, tool: LockTool, args: readonly string[], file: string,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'lock-'));
  // The tools leave files there, and find certificates by this variable only.
  const env = { ...tool.environment, UV_NO_CONFIG: undefined, TMPDIR: scratch, WORKON_HOME: scratch, REQUESTS_CA_BUNDLE: certificateFile() };
  await withCleanup(() => rmSync(scratch, { recursive: true, force: true }), () =>
    withoutLeavings(join(root, fn.entry), tool, () => runUv(root, fn, options, [...tool.run, ...args], file, env)));
}

/** Removes what a tool leaves and was not there before. */
export async function withoutLeavings<T>(folder: string, { leaves = [] }: Pick<LockTool, 'leaves'>, work: () => Promise<T>): Promise<T> {
  const absent = leaves.map((name) => join(folder, name)).filter((path) => !existsSync(path));
  return withCleanup(() => absent.forEach((path) => rmSync(path, { recursive: true, force: true })), work);
}

async function runUv(
  root: string, fn: FunctionSettings, { uv, python, onLine }: LockOptions, args: readonly string[], file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const cwd = join(root, fn.entry);
  const result = await run(uv, [...args], { cwd, deadlineSeconds: LOCK_SECONDS, env: { ...uvEnvironment(), ...env, UV_PYTHON: python }, onLine });
  if (result.code === 0) return;
  throw new Failure('its packages could not be locked', {
    code: ExitCode.BAD_INPUT, where: fn.entry, fix: `correct ${fn.entry}/${file}`, output: lastLines(result.output),
  });
}
