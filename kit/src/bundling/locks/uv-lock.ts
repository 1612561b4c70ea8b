import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LockFormat, selected } from './lock-format';
import { onlyPoetryReads } from './pyproject';
import { lockWithUv } from './uv-command';

/** Of a project, or of the workspace that it is in. */
export const uvLock: LockFormat = {
  tool: 'uv',
  files: ['uv.lock', 'pyproject.toml'],
  wants: 'pyproject.toml',
  part: 'the dependencies',
  yieldsTo: ['poetry.lock', 'pdm.lock'], // whose projects have a pyproject.toml, too
  find: (root, fn) => {
    const lock = existsSync(join(root, fn.entry, 'pyproject.toml')) ? nearestUvLock(root, fn.entry) : undefined;
    return lock !== undefined && !onlyPoetryReads(root, fn) ? lock : undefined;
  },
  claims: (root, { entry }) => existsSync(join(root, entry, 'pyproject.toml')),
  exporter: {
    commands: ({ extras, groups }) => [[
      'export', '--locked', '--quiet', '--no-default-groups', '--no-editable', '--no-emit-project', '--no-header', '--no-annotate',
      ...selected('--extra', extras), ...selected('--group', groups),
    ]],
    inputs: (root, path, { entry }) => [entry, ...membersOf(root, path)].map((folder) => `${folder}/pyproject.toml`),
  },
  writer: {
    anyPython: false,
    write: async (root, fn, options) => {
      await lockWithUv(root, fn, options, ['lock'], 'pyproject.toml');
      return [];
    },
  },
};

function nearestUvLock(root: string, entry: string): string | undefined {
  for (let folder = entry; ; folder = dirname(folder)) {
    const path = join(folder, 'uv.lock');
    if (existsSync(join(root, path))) return path;
    if (folder === '.' || folder === '/') return undefined;
  }
}

/** The folders of this checkout that a workspace's lock was made from: the lock is stale when one of them wants other packages. */
function membersOf(root: string, path: string): string[] {
  const sources = readFileSync(join(root, path), 'utf8').matchAll(/source = \{ (?:editable|virtual|directory) = "([^"]+)"/g);
  return [dirname(path), ...[...sources].map(([, folder]) => join(dirname(path), folder))];
}
