import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LockKind, type LockOptions, type LockTool, type LockWriter, relock } from './lock-format';
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
  const env = { UV_NO_CONFIG: undefined, UV_CUSTOM_COMPILE_COMMAND: relock(fn) };
  await runUv(root, fn, options, [...args, ...(options.upgrade ? ['--upgrade'] : [])], file, env);
}

/**
 * Has a tool write its lock in the function's folder.
 *
 * @param file what it is made from, for messages
 * @param args are handed whether there is a lock
 */
export function writtenBy(tool: LockTool, lock: LockKind, file: string, args: (options: LockOptions, isLocked: boolean) => string[]): LockWriter {
  return {
    anyPython: false,
    write: async (root, fn, options) => {
      const folder = join(root, fn.entry);
      const scratch = mkdtempSync(join(tmpdir(), 'lock-'));
      // The tools leave files there, and find certificates by this variable only.
      const env = { ...tool.environment, UV_NO_CONFIG: undefined, TMPDIR: scratch, WORKON_HOME: scratch, REQUESTS_CA_BUNDLE: certificateFile() };
      const words = [...tool.run, ...args(options, existsSync(join(folder, lock)))];
      await withCleanup(() => rmSync(scratch, { recursive: true, force: true }), () =>
        withoutLeavings(folder, tool, () => runUv(root, fn, options, words, file, env)));
      return [];
    },
  };
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
