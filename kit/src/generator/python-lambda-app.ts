import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { awscdk, javascript } from 'projen';
import { CodeOwners } from './codeowners';
import { GitlabPipeline } from './gitlab';
import { bundlingGroups } from './gitlab/bundling';
import { Kit } from './kit';
import { Projenrc } from './projenrc';
import { GeneratedSettings } from './settings';
import { Tasks } from './tasks';
import { Toolchain } from './toolchain';
import { VERSIONS } from './versions';
import { originOf } from '../config/freshness';
import { findSources } from '../config/functions';
import type { PythonLambdaAppOptions, ResolvedOptions } from '../config/options';
import { settingsOf } from '../config/settings';
import { InvalidOptions, resolveOptions } from '../config/validation';
import { ExitCode } from '../kernel/failure';

/** A CDK app in TypeScript whose Lambda functions are Python, with its commands and its GitLab pipeline. */
export class PythonLambdaApp extends awscdk.AwsCdkTypeScriptApp {
  /** Where this project has its machinery from. */
  readonly kit: Kit;

  /**
   * @param options the values of `.projenrc.ts`
   * @param outdir where to generate; tests pass a folder of their own
   * @throws InvalidOptions with every problem at once
   */
  constructor(options: PythonLambdaAppOptions, outdir: string = '.') {
    const sources = findSources(outdir, options?.functions);
    const [resolved, base] = toldPlainly(() => {
      const found = resolveOptions(options, sources);
      return [found, baseOptions(found)] as const;
    });
    super({ ...base, outdir });
    new Projenrc(this);
    this.kit = new Kit(this);
    this.cdkConfig.json.addOverride('app', [...this.kit.nodeCommand, 'src/main.ts'].join(' '));
    new Toolchain(this, resolved.pythonVersion);
    new Tasks(this);
    const settings = settingsOf(resolved, sources);
    new GeneratedSettings(this, { ...settings, madeFrom: originOf(outdir) });
    new GitlabPipeline(this, resolved, bundlingGroups(settings.functions), this.kit.isWorkspace);
    const { codeOwners } = resolved.pipeline.gitlab;
    if (codeOwners) new CodeOwners(this, codeOwners);
    this.cdkConfig.json.addDeletionOverride('build'); // projen's bundler has nothing to bundle here
    this.gitignore.exclude('.bundle-cache/', '.bundle-history/', '.toolchain/', '.tmp/', '/.doctor-*', '.npm/', '.installed/', '.uv-cache/', 'test-reports/', '__pycache__/', '.venv/', '.pytest_cache/', '.ruff_cache/');
  }
}

/** Where nobody catches invalid options, Node would show the list of problems within places in the kit's code. */
function toldPlainly<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidOptions && !process.listeners('uncaughtException').includes(tellProblems)) process.on('uncaughtException', tellProblems);
    throw error;
  }
}

function tellProblems(error: Error): void {
  const refused = error instanceof InvalidOptions;
  process.stderr.write(refused ? `${error.message}\n` : `${inspect(error)}\n`);
  process.exit(refused ? ExitCode.BAD_CONFIG : 1);
}

function baseOptions(options: ResolvedOptions): awscdk.AwsCdkTypeScriptAppOptions {
  return {
    name: options.name,
    deps: options.deps,
    devDeps: options.devDeps,
    defaultReleaseBranch: options.pipeline.gitlab.defaultBranch,
    ...licenseOf(options),
    context: recommendedFlags(),
    github: false,
    depsUpgrade: false,
    sampleCode: false,
    packageManager: javascript.NodePackageManager.NPM,
    allowScripts: ['esbuild'],
    projenVersion: VERSIONS.projen,
    cdkVersion: VERSIONS.cdkLibrary,
    cdkVersionPinning: true,
    cdkCliVersion: VERSIONS.cdkCli,
    constructsVersion: VERSIONS.constructs,
    typescriptVersion: VERSIONS.typescript,
    minNodeVersion: VERSIONS.minNode,
    projenrcTs: false,
    projenrcJs: false,
    app: 'overridden', // when it is known where the kit is
    npmignoreEnabled: false,
    watchIncludes: ['lambda_src/**'],
    tsconfig: { compilerOptions: { isolatedModules: true, skipLibCheck: true } },
    eslintOptions: { dirs: ['src', '.projenrc.ts'], devdirs: ['test'], commandOptions: { fix: false } },
    jestOptions: {
      updateSnapshot: javascript.UpdateSnapshot.NEVER,
      jestConfig: { collectCoverage: false },
    },
    lambdaAutoDiscover: false,
    edgeLambdaAutoDiscover: false,
    singletonLambdaAutoDiscover: false,
    lambdaExtensionAutoDiscover: false,
    integrationTestAutoDiscover: false,
  };
}

function licenseOf({ name, license }: ResolvedOptions): Partial<awscdk.AwsCdkTypeScriptAppOptions> {
  if (!license) return { licensed: false };
  if (!existsSync(join(dirname(require.resolve('projen/package.json')), 'license-text', `${license.spdx}.txt`))) {
    throw new InvalidOptions([`license.spdx: must be a licence whose text projen has, or leave 'license' out and write LICENSE yourself (it is '${license.spdx}')`]);
  }
  return { license: license.spdx, copyrightOwner: license.owner ?? name, copyrightPeriod: license.years };
}

/** The behaviour that aws-cdk-lib recommends to new apps, as its own list says; without it, old defaults apply. */
function recommendedFlags(): Record<string, unknown> {
  return JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8')) as Record<string, unknown>;
}
