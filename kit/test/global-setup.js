'use strict';
const { execFileSync } = require('node:child_process');
const { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');

const KIT = resolve(__dirname, '..');

/** A project made of the starter, in a folder of its own: it stands for any team's, and is the same in every fork. */
module.exports = () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kit-sample-')));
  cpSync(join(KIT, 'starter'), root, { recursive: true });
  mkdirSync(join(KIT, '.toolchain'), { recursive: true }); // programs that outlive a run of the tests
  symlinkSync(join(KIT, '.toolchain'), join(root, '.toolchain'));
  symlinkSync(KIT, join(root, 'kit'));
  symlinkSync(dirname(dirname(require.resolve('projen/package.json'))), join(root, 'node_modules'));
  execFileSync(process.execPath, ['--conditions=@python-lambda/source', '--import', 'tsx', '.projenrc.ts'], {
    cwd: root, env: { ...process.env, PROJEN_DISABLE_POST: 'true' }, stdio: ['ignore', 'ignore', 'inherit'], timeout: 60_000,
  });
  process.env.KIT_SAMPLE_PROJECT = root;
};
