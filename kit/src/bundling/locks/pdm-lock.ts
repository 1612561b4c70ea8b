import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LockFormat, type LockTool, inFolder, selected } from './lock-format';
import { toolOf } from './pyproject';
import { writtenBy } from './uv-command';

/** It reads and writes its own lock, and never touches a bundle. Of hishel, it takes any version, and fails with the newest. */
const PDM: LockTool = {
  run: ['tool', 'run', '--quiet', '--from', 'pdm==2.29.4', '--with', 'hishel==1.4.0', 'pdm'],
  environment: { PDM_USE_VENV: 'false', PDM_CHECK_UPDATE: 'false', PDM_IGNORE_SAVED_PYTHON: '1' },
  leaves: ['.pdm-python'],
};

export const pdmLock: LockFormat = {
  tool: 'PDM',
  files: ['pdm.lock', 'pdm.toml', '.pdm-python', 'pyproject.toml'],
  wants: 'pyproject.toml',
  part: 'the dependencies',
  find: inFolder('pdm.lock'),
  claims: (root, fn) => existsSync(join(root, fn.entry, 'pdm.lock')) || toolOf(root, fn) === 'pdm',
  exporter: {
    tool: PDM,
    commands: ({ extras, groups }) => [
      [...PDM.run, 'lock', '--check'],
      // Without a group that is named, PDM would take all that are for development.
      [...PDM.run, 'export', '--format', 'requirements', ...(groups.length > 0 ? [] : ['--prod']), ...selected('--group', [...extras, ...groups])],
    ],
  },
  writer: writtenBy(PDM, 'pdm.lock', 'pyproject.toml', ({ upgrade }, isLocked) => ['lock', ...(isLocked && !upgrade ? ['--update-reuse'] : [])]),
};
