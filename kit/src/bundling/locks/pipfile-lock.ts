import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LockFormat, type LockTool, inFolder } from './lock-format';
import { writtenBy } from './uv-command';

/** It reads and writes its own lock, in an environment of its own, and never touches a bundle. */
const PIPENV: LockTool = {
  run: ['tool', 'run', '--quiet', 'pipenv==2026.10.3'],
  environment: { PIPENV_IGNORE_VIRTUALENVS: '1', PIPENV_NOSPIN: '1', PIPENV_VERBOSITY: '-1' },
};

export const pipfileLock: LockFormat = {
  tool: 'Pipenv',
  files: ['Pipfile*'],
  wants: 'Pipfile',
  part: '[packages]',
  find: inFolder('Pipfile.lock'),
  claims: (root, { entry }) => ['Pipfile', 'Pipfile.lock'].some((file) => existsSync(join(root, entry, file))),
  exporter: {
    tool: PIPENV,
    commands: ({ groups }) => [
      [...PIPENV.run, 'verify'],
      [...PIPENV.run, 'requirements', '--hash', ...(groups.length > 0 ? ['--categories', ['packages', ...groups].join(' ')] : [])],
    ],
  },
  // It always takes the newest versions that fit.
  writer: writtenBy(PIPENV, 'Pipfile.lock', 'Pipfile', ({ python }) => ['lock', '--python', python]),
};
