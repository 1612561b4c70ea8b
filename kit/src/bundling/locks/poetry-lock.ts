import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LockFormat, selected } from './lock-format';

/** It reads its own lock, in an environment of its own, and never touches a bundle. */
const POETRY = ['--from', 'poetry==2.5.1', '--with', 'poetry-plugin-export==1.10.1', 'poetry'];

export const poetryLock: LockFormat = {
  tool: 'Poetry',
  files: ['poetry.lock', 'pyproject.toml'],
  find: (root, { entry }) => (existsSync(join(root, entry, 'poetry.lock')) ? `${entry}/poetry.lock` : undefined),
  baseFolder: (_, { entry }) => entry,
  relock: () => 'poetry lock',
  claims: (root, { entry }) => existsSync(join(root, entry, 'poetry.lock')),
  exporter: {
    environment: { POETRY_VIRTUALENVS_CREATE: 'false' },
    commands: ({ extras, groups }) => [[
      'tool', 'run', '--quiet', ...POETRY, 'export', '--format', 'requirements.txt', '--without-urls', '--only', ['main', ...groups].join(','),
      ...selected('--extras', extras),
    ]],
    inputs: (_, __, { entry }) => [`${entry}/pyproject.toml`],
  },
};
