'use strict';
const { readdirSync, rmSync } = require('node:fs');
const { dirname } = require('node:path');

/** The sample project, the caches of tsx and of Node, and what uv locks by. */
const KEPT = /^(sample$|tsx-|node-compile-cache$|uv-[\w-]+\.lock$)/;

/** Removes the folder of temporary files that `global-setup.js` made, and fails the run if a test left something there. */
module.exports = () => {
  const folder = dirname(process.env.KIT_SAMPLE_PROJECT);
  const left = readdirSync(folder).filter((name) => !KEPT.test(name));
  rmSync(folder, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`tests left ${left.length} in the folder of temporary files: ${left.sort().join(', ')}`);
};
