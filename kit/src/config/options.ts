import { z } from 'zod';
import { SOURCE } from './functions';
import { DEFAULT_HANDLER, HANDLER } from './handlers';
import { image, name } from './option-types';
import { pipeline } from './pipeline-options';
import { ARCHITECTURES, BUILD_MODES, MODES, PYTHON_VERSIONS } from './policy';

/** What a bundle may take. `npx projen test:bundling` fails when one is crossed, and warns from 90 % on. */
const budget = z.strictObject({
  /** Size of the bundle in megabytes, unzipped. @default - Lambda's own limit only */
  sizeMb: z.number().positive().optional(),
  /** Time in milliseconds until the handler is imported, on the machine that tests. @default - any */
  initMs: z.number().positive().optional(),
});

/** What may differ from function to function. Memory, timeout and the like belong to the stack. */
const functionOverrides = z.strictObject({
  /** Python version of this function. @default - the project's `pythonVersion` */
  pythonVersion: z.enum(PYTHON_VERSIONS).optional(),
  /** Processor architecture of this function. @default - the project's `architecture` */
  architecture: z.enum(ARCHITECTURES).optional(),
  /** `<file without .py>.<function>` that Lambda calls, as Lambda takes it: `email-lambda.run`, `api/app.run` and `api.app.run` will do. @default - `handler` or `lambda_handler` of the folder's handler.py, or of its only file that has one of them */
  handler: z.string().max(128).regex(HANDLER, `must look like '${DEFAULT_HANDLER}'`).optional(),
  /** Folder of `lambda_src/` that it is made of, where several functions are made of one: each with a `handler` of its own, and its events in `events/<name>/`. The folder is then no function by its own name, unless that is named here, too. @default - the folder of its name */
  source: z.string().regex(SOURCE, 'must be a folder of lambda_src/, without a slash at either end').optional(),
  /** Glob patterns of files that are not shipped, besides `bundling.exclude`, tests, events and caches; as paths in the bundle. @default [] */
  exclude: z.array(z.string().min(1)).default([]),
  /** Folders of `lambda_src/_shared/` that are copied into the bundle; only these functions are built anew when one changes. @default [] */
  shared: z.array(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a Python package in lambda_src/_shared')).default([]),
  /** Extras of the function's `pyproject.toml` to install. @default [] */
  extras: z.array(z.string().min(1)).default([]),
  /** Dependency groups of the function's `pyproject.toml` to install. @default [] */
  groups: z.array(z.string().min(1)).default([]),
  /** Variables that it needs in tests of its bundle, in place of those that the stack sets. @default {} */
  testEnvironment: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), z.string()).default({}),
  /** What its bundle may take. @default - see each option */
  budget: budget.prefault({}),
  /** Packages whose files may differ between the bundles made in Docker and without it; `*` allows all, and that only Docker can bundle it. @default [] */
  mayDiffer: z.array(z.string().regex(/^(\*|[a-z0-9]+(-[a-z0-9]+)*)$/, "must be a package's name in lower case with dashes, or *")).default([]),
  /** Files in its `events/` that it must answer after each deployment; they may change nothing. @default [] */
  smoke: z.array(z.string().regex(/^[\w.-]+\.json$/, 'must be the name of a JSON file')).default([]),
});

/** Which mode each purpose uses. `release` has no `skip` and no `auto`: what ships is always built. */
const policy = z.strictObject({
  /** `npx projen test` and the unit jobs. @default 'skip' */
  unit: z.enum(MODES).default('skip'),
  /** `synth`, `local`, `deploy` from a laptop. `auto` is Docker when an engine answers, else `local`. @default 'auto' */
  develop: z.enum(MODES).default('auto'),
  /** `npx projen test:bundling` and the Docker-in-Docker job. @default 'docker' */
  verify: z.enum([...BUILD_MODES, 'auto']).default('docker'),
  /** What the pipeline assembles and deploys. `in-image` is the Docker build without Docker: the job itself runs in the build image. @default 'docker' */
  release: z.enum(BUILD_MODES, { error: `must be ${BUILD_MODES.join(', ').replace(/, (?=[^,]*$)/, ' or ')}: a release is always built` }).default('docker'),
});

const bundling = z.strictObject({
  /** Purpose to mode. @default - see each purpose */
  policy: policy.prefault({}),
  /** Image that bundles in Docker, with a version or a digest; `{python}` and `{architecture}` are replaced. @default - AWS's build image of the function's Python, at a version that the kit pins */
  image: image.optional(),
  /** Image in which Docker imports every handler: Lambda's own. `{python}` and `{architecture}` are replaced. @default 'public.ecr.aws/lambda/python:{python}' */
  runtimeImage: image.default('public.ecr.aws/lambda/python:{python}'),
  /** Glob patterns of files that no function ships, as paths in the bundle, such as 'docs/**'. Packages keep theirs. @default [] */
  exclude: z.array(z.string().min(1)).default([]),
  /** Leave out the tests, type stubs and C sources of third-party packages; their metadata stays. @default false */
  slim: z.boolean().default(false),
  /** Ship bytecode of the target's Python version, which makes cold starts faster and bundles larger. @default false */
  bytecode: z.boolean().default(false),
  /** Leave out boto3 and what it needs: the Lambda runtime has them, in a version of its own choice. @default false */
  omitRuntimePackages: z.boolean().default(false),
});

const local = z.strictObject({
  /** What `npx projen local` deploys to: the local AWS (MiniStack), another one at AWS_ENDPOINT_URL, or your account. @default 'ministack' */
  aws: z.enum(['ministack', 'endpoint', 'account']).default('ministack'),
});

/** A licence that is generated. */
const license = z.strictObject({
  /** Its SPDX name, such as 'MIT' or 'Apache-2.0'. */
  spdx: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+-]*$/, "must be the SPDX name of a licence, such as 'MIT'"),
  /** The years of the copyright, such as '2026' or '2024-2026': a year of its own accord would make generated files stale. */
  years: z.string().regex(/^\d{4}(-\d{4})?$/, "must be years, such as '2026' or '2024-2026'"),
  /** Who holds the copyright. @default - the name of the project */
  owner: z.string().min(1).optional(),
});

const deployment = z.strictObject({
  /** Code that is deployed although nothing is known of it, such as a container image: its construct path, as `npx projen guard` names it, and why. @default {} */
  allow: z.record(z.string().min(1), z.string().regex(/\S/, 'must say why this code may be deployed')).default({}),
});

/** Every option. `.projenrc.ts` holds the values. */
export const optionsSchema = z.strictObject({
  /** Name of the project: its package, and the first part of its stacks' names. */
  name,
  /** Python version of the functions. @default '3.13' */
  pythonVersion: z.enum(PYTHON_VERSIONS).default('3.13'),
  /** Processor architecture of the functions. @default 'x86_64' */
  architecture: z.enum(ARCHITECTURES).default('x86_64'),
  /** Overrides by function: a folder in `lambda_src/`, or one in such a folder as `<folder>-<function>`. @default {} */
  functions: z.record(z.string(), functionOverrides).default({}),
  /** How bundles are made. @default - see each option */
  bundling: bundling.prefault({}),
  /** How the GitLab pipeline runs. @default - see each option */
  pipeline: pipeline.prefault({}),
  /** What may be deployed besides bundles. @default - see each option */
  deployment: deployment.prefault({}),
  /** Where `npx projen local` deploys to. @default - see each option */
  local: local.prefault({}),
  /** Licence of the project, for `LICENSE` and package.json. @default - none: package.json says UNLICENSED, and a LICENSE of yours is left alone */
  license: license.optional(),
  /** More npm packages of the CDK app, such as 'cdk-nag@^3'. @default [] */
  deps: z.array(z.string().min(1)).default([]),
  /** More npm packages for development. @default [] */
  devDeps: z.array(z.string().min(1)).default([]),
});

export type PythonLambdaAppOptions = z.input<typeof optionsSchema>;
export type ResolvedOptions = z.output<typeof optionsSchema>;
