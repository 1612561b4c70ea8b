import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LockFormat, selected } from './lock-format';
import { toolOf } from './pyproject';
import { type LockTool, lockWithTool } from './uv-command';

/** It reads and writes its own lock, in an environment of its own, and never touches a bundle. */
const POETRY: LockTool = {
  run: ['tool', 'run', '--quiet', '--from', 'poetry==2.5.1', '--with', 'poetry-plugin-export==1.10.1', 'poetry'],
  environment: { POETRY_VIRTUALENVS_CREATE: 'false' },
};

export const poetryLock: LockFormat = {
  tool: 'Poetry',
  files: ['poetry.lock', 'pyproject.toml'],
  find: (root, { entry }) => (existsSync(join(root, entry, 'poetry.lock')) ? `${entry}/poetry.lock` : undefined),
  baseFolder: (_, { entry }) => entry,
  relock: ({ name }) => `npx projen lock ${name}`,
  claims: (root, fn) => existsSync(join(root, fn.entry, 'poetry.lock')) || toolOf(root, fn) === 'poetry',
  wants: 'pyproject.toml',
  exporter: {
    ...POETRY,
    commands: ({ extras, groups }) => [[
      ...POETRY.run, 'export', '--format', 'requirements.txt', '--without-urls', '--only', ['main', ...groups].join(','), ...selected('--extras', extras),
    ]],
    inputs: (_, __, { entry }) => [`${entry}/pyproject.toml`],
  },
  writer: {
    anyPython: false,
    write: async (root, fn, options) => {
      await lockWithTool(root, fn, options, POETRY, ['lock', ...(options.upgrade ? ['--regenerate'] : [])], 'pyproject.toml');
      return [];
    },
  },
};
