import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LockFormat } from './lock-format';

/** It reads its own lock, in an environment of its own, and never touches a bundle. */
const PIPENV = ['tool', 'run', '--quiet', 'pipenv==2026.10.3'];

export const pipfileLock: LockFormat = {
  tool: 'Pipenv',
  files: ['Pipfile*'],
  find: (root, { entry }) => (existsSync(join(root, entry, 'Pipfile.lock')) ? `${entry}/Pipfile.lock` : undefined),
  baseFolder: (_, { entry }) => entry,
  relock: () => 'pipenv lock',
  claims: (root, { entry }) => existsSync(join(root, entry, 'Pipfile.lock')),
  exporter: {
    environment: { PIPENV_IGNORE_VIRTUALENVS: '1', PIPENV_NOSPIN: '1', PIPENV_VERBOSITY: '-1' },
    commands: ({ groups }) => [
      [...PIPENV, 'verify'],
      [...PIPENV, 'requirements', '--hash', ...(groups.length > 0 ? ['--categories', ['packages', ...groups].join(' ')] : [])],
    ],
    inputs: (_, __, { entry }) => [`${entry}/Pipfile`],
  },
};
