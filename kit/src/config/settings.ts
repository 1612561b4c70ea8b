import { buildImage } from './build-images';
import { PRODUCTION_MODES } from './build-modes';
import { DEFAULT_HANDLER, FUNCTIONS_DIRECTORY } from './functions';
import type { ResolvedOptions } from './options';
import type { PipelineOptions, StageOptions } from './pipeline-options';
import { BUILD_MODES, type FunctionSettings, type GitlabSettings, type Settings, type StageSettings } from './policy';

/** What the CDK app and the commands are told of the options. */
export function settingsOf(options: ResolvedOptions, functionNames: readonly string[]): Settings {
  return {
    project: options.name,
    functions: Object.fromEntries(functionNames.map((name) => [name, functionSettings(options, name)])),
    ...(options.bundling.exclude.length > 0 && { exclude: options.bundling.exclude }),
    stages: options.pipeline.stages.map(stageSettings),
    local: options.local,
    gitlab: gitlabSettings(options.pipeline.gitlab),
    ...(Object.keys(options.deployment.allow).length > 0 && { allowedCode: options.deployment.allow }),
  };
}

function functionSettings(options: ResolvedOptions, name: string): FunctionSettings {
  const own = options.functions[name];
  const { slim, bytecode, omitRuntimePackages, policy, image, runtimeImage, exclude } = options.bundling;
  const pythonVersion = own?.pythonVersion ?? options.pythonVersion;
  const architecture = own?.architecture ?? options.architecture;
  const named = (reference: string) => reference.replaceAll('{python}', pythonVersion).replaceAll('{architecture}', architecture);
  return {
    name,
    entry: `${FUNCTIONS_DIRECTORY}/${name}`,
    handler: own?.handler ?? DEFAULT_HANDLER,
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
