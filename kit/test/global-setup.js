'use strict';
const { execFileSync } = require('node:child_process');
const { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, resolve } = require('node:path');

const KIT = resolve(__dirname, '..');

/** A folder of temporary files of the run's own, with a project made of the starter: it stands for any team's, and is the same in every fork. */
module.exports = () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kit-')));
  chmodSync(folder, 0o755); // some tests are another user in it
  shareCompiled(folder);
  process.env.TMPDIR = folder;
  process.env.GIT_CEILING_DIRECTORIES = folder; // it may be inside of a checkout, whose commits are none of a test's
  process.env.KIT_SAMPLE_PROJECT = sampleProject(join(folder, 'sample'));
};

/** What tsx has compiled before outlives the run. */
function shareCompiled(folder) {
  const compiled = `tsx-${process.getuid?.()}`;
  mkdirSync(join(tmpdir(), compiled), { recursive: true });
  symlinkSync(join(realpathSync(tmpdir()), compiled), join(folder, compiled));
}

function sampleProject(root) {
  cpSync(join(KIT, 'starter'), root, { recursive: true });
  mkdirSync(join(KIT, '.toolchain'), { recursive: true }); // programs that outlive a run of the tests
  symlinkSync(join(KIT, '.toolchain'), join(root, '.toolchain'));
  symlinkSync(KIT, join(root, 'kit'));
  symlinkSync(dirname(dirname(require.resolve('projen/package.json'))), join(root, 'node_modules'));
  execFileSync(process.execPath, ['--conditions=@python-lambda/source', '--import', 'tsx', '.projenrc.ts'], {
    cwd: root, env: { ...process.env, PROJEN_DISABLE_POST: 'true' }, stdio: ['ignore', 'ignore', 'inherit'], timeout: 60_000,
  });
  return root;
}
