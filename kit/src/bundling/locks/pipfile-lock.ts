import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LockFormat } from './lock-format';
import { type LockTool, lockWithTool } from './uv-command';

/** It reads and writes its own lock, in an environment of its own, and never touches a bundle. */
const PIPENV: LockTool = {
  run: ['tool', 'run', '--quiet', 'pipenv==2026.10.3'],
  environment: { PIPENV_IGNORE_VIRTUALENVS: '1', PIPENV_NOSPIN: '1', PIPENV_VERBOSITY: '-1' },
};

export const pipfileLock: LockFormat = {
  tool: 'Pipenv',
  files: ['Pipfile*'],
  find: (root, { entry }) => (existsSync(join(root, entry, 'Pipfile.lock')) ? `${entry}/Pipfile.lock` : undefined),
  baseFolder: (_, { entry }) => entry,
  relock: ({ name }) => `npx projen lock ${name}`,
  claims: (root, { entry }) => ['Pipfile', 'Pipfile.lock'].some((file) => existsSync(join(root, entry, file))),
  wants: 'Pipfile',
  exporter: {
    ...PIPENV,
    commands: ({ groups }) => [
      [...PIPENV.run, 'verify'],
      [...PIPENV.run, 'requirements', '--hash', ...(groups.length > 0 ? ['--categories', ['packages', ...groups].join(' ')] : [])],
    ],
    inputs: (_, __, { entry }) => [`${entry}/Pipfile`],
  },
  writer: {
    anyPython: false,
    write: async (root, fn, options) => { // it always takes the newest versions that fit
      await lockWithTool(root, fn, options, PIPENV, ['lock', '--python', options.python], 'Pipfile');
      return [];
    },
  },
};
