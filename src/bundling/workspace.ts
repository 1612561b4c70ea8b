import { join, resolve } from 'node:path';
import { ExitCode, Failure } from './failure';
import type { FunctionSettings, Settings } from './policy';
import { settings } from './settings.generated';

/** A checkout: where it is and what its functions are. */
export interface Workspace {
  readonly root: string;
  readonly settings: Settings;
}

/** The checkout that this file is a part of, whatever the current directory is. */
export function thisWorkspace(): Workspace {
  return { root: resolve(__dirname, '../..'), settings };
}

/** Programs fetched for this checkout: uv and the embedded AWS. */
export function toolsDirectory(workspace: Workspace): string {
  return join(workspace.root, '.toolchain');
}

/** @throws Failure 64 when a name is not a function; no names mean all of them */
export function selectFunctions(workspace: Workspace, names: readonly string[] = []): FunctionSettings[] {
  const all = Object.values(workspace.settings.functions);
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find((fn) => fn.name === name);
    if (found) return found;
    throw new Failure(`there is no function '${name}'`, {
      code: ExitCode.USAGE,
      fix: `use one of: ${all.map((fn) => fn.name).join(', ')}; after adding a folder to lambda_src/, run npx projen`,
    });
  });
}
