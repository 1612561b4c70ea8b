import { Component, TextFile, javascript } from 'projen';
import type { PythonLambdaApp } from './python-lambda-app';
import { DEV_DEPENDENCIES, RESOLUTIONS } from './versions';
import type { PythonVersion } from '../config/policy';

/** TypeScript, eslint, jest and ruff for the team's files. */
export class Toolchain extends Component {
  constructor(private readonly app: PythonLambdaApp, pythonVersion: PythonVersion) {
    super(app);
    app.addDevDeps(...DEV_DEPENDENCIES);
    app.package.addPackageResolutions(...RESOLUTIONS);
    app.deps.removeDependency('ts-node'); // unmaintained; tsx runs the app and .projenrc.ts
    app.tryRemoveFile('test/tsconfig.json');
    new javascript.TypescriptConfig(app, {
      fileName: 'tsconfig.dev.json',
      extends: javascript.TypescriptConfigExtends.fromPaths(['./tsconfig.json']),
      include: ['.projenrc.ts', 'src/**/*.ts', 'test/**/*.ts'],
      exclude: ['node_modules'],
      compilerOptions: { noEmit: true, rootDir: '.', skipLibCheck: true, noUnusedLocals: true, noUnusedParameters: true },
    });
    app.tsconfig!.file.addOverride('compilerOptions.customConditions', app.kit.conditions);
    const ruff = new TextFile(app, '.projen/ruff.toml', { marker: true });
    ruff.addLine(`# ${ruff.marker}`);
    ruff.addLine(`target-version = "py${pythonVersion.replace('.', '')}"`);
    this.configureEslint();
    this.configureJest();
  }

  /** GitLab folds generated files in reviews by its own attribute, which projen does not write. */
  public preSynthesize(): void {
    for (const file of this.app.files) this.app.gitattributes.addAttributes(`/${file.path}`, 'gitlab-generated');
  }

  private configureEslint(): void {
    const eslint = this.app.eslint!;
    eslint.addRules({
      // Type-aware rules made lint seven times slower; `typecheck` covers what they find.
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/return-await': 'off',
      '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreComments: true }],
      '@stylistic/quotes': ['error', 'single', { avoidEscape: true }],
      '@stylistic/object-property-newline': 'off',
      'import/no-extraneous-dependencies': 'off', // a package that is not installed does not compile
      'import/no-unresolved': 'off', // as above
      'no-restricted-imports': ['error', { patterns: ['**/kit/*', 'python-lambda-kit/src/*'] }],
    });
    eslint.config.parserOptions.projectService = undefined;
    eslint.addIgnorePattern('!.projenrc.ts');
  }

  private configureJest(): void {
    const { config } = this.app.jest!;
    config.roots = ['<rootDir>/src', '<rootDir>/test'];
    config.testMatch = ['<rootDir>/test/**/*.test.ts'];
    config.transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }] };
    if (this.app.kit.isWorkspace) config.testEnvironmentOptions = { customExportConditions: ['node', 'node-addons', ...this.app.kit.conditions] };
  }
}
