'use strict';
const stylistic = require('@stylistic/eslint-plugin');
const typescript = require('@typescript-eslint/eslint-plugin');
const parser = require('@typescript-eslint/parser');
const imports = require('eslint-plugin-import');

/** What each folder of `src/` may import, besides itself. docs/architecture.md says why. */
const LAYERS = {
  kernel: [],
  config: ['kernel'],
  python: ['config', 'kernel'],
  toolchain: ['python', 'config', 'kernel'],
  docker: ['config', 'kernel'],
  bundling: ['docker', 'toolchain', 'python', 'config', 'kernel'],
  assembly: ['bundling', 'config', 'kernel'],
  deploy: ['assembly', 'config', 'kernel'],
  testing: ['assembly', 'bundling', 'docker', 'toolchain', 'python', 'config', 'kernel'],
  'local-aws': ['docker', 'toolchain', 'config', 'kernel'],
  doctor: ['docker', 'config', 'kernel'],
  'gitlab-lint': ['config', 'kernel'],
  access: ['toolchain', 'config', 'kernel'],
  constructs: ['assembly', 'bundling', 'config', 'kernel'],
  generator: ['config', 'kernel'],
  project: ['config', 'kernel'],
  cli: ['project', 'access', 'gitlab-lint', 'doctor', 'local-aws', 'testing', 'deploy', 'assembly', 'bundling', 'docker', 'toolchain', 'python', 'config', 'kernel'],
};

/** As LAYERS, inside of one folder: `.` stands for its own files, which may import all of its folders unless they are named here. */
const INNER_LAYERS = {
  bundling: {
    zip: [],
    store: ['zip'],
    locks: ['store'],
    plan: ['locks', 'store'],
    verification: ['plan'],
    builders: ['verification', 'plan', 'store'],
  },
  testing: { '.': [], history: ['.'], report: ['history', '.'] },
  doctor: { checks: ['.'], findings: ['.'] },
  generator: { gitlab: [] },
};

/** Commands never load the CDK app; only the app that `gitlab:access` hands to the CDK CLI does. */
const CDK_APPS = { target: './src/cli/!(gitlab-access-app).ts', from: './src/access', except: ['./account.ts', './template.ts', './settings'], message: 'Commands never load the CDK app.' };

const zones = Object.entries(LAYERS).map(([folder, below]) => ({
  target: `./src/${folder}`, from: './src', except: [folder, ...below].map((name) => `./${name}`),
  message: `src/${folder} may import ${below.join(', ') || 'nothing'}.`,
})).concat(CDK_APPS, Object.entries(INNER_LAYERS).flatMap(([folder, layers]) => innerZones(folder, { '.': Object.keys(layers), ...layers })));

/** One for each two parts of which the first may not import the second. */
function innerZones(folder, layers) {
  const place = (part) => (part === '.' ? `./src/${folder}/*.ts` : `./src/${folder}/${part}`);
  return Object.entries(layers).flatMap(([part, below]) => Object.keys(layers).filter((other) => other !== part && !below.includes(other)).map((other) => ({
    target: place(part), from: place(other), message: `In src/${folder}, ${part} may not import ${other}.`,
  })));
}

/** Packages that a folder must not load. */
const foreign = (...packages) => ({
  'no-restricted-imports': ['error', {
    paths: [...packages, { name: 'node:process', importNames: ['env'] }],
    patterns: packages.map((name) => `${name}/*`),
  }],
});

const STYLE = {
  '@stylistic/indent': ["error", 2],
  '@stylistic/quotes': ["error", "single", {"avoidEscape": true}],
  '@stylistic/comma-dangle': ["error", "always-multiline"],
  '@stylistic/comma-spacing': ["error", {"before": false, "after": true}],
  '@stylistic/no-multi-spaces': ["error", {"ignoreEOLComments": false}],
  '@stylistic/array-bracket-spacing': ["error", "never"],
  '@stylistic/array-bracket-newline': ["error", "consistent"],
  '@stylistic/object-curly-spacing': ["error", "always"],
  '@stylistic/object-curly-newline': ["error", {"multiline": true, "consistent": true}],
  '@stylistic/object-property-newline': "off",
  '@stylistic/keyword-spacing': ["error"],
  '@stylistic/brace-style': ["error", "1tbs", {"allowSingleLine": true}],
  '@stylistic/space-before-blocks': ["error"],
  '@stylistic/member-delimiter-style': ["error"],
  '@stylistic/semi': ["error", "always"],
  '@stylistic/max-len': ["error", {"code": 150, "ignoreUrls": true, "ignoreStrings": true, "ignoreTemplateLiterals": true, "ignoreComments": true}],
  '@stylistic/quote-props': ["error", "consistent-as-needed"],
  '@stylistic/key-spacing': ["error"],
  '@stylistic/no-multiple-empty-lines': ["error"],
  '@stylistic/no-trailing-spaces': ["error"],
  'curly': ["error", "multi-line", "consistent"],
  '@typescript-eslint/no-require-imports': "error",
  'import/order': ["warn", {"groups": ["builtin", "external"], "alphabetize": {"order": "asc", "caseInsensitive": true}}],
  'import/no-duplicates': ["error"],
  'no-shadow': ["off"],
  '@typescript-eslint/no-shadow': "error",
  'no-return-await': ["off"],
  'dot-notation': ["error"],
  'no-bitwise': ["error"],
  '@typescript-eslint/member-ordering': ["error", {"default": ["public-static-field", "public-static-method", "protected-static-field", "protected-static-method", "private-static-field", "private-static-method", "field", "constructor", "method"]}],
};

module.exports = [
  { ignores: ['**/*.js', '**/*.mjs', '**/*.d.ts', '.build/', 'lib/', 'starter/', 'test/**/fixtures/'] },
  {
    files: ['**/*.ts'],
    plugins: { '@typescript-eslint': typescript, 'import': imports, '@stylistic': stylistic },
    languageOptions: { parser },
    settings: {
      'import/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import/resolver': { typescript: { project: `${__dirname}/tsconfig.json`, alwaysTryTypes: true } },
    },
    rules: {
      ...STYLE,
      'import/no-restricted-paths': ['error', { basePath: __dirname, zones }],
      'max-lines': ['error', { max: 250 }],
    },
  },
  {
    files: ['src/**', 'bench/**'],
    ignores: ['src/kernel/environment.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read the environment in src/kernel/environment.ts.' }] },
  },
  {
    files: ['src/**', 'bench/**'],
    ignores: ['src/cli/main.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'ImportExpression', message: 'Import at the top, where lint sees the layers.' }] },
  },
  {
    files: ['src/**'],
    ignores: ['src/generator/**', 'src/constructs/**', 'src/access/**', 'src/cli/gitlab-access-app.ts'],
    rules: foreign('projen', 'aws-cdk-lib', 'constructs'),
  },
  { files: ['src/constructs/**', 'src/access/**', 'src/cli/gitlab-access-app.ts'], rules: foreign('projen') },
  { files: ['src/generator/**'], rules: foreign('aws-cdk-lib', 'constructs') },
];
