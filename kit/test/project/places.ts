import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../../src/config/settings';
import { SETTINGS_FILE } from '../../src/config/settings-file';

/** The folder of this kit. */
export const KIT = resolve(__dirname, '../..');

/** The folder that holds this kit's packages, and in a fork the kit itself. */
export const REPOSITORY = resolve(dirname(require.resolve('projen/package.json')), '../..');

/** The project that `global-setup.js` made of the starter. All tests of a run share it, so none may change it. */
export const SAMPLE = process.env.KIT_SAMPLE_PROJECT!;

export const sampleSettings = JSON.parse(readFileSync(join(SAMPLE, SETTINGS_FILE), 'utf8')) as Settings;

/** Node with TypeScript, for programs that a test writes. They run in {@link KIT}, where the loader is found. */
export const TYPESCRIPT = ['--conditions=@python-lambda/source', '--import', 'tsx'];
