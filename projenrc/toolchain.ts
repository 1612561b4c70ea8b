import { Component, javascript } from 'projen';
import type { PythonLambdaApp } from './python-lambda-app';
import { DEV_DEPENDENCIES, ENGINE_DEPENDENCIES, RESOLUTIONS } from './versions';

/** TypeScript, eslint and jest: one whole-repository type check, layers held by lint, fast tests. */
export class Toolchain extends Component {
  constructor(private readonly app: PythonLambdaApp) {
    super(app);
    app.addDeps(...ENGINE_DEPENDENCIES);
    app.addDevDeps(...DEV_DEPENDENCIES);
    app.package.addPackageResolutions(...RESOLUTIONS);
    app.deps.removeDependency('ts-node'); // unmaintained; tsx runs the app and .projenrc.ts
    new javascript.TypescriptConfig(app, {
      fileName: 'tsconfig.dev.json',
      extends: javascript.TypescriptConfigExtends.fromPaths(['./tsconfig.json']),
      include: ['.projenrc.ts', 'projenrc/**/*.ts', 'src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
      exclude: ['node_modules', 'test/**/fixtures/**'],
      compilerOptions: { noEmit: true, rootDir: '.', skipLibCheck: true, noUnusedLocals: true, noUnusedParameters: true },
    });
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
      'import/no-restricted-paths': ['error', { zones: LAYERS }],
      'max-lines': ['error', { max: 250 }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read the environment in src/bundling/environment.ts.' }],
    });
    eslint.addOverride({ files: ['src/bundling/environment.ts', 'test/**'], rules: { 'no-restricted-properties': 'off' } });
    const foreign = (...packages: string[]) => ({
      'no-restricted-imports': ['error', {
        paths: [...packages, { name: 'node:process', importNames: ['env'] }],
        patterns: packages.map((name) => `${name}/*`),
      }],
      'no-restricted-syntax': ['error', { selector: 'ImportExpression', message: 'Import at the top, where lint sees the layers.' }],
    });
    eslint.addOverride({ files: ['src/**'], rules: foreign('projen') });
    eslint.addOverride({ files: ['bundle-history', 'bundle-report', 'bundle-test', 'bundling', 'commands', 'doctor', 'emulator', 'pipeline-lint'].map((room) => `src/${room}/**`), rules: foreign('projen', 'aws-cdk-lib', 'constructs') });
    eslint.addOverride({ files: ['projenrc/**'], rules: foreign('aws-cdk-lib', 'constructs') });
    eslint.config.parserOptions.projectService = undefined;
  }

  private configureJest(): void {
    const jest = this.app.jest!;
    jest.addTestMatch('<rootDir>/test/**/*.test.ts');
  }
}

/** The import column of the rooms in docs/architecture.md. */
const LAYERS = [
  { target: './projenrc', from: './src', except: ['./bundling/policy.ts'], message: 'The generator shares only src/bundling/policy with the app.' },
  { target: './.projenrc.ts', from: './src', message: 'Values only: import ./projenrc.' },
  { target: './src/*.ts', from: ['access', 'bundle-history', 'bundle-report', 'bundle-test', 'bundling', 'commands', 'doctor', 'emulator', 'pipeline-lint'].map((room) => `./src/${room}`), message: 'Stacks use src/constructs only.' },
  { target: './src/bundling/policy.ts', from: './src', message: 'The policy imports nothing.' },
  { target: './src', from: './projenrc', message: 'The app never imports the generator.' },
  { target: './src/bundling', from: './src', except: ['./bundling'], message: 'The engine stands by itself.' },
  { target: './src/bundle-test', from: './src', except: ['./bundling', './bundle-test'], message: 'The bundle test builds on the engine only.' },
  { target: './src/bundle-report', from: './src', except: ['./bundle-history', './bundle-report', './bundle-test', './bundling'], message: 'Reports show what the bundle test found.' },
  { target: './src/bundle-history', from: './src', except: ['./bundle-history', './bundle-test', './bundling'], message: 'The history keeps what the bundle test measured.' },
  { target: './src/emulator', from: './src', except: ['./bundling', './emulator'], message: 'The emulator builds on the engine only.' },
  { target: './src/doctor', from: './src', except: ['./bundling', './doctor'], message: 'The doctor builds on the engine only.' },
  { target: './src/pipeline-lint', from: './src', except: ['./bundling', './pipeline-lint'], message: 'The lint builds on the engine only.' },
  { target: './src/access', from: './src', except: ['./bundling', './access'], message: 'The access stack is an app of its own.' },
  { target: './src/constructs', from: './src', except: ['./bundling', './constructs'], message: 'Constructs build on the engine only.' },
  { target: './src/commands', from: './src', except: ['./bundle-history', './bundle-report', './bundle-test', './bundling', './commands', './doctor', './emulator', './pipeline-lint', './access/account.ts', './access/template.ts'], message: 'Commands never load the CDK app.' },
];
