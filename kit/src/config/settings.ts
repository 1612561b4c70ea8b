import { buildImage } from './build-images';
import { PRODUCTION_MODES } from './build-modes';
import { type FoundFunction, FUNCTIONS_DIRECTORY, type Sources } from './functions';
import { DEFAULT_HANDLER } from './handlers';
import type { ResolvedOptions } from './options';
import type { PipelineOptions, StageOptions } from './pipeline-options';
import { type Architecture, BUILD_MODES, type BuildMode, type Policy, type PythonVersion } from './policy';

/** One Lambda function as the generator found and configured it. Paths are relative to the project's root. */
export interface FunctionSettings {
  readonly name: string;
  readonly entry: string;
  readonly handler: string;
  readonly pythonVersion: PythonVersion;
  readonly architecture: Architecture;
  /** Bundles it, in Docker. */
  readonly image: string;
  /** What Lambda runs it in: a bundle made in Docker is imported there. @default - `image` */
  readonly runtimeImage: string;
  /** Patterns of first-party files that are not shipped: those of all functions, then its own. */
  readonly exclude: readonly string[];
  /** Folders of `lambda_src/_shared/` that are copied into the bundle. */
  readonly shared: readonly string[];
  /** Extras and dependency groups of a `pyproject.toml` that are installed too. */
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Files in its `events/` that it must answer after a deployment. @default [] */
  readonly smoke?: readonly string[];
  /** Variables for tests of its bundle, in place of those that the stack sets. They are part of no key. @default {} */
  readonly testEnvironment?: Readonly<Record<string, string>>;
  /** What its bundle may take, in tests of it. It is part of no key. @default {} */
  readonly budget?: Budget;
  /** Packages that Docker may bundle otherwise than this machine; `*` stands for all. It is part of no key. @default [] */
  readonly mayDiffer?: readonly string[];
  readonly contents: BundleContents;
  readonly policy: Policy;
}

/** Limits of a bundle that a team sets itself. */
export interface Budget {
  readonly sizeMb?: number;
  readonly initMs?: number;
}

/** What is left out of a bundle or added to it, besides what the function requires. */
export interface BundleContents {
  readonly slim: boolean;
  readonly bytecode: boolean;
  readonly omitRuntimePackages: boolean;
}

/** One place to deploy to. Without an account or region, those of the caller's credentials are used. */
export interface StageSettings {
  readonly name: string;
  readonly account?: string;
  readonly region?: string;
  /** Roles that the pipeline assumes: one to deploy, and a read-only one. @default - CI/CD variables */
  readonly roleArn?: string;
  readonly readOnlyRoleArn?: string;
  readonly production: boolean;
  readonly modes: readonly BuildMode[];
  /** Branches that deploy by themselves; `*` stands for anything. @default [] */
  readonly branches?: readonly string[];
}

/** The GitLab whose pipelines deploy. */
export interface GitlabSettings {
  readonly url: string;
  /** Path of the project there. */
  readonly project?: string;
  readonly defaultBranch: string;
}

/** The stage of `npx projen local`: any bundle will do, if it is one. */
export const LOCAL_STAGE: StageSettings = { name: 'local', production: false, modes: BUILD_MODES };

/** The CI/CD variable in which the pipeline carries the digest of a stage's assembly from job to job. */
export function digestVariable(stage: string): string {
  return `ASSEMBLY_DIGEST_${stage.toUpperCase().replaceAll('-', '_')}`;
}

/** The CI/CD variable in which a person hands over the id of the plan whose broader permissions they accept. */
export const ACCEPT_VARIABLE = 'ACCEPT_PLAN';

/** The CI/CD variable that carries the proof of a release's bundles from the job that makes them to the one that assembles. */
export const PROOF_VARIABLE = 'BUNDLES_PROOF';

/** What `npx projen local` deploys to. */
export type LocalAws = 'ministack' | 'endpoint' | 'account';

/** What the generator read. */
export interface Origin {
  /** SHA-256 of `.projenrc.ts` and what it imports of the project, without what lint changes by itself. */
  readonly projenrc: string;
  /** Folders of functions. */
  readonly functions: readonly string[];
}

export interface Settings {
  readonly project: string;
  /** @default - unknown: of a kit that did not note it */
  readonly madeFrom?: Origin;
  readonly functions: Readonly<Record<string, FunctionSettings>>;
  /** Patterns of `bundling.exclude`, which each function's own list has too: they tell which option one is of. @default [] */
  readonly exclude?: readonly string[];
  readonly stages: readonly StageSettings[];
  readonly local: { readonly aws: LocalAws };
  readonly gitlab: GitlabSettings;
  /** Code that may be deployed although nothing is known of it: its construct path, and why. @default {} */
  readonly allowedCode?: Readonly<Record<string, string>>;
}

/** What the CDK app and the commands are told of the options. */
export function settingsOf(options: ResolvedOptions, { functions }: Pick<Sources, 'functions'>): Settings {
  return {
    project: options.name,
    functions: Object.fromEntries(functions.map((found) => [found.name, functionSettings(options, found)])),
    ...(options.bundling.exclude.length > 0 && { exclude: options.bundling.exclude }),
    stages: options.pipeline.stages.map(stageSettings),
    local: options.local,
    gitlab: gitlabSettings(options.pipeline.gitlab),
    ...(Object.keys(options.deployment.allow).length > 0 && { allowedCode: options.deployment.allow }),
  };
}

function functionSettings(options: ResolvedOptions, { name, folder, handler = DEFAULT_HANDLER }: FoundFunction): FunctionSettings {
  const own = Object.hasOwn(options.functions, name) ? options.functions[name] : undefined; // of a folder called `constructor`, too
  const { slim, bytecode, omitRuntimePackages, policy, image, runtimeImage, exclude } = options.bundling;
  const pythonVersion = own?.pythonVersion ?? options.pythonVersion;
  const architecture = own?.architecture ?? options.architecture;
  const named = (reference: string) => reference.replaceAll('{python}', pythonVersion).replaceAll('{architecture}', architecture);
  return {
    name,
    entry: `${FUNCTIONS_DIRECTORY}/${folder}`,
    handler: own?.handler ?? handler,
    pythonVersion,
    architecture,
    image: image === undefined ? buildImage(pythonVersion) : named(image),
    runtimeImage: named(runtimeImage),
    exclude: [...exclude, ...(own?.exclude ?? [])],
    shared: own?.shared ?? [],
    extras: own?.extras ?? [],
    groups: own?.groups ?? [],
    ...(Object.keys(own?.testEnvironment ?? {}).length > 0 && { testEnvironment: own!.testEnvironment }),
    ...(Object.keys(own?.budget ?? {}).length > 0 && { budget: own!.budget }),
    ...(own?.mayDiffer.length && { mayDiffer: own.mayDiffer }),
    ...(own?.smoke.length && { smoke: own.smoke }),
    contents: { slim, bytecode, omitRuntimePackages },
    policy,
  };
}

function stageSettings(stage: StageOptions): StageSettings {
  return {
    name: stage.name,
    ...(stage.account && { account: stage.account }),
    ...(stage.region && { region: stage.region }),
    ...(stage.roleArn && { roleArn: stage.roleArn }),
    ...(stage.readOnlyRoleArn && { readOnlyRoleArn: stage.readOnlyRoleArn }),
    production: stage.production,
    modes: stage.modes ?? (stage.production ? PRODUCTION_MODES : BUILD_MODES),
    ...(stage.branches.length > 0 && { branches: stage.branches }),
  };
}

function gitlabSettings({ url, project, defaultBranch }: PipelineOptions['gitlab']): GitlabSettings {
  return { url, ...(project && { project }), defaultBranch };
}
