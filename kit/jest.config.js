const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Tests mirror `src/`; a folder of `test/tiers/` holds those that need more than Node. */
const TIERS = readdirSync(join(__dirname, 'test/tiers'));

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  clearMocks: true,
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json' }] },
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', '@python-lambda/source'] },
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  setupFiles: ['<rootDir>/test/setup.js'],
  modulePathIgnorePatterns: ['<rootDir>/.build/', '<rootDir>/lib/', '<rootDir>/starter/'],
  ...more,
});

module.exports = {
  projects: [
    project('unit', ['<rootDir>/test/**/*.test.ts'], { testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/tiers/'] }),
    ...TIERS.map((tier) => project(tier, [`<rootDir>/test/tiers/${tier}/**/*.test.ts`])),
  ],
  maxWorkers: '100%', // with two cores, jest would use one
  testTimeout: 120_000, // on a busy machine; what a test waits for is an event, or has its own limit
  reporters: ['default', ['jest-junit', { outputDirectory: join(__dirname, '../test-reports'), outputName: 'kit.xml' }]],
};
