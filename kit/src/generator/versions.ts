import PACKAGE from 'python-lambda-kit/package.json';

/**
 * npm packages that were seen working together, as this kit's own package.json has them: a project and the kit in it
 * share one copy of each. Exact where a newer one is known to break: aws-cdk's `latest` is 3.0.0, published by accident
 * (https://github.com/aws/aws-cdk/issues/38113), TypeScript 7 and eslint 10 are not supported by projen, and
 * unrs-resolver 1.13 breaks `npm ci` where a platform package is missing.
 */
export const VERSIONS = {
  kit: PACKAGE.version,
  projen: PACKAGE.peerDependencies.projen,
  constructs: PACKAGE.peerDependencies.constructs.replace('^', ''),
  cdkLibrary: PACKAGE.peerDependencies['aws-cdk-lib'],
  cdkCli: PACKAGE.peerDependencies['aws-cdk'],
  typescript: PACKAGE.devDependencies.typescript,
  minNode: PACKAGE.engines.node.replace('>= ', ''),
} as const;

/** What a project generates, runs and checks itself with; projen would take the newest of most. */
export const DEV_DEPENDENCIES = ([
  '@stylistic/eslint-plugin', '@types/jest', '@types/node', '@typescript-eslint/eslint-plugin', '@typescript-eslint/parser', 'esbuild', 'eslint',
  'eslint-import-resolver-typescript', 'eslint-plugin-import', 'jest', 'jest-junit', 'ts-jest', 'tsx',
] as const).map((name) => `${name}@${PACKAGE.devDependencies[name]}`);

export const RESOLUTIONS = ['unrs-resolver@1.12.2'] as const;
