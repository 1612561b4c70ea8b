import { join } from 'node:path';
import type { LockOptions } from './lock-format';
import type { FunctionSettings } from '../../config/settings';
import { ExitCode, Failure, lastLines } from '../../kernel/failure';
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
  const { uv, python, upgrade, onLine } = options;
  const env = { ...uvEnvironment(), UV_NO_CONFIG: undefined, UV_PYTHON: python, UV_CUSTOM_COMPILE_COMMAND: `npx projen lock ${fn.name}` };
  const cwd = join(root, fn.entry);
  const result = await run(uv, [...args, ...(upgrade ? ['--upgrade'] : [])], { cwd, deadlineSeconds: LOCK_SECONDS, env, onLine });
  if (result.code === 0) return;
  throw new Failure('its packages could not be locked', {
    code: ExitCode.BAD_INPUT, where: fn.entry, fix: `correct ${fn.entry}/${file}`, output: lastLines(result.output),
  });
}
