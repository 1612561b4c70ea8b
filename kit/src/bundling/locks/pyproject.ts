import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { FunctionSettings } from '../../config/settings';
import { ExitCode, Failure } from '../../kernel/failure';

/** A `pyproject.toml`, as far as it says who locks it. */
interface Pyproject {
  readonly project?: { readonly dependencies?: readonly string[] };
  readonly tool?: { readonly poetry?: { readonly dependencies?: Readonly<Record<string, unknown>> }; readonly pdm?: object };
}

/**
 * The tool whose table a project has: its lock is that tool's. A build backend says nothing, as people use
 * `poetry-core` and `pdm-backend` with uv, too.
 *
 * @returns nothing without such a table, or without a `pyproject.toml`
 * @throws Failure 65 when it cannot be read
 */
export function toolOf(root: string, fn: FunctionSettings): 'poetry' | 'pdm' | undefined {
  const { tool = {} } = read(root, fn);
  return tool.poetry ? 'poetry' : tool.pdm ? 'pdm' : undefined;
}

/** Whether a project declares packages where uv does not look: it would lock none of them. @throws Failure 65 when it cannot be read */
export function onlyPoetryReads(root: string, fn: FunctionSettings): boolean {
  const { project, tool } = read(root, fn);
  const declared = Object.keys(tool?.poetry?.dependencies ?? {}).filter((name) => name !== 'python');
  return declared.length > 0 && project?.dependencies === undefined;
}

function read(root: string, { entry }: FunctionSettings): Pyproject {
  const path = join(root, entry, 'pyproject.toml');
  if (!existsSync(path)) return {};
  try {
    return parse(readFileSync(path, 'utf8')) as Pyproject;
  } catch (error) {
    throw new Failure(`it is no TOML: ${(error as Error).message.split('\n')[0]}`, { code: ExitCode.BAD_INPUT, where: `${entry}/pyproject.toml`, fix: 'correct it' });
  }
}
