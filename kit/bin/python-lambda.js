#!/usr/bin/env node
'use strict';
// A package holds compiled JavaScript. A checkout holds sources, which are compiled again whenever one of them changed.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const sources = join(__dirname, '../src');
const CANNOT_CREATE = 73;
/** Of a folder that this user may not write to, or that is none. */
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOSPC', 'EDQUOT'];

require(join(existsSync(sources) ? compiled() : join(__dirname, '../lib'), 'cli/main.js'));

function compiled() {
  const { BUILDS, compiled: compile } = require('./compile');
  try {
    return compile(sources);
  } catch (error) {
    if (!UNWRITABLE.includes(error.code)) throw error;
    const what = `the kit cannot be compiled: ${error.message}`;
    const fix = 'make it a folder that this user can write to, or run python-lambda --version once as a user who can';
    if (process.argv.includes('--json')) console.log(JSON.stringify({ schemaVersion: 1, error: { what, where: BUILDS, fix, code: CANNOT_CREATE } }, undefined, 2));
    console.error(`✖ ${what}\n  at  ${BUILDS}\n  fix ${fix}`);
    process.exit(CANNOT_CREATE);
  }
}
