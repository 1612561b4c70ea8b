'use strict';
const { rmSync } = require('node:fs');

module.exports = () => rmSync(process.env.KIT_SAMPLE_PROJECT, { recursive: true, force: true });
