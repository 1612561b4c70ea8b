import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, bundleAll } from '../../../src/bundling/bundle';
import type { FunctionSettings } from '../../../src/config/settings';
import { type Workspace, selectFunctions, thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { findUv } from '../../../src/toolchain/uv';
import { Checkout } from '../../project/command-checkout';
import { SilentProgress } from '../../project/silent-progress';
import { functionSettings } from '../../project/workspace';

export const HANDLER = 'def handler(event, context):\n    return 1\n';

/** Bundles on this host with the real uv, as `npx projen bundle` does. */
export async function bundleLocally(workspace: Workspace, changes: Partial<FunctionSettings> = {}): Promise<Bundle[]> {
  process.env.BUNDLING_MODE = 'local';
  await useUvOfThisCheckout();
  return bundleAll(workspace, selectFunctions(workspace).map((fn) => ({ ...fn, ...changes })), new SilentProgress());
}

/** So that each temporary checkout does not fetch its own. */
export async function useUvOfThisCheckout(): Promise<string> {
  const uv = await findUv(toolsDirectory(thisWorkspace()));
  if (uv !== 'uv') process.env.PATH = `${join(uv, '..')}:${process.env.PATH}`;
  return uv;
}

export function textOf({ stored }: Bundle, path: string): string {
  return readFileSync(join(stored.directory, path), 'utf8');
}

/** The files of a bundle that hold this text, in their content or their name. */
export function filesWith({ stored }: Bundle, text: string): string[] {
  return Object.keys(stored.manifest.files).filter((path) => path.includes(text) || readFileSync(join(stored.directory, path)).includes(text));
}

/** A checkout of one function with these files; the paths are relative to the root. */
export function checkoutWith(files: Readonly<Record<string, string>>, changes: Partial<FunctionSettings> = {}): Checkout {
  return new Checkout([functionSettings('orders', changes)], { 'lambda_src/orders/handler.py': HANDLER, ...files });
}

/** A Python package that needs no network to be built. */
export function packageFiles(folder: string, name: string, code: string, dependencies: readonly string[] = []): Record<string, string> {
  return {
    [`${folder}/pyproject.toml`]: `[project]\nname = "${name}"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ${JSON.stringify(dependencies)}\n\n`
      + '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n',
    [`${folder}/src/${name}/__init__.py`]: code,
  };
}

export function readIfThere(root: string, path: string): string | undefined {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}
