#!/usr/bin/env node
'use strict';
// A package holds compiled JavaScript. A checkout holds sources, which are compiled again whenever one of them changed.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const sources = join(__dirname, '../src');
require(join(existsSync(sources) ? require('./compile').compiled(sources) : join(__dirname, '../lib'), 'cli/main.js'));
