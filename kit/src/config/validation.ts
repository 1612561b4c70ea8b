import { BUILD_MODE_TRAITS, PRODUCTION_MODES } from './build-modes';
import { FUNCTIONS_DIRECTORY, SHARED_DIRECTORY, SOURCE, type Sources } from './functions';
import { describeIssue, requirementOf } from './option-messages';
import { type PythonLambdaAppOptions, type ResolvedOptions, optionsSchema } from './options';
import type { StageInput } from './pipeline-options';
import { AMAZON_LINUX_2_PYTHONS, BUILD_MODES, isBuildMode } from './policy';

/** All that is wrong with the options, one line each with the option's name. */
export class InvalidOptions extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`.projenrc.ts has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'InvalidOptions';
  }
}

/**
 * Fills in the defaults and checks the values, and how they fit together.
 *
 * @param sources what was found in `lambda_src/`
 * @throws InvalidOptions with every problem at once
 */
export function resolveOptions(options: PythonLambdaAppOptions, sources: Sources): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options ?? {}, { error: requirementOf, reportInput: true });
  const given = isObject(options) ? options : {};
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(describeIssue)),
    ...functionProblems(given as PythonLambdaAppOptions, sources),
    ...stageProblems(parsed.data ?? (given as PythonLambdaAppOptions)),
    ...(parsed.data ? runnerProblems(parsed.data, sources.functions.map(({ name }) => name)) : []),
  ];
  if (!parsed.success || problems.length > 0) throw new InvalidOptions(problems);
  return parsed.data;
}

function functionProblems({ functions }: PythonLambdaAppOptions, sources: Sources): string[] {
  const badNames = sources.functions
    .filter(({ name }) => !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name))
    .map(({ folder }) => `${FUNCTIONS_DIRECTORY}/${folder}: a function's folder must be letters, digits, dashes, dots and underscores, 64 of them at most with those that it is in; rename it`);
  const named = Object.entries<unknown>(isObject(functions) ? functions : {}).flatMap(([name, own]) => {
    const fn = sources.functions.find((one) => one.name === name);
    if (!fn) return [noSuchFunction(name, isObject(own) ? own.source : undefined, sources)];
    if (!isObject(own)) return [];
    return [
      ...missing(`functions.${name}.smoke`, own.smoke, `event ${FUNCTIONS_DIRECTORY}/${fn.folder}/events/`, fn.events),
      ...missing(`functions.${name}.shared`, own.shared, `folder ${FUNCTIONS_DIRECTORY}/${SHARED_DIRECTORY}/`, sources.shared),
    ];
  });
  return [...sources.problems, ...badNames, ...named];
}

function noSuchFunction(name: string, source: unknown, { functions }: Sources): string {
  if (typeof source === 'string' && SOURCE.test(source)) return `functions.${name}.source: there is no folder ${FUNCTIONS_DIRECTORY}/${source} (${found(functions.map(({ folder }) => folder))})`;
  const meant = functions.find(({ folder }) => folder === name);
  return `functions.${name}: ${meant ? `this function is called ${meant.name}` : `there is no folder ${FUNCTIONS_DIRECTORY}/${name} (${found(functions.map((one) => one.name))})`}`;
}

/** Items of a list that name nothing; what is no name, the schema tells. */
function missing(option: string, items: unknown, place: string, there: readonly string[]): string[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown, i) => (typeof item !== 'string' || !/^[\w.-]+$/.test(item) || there.includes(item)
    ? [] : [`${option}[${i}]: there is no ${place}${item}; make it, or name one that is there (${found(there)})`]));
}

function found(names: readonly string[]): string {
  return `found: ${names.join(', ') || 'none'}`;
}

/** Where the schema failed these are the raw options, so that all problems are reported together. */
function stageProblems({ pipeline, bundling }: PythonLambdaAppOptions | ResolvedOptions): string[] {
  const stages = pipeline?.stages;
  if (!Array.isArray(stages)) return [];
  const release = bundling?.policy?.release ?? 'docker';
  return stages.flatMap((stage: StageInput | undefined, i) => {
    const at = `pipeline.stages[${i}]`;
    if (!isObject(stage)) return [];
    const twice = typeof stage.name === 'string' && stages.findIndex((other) => other?.name === stage.name) < i;
    const modes = stage.modes ?? (stage.production ? PRODUCTION_MODES : BUILD_MODES);
    return [
      ...(twice ? [`${at}.name: '${stage.name}' is there twice`] : []),
      ...(stage.production && stage.branches?.length ? [`${at}.branches: production is deployed by hand, so it can have none`] : []),
      ...(Array.isArray(modes) && isBuildMode(release) && !modes.includes(release)
        ? [`${at}.modes: bundling.policy.release is '${release}', which this stage does not allow (${modes.join(', ')})`] : []),
    ];
  });
}

/** What no runner could do. */
function runnerProblems({ pythonVersion, architecture, functions, bundling, pipeline }: ResolvedOptions, names: readonly string[]): string[] {
  const { policy: { release }, image } = bundling;
  const { dockerInDocker: { connection }, gitlab: { arm64Tags } } = pipeline;
  if (BUILD_MODE_TRAITS[release].needsEngine && connection === 'none') {
    return [`pipeline.dockerInDocker.connection: it is 'none', and bundling.policy.release is '${release}', which needs a daemon`];
  }
  if (!BUILD_MODE_TRAITS[release].runsInBuildImage) return [];
  const elsewhere = BUILD_MODES.filter((mode) => !BUILD_MODE_TRAITS[mode].runsInBuildImage).map((mode) => `'${mode}'`).join(' or ');
  const old = names.filter((name) => AMAZON_LINUX_2_PYTHONS.includes(functions[name]?.pythonVersion ?? pythonVersion));
  const arm = names.filter((name) => (functions[name]?.architecture ?? architecture) === 'arm64');
  return [
    // https://github.com/nodejs/node/blob/main/BUILDING.md#platform-list: Node needs glibc 2.28, Amazon Linux 2 has 2.26
    ...(old.length > 0 && (image === undefined || image.includes('{python}'))
      ? [`bundling.policy.release: '${release}' needs Python 3.12 or later, as no current Node runs in an older image (${old.join(', ')})`] : []),
    ...(arm.length > 0 && arm64Tags.length === 0
      ? [`pipeline.gitlab.arm64Tags: name the runners that bundle ${arm.join(', ')} for arm64 in the image, or set bundling.policy.release to ${elsewhere}`] : []),
  ];
}

function isObject(value: unknown): value is Record<string, unknown> & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
