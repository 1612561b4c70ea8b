import { inspect } from 'node:util';
import { BUILD_MODE_TRAITS, PRODUCTION_MODES } from './build-modes';
import { type PythonLambdaAppOptions, type ResolvedOptions, optionsSchema } from './options';
import type { StageInput } from './pipeline-options';
import { BUILD_MODES, isBuildMode } from './policy';

/** All that is wrong with the options, one line each with the option's name. */
export class InvalidOptions extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`.projenrc.ts has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'InvalidOptions';
    this.stack = this.message; // the place in the template's code says nothing to who wrote the options
    Object.defineProperty(this, 'problems', { enumerable: false });
  }

  /** Node shows what nobody caught by this: the list, and nothing around it. */
  [inspect.custom](): string {
    return this.message;
  }
}

/**
 * Fills in the defaults and checks the values, and how they fit together.
 *
 * @param functionNames the folders found in `lambda_src/`
 * @throws InvalidOptions with every problem at once
 */
export function resolveOptions(options: PythonLambdaAppOptions, functionNames: readonly string[]): ResolvedOptions {
  const parsed = optionsSchema.safeParse(options ?? {});
  const given = isObject(options) ? options : {};
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(describe)),
    ...functionProblems(given as PythonLambdaAppOptions, functionNames),
    ...stageProblems(parsed.data ?? (given as PythonLambdaAppOptions)),
    ...(parsed.data ? runnerProblems(parsed.data, functionNames) : []),
  ];
  if (!parsed.success || problems.length > 0) throw new InvalidOptions(problems);
  return parsed.data;
}

type Issue = NonNullable<ReturnType<typeof optionsSchema.safeParse>['error']>['issues'][number];

function describe(issue: Issue): string[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${path ? `${path}.` : ''}${key}: is not an option`);
  }
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => `${path}: ${message}`);
  return [`${path || 'options'}: ${issue.message}`];
}

function functionProblems(options: PythonLambdaAppOptions, names: readonly string[]): string[] {
  const badNames = names
    .filter((name) => !/^[a-z][a-z0-9_-]{0,39}$/.test(name))
    .map((name) => `lambda_src/${name}: a function's folder must be lower-case letters, digits, dashes and underscores`);
  const unknown = Object.keys(isObject(options.functions) ? options.functions : {})
    .filter((name) => !names.includes(name))
    .map((name) => `functions.${name}: there is no folder lambda_src/${name} (found: ${names.join(', ') || 'none'})`);
  return [...badNames, ...unknown];
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
  const old = names.filter((name) => ['3.9', '3.10', '3.11'].includes(functions[name]?.pythonVersion ?? pythonVersion));
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
