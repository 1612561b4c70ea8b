import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LockFormat, selected } from './lock-format';
import { toolOf } from './pyproject';
import { type LockTool, lockWithTool } from './uv-command';

/** It reads and writes its own lock, and never touches a bundle. Of hishel, it takes any version, and fails with the newest. */
const PDM: LockTool = {
  run: ['tool', 'run', '--quiet', '--from', 'pdm==2.29.4', '--with', 'hishel==1.4.0', 'pdm'],
  environment: { PDM_USE_VENV: 'false', PDM_CHECK_UPDATE: 'false', PDM_IGNORE_SAVED_PYTHON: '1' },
  leaves: ['.pdm-python'],
};

export const pdmLock: LockFormat = {
  tool: 'PDM',
  files: ['pdm.lock', 'pdm.toml', '.pdm-python', 'pyproject.toml'],
  find: (root, { entry }) => (existsSync(join(root, entry, 'pdm.lock')) ? `${entry}/pdm.lock` : undefined),
  baseFolder: (_, { entry }) => entry,
  relock: ({ name }) => `npx projen lock ${name}`,
  claims: (root, fn) => existsSync(join(root, fn.entry, 'pdm.lock')) || toolOf(root, fn) === 'pdm',
  wants: 'pyproject.toml',
  exporter: {
    ...PDM,
    commands: ({ extras, groups }) => [
      [...PDM.run, 'lock', '--check'],
      // Without a group that is named, PDM would take all that are for development.
      [...PDM.run, 'export', '--format', 'requirements', ...(groups.length > 0 ? [] : ['--prod']), ...selected('--group', [...extras, ...groups])],
    ],
    inputs: (_, __, { entry }) => [`${entry}/pyproject.toml`],
  },
  writer: {
    anyPython: false,
    write: async (root, fn, options) => {
      const kept = existsSync(join(root, fn.entry, 'pdm.lock')) && !options.upgrade;
      await lockWithTool(root, fn, options, PDM, ['lock', ...(kept ? ['--update-reuse'] : [])], 'pyproject.toml');
      return [];
    },
  },
};
