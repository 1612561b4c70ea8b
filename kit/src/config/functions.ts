import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const FUNCTIONS_DIRECTORY = 'lambda_src';

/** Folders of `lambda_src/` that are functions: every folder that does not start with an underscore or a dot. */
export function findFunctions(root: string): string[] {
  const directory = join(root, FUNCTIONS_DIRECTORY);
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^[_.]/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}
