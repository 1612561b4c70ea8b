import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LockFormat, type LockTool, inFolder, selected } from './lock-format';
import { toolOf } from './pyproject';
import { writtenBy } from './uv-command';

/** It reads and writes its own lock, in an environment of its own, and never touches a bundle. */
const POETRY: LockTool = {
  run: ['tool', 'run', '--quiet', '--from', 'poetry==2.5.1', '--with', 'poetry-plugin-export==1.10.1', 'poetry'],
  environment: { POETRY_VIRTUALENVS_CREATE: 'false' },
};

export const poetryLock: LockFormat = {
  tool: 'Poetry',
  files: ['poetry.lock', 'pyproject.toml'],
  wants: 'pyproject.toml',
  part: 'the dependencies',
  find: inFolder('poetry.lock'),
  claims: (root, fn) => existsSync(join(root, fn.entry, 'poetry.lock')) || toolOf(root, fn) === 'poetry',
  exporter: {
    tool: POETRY,
    commands: ({ extras, groups }) => [[
      ...POETRY.run, 'export', '--format', 'requirements.txt', '--without-urls', '--only', ['main', ...groups].join(','), ...selected('--extras', extras),
    ]],
  },
  writer: writtenBy(POETRY, 'poetry.lock', 'pyproject.toml', ({ upgrade }) => ['lock', ...(upgrade ? ['--regenerate'] : [])]),
};
