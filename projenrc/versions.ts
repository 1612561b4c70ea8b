/**
 * npm packages that were seen working together, each with its reason. Exact where a newer one is known to break:
 * aws-cdk's `latest` is 3.0.0, published by accident (https://github.com/aws/aws-cdk/issues/38113), TypeScript 7 and
 * eslint 10 are not supported by projen, and unrs-resolver 1.13 breaks `npm ci` where a platform package is missing.
 */
export const VERSIONS = {
  projen: '0.103.25',
  constructs: '10.8.1',
  cdkLibrary: '2.276.0',
  cdkCli: '2.1148.1',
  typescript: '~6.0.3',
  minNode: '20.19.0',
} as const;

/** What the engine and the commands stand on; `docs/dependencies.md` gives the reasons. */
export const ENGINE_DEPENDENCIES = [
  '@aws-sdk/client-cloudformation@^3.1000.0',
  '@aws-sdk/client-lambda@^3.1000.0',
  '@cyclonedx/cyclonedx-library@^10.3.0',
  'ajv@^8.17.1',
  'commander@^14.0.3',
  'echarts@^6.1.0',
  'junit-report-builder@^5.1.2',
  'picocolors@^1.1.1',
  'picomatch@^4.0.7',
  'proper-lockfile@^4.1.2',
  'tinyglobby@^0.2.17',
  'undici@^7.30.2',
  'yaml@^2.9.1',
  'yauzl@^3.4.0',
] as const;

/** What generates, runs and checks them. */
export const DEV_DEPENDENCIES = ['@aws-sdk/client-s3@^3.1000.0', '@types/node@^20', '@types/picomatch@^4', '@types/proper-lockfile@^4', '@types/yauzl@^3', 'tsx@^4.23.15', 'zod@^4.6.7'] as const;

export const RESOLUTIONS = ['unrs-resolver@1.12.2'] as const;
