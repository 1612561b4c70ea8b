import { z } from 'zod';
import { ARCHITECTURES, BUILD_MODES, type BuildMode, MODES, PYTHON_VERSIONS } from '../src/bundling/policy';

/** Letters, digits and dashes: the name goes into stack names, job names and folders. */
const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes, and start with a letter');
const branch = z.string().regex(/^[A-Za-z0-9._/*-]+$/, 'must be a branch name, in which * stands for anything');
const image = z.string().regex(/^[a-z0-9][\w.\-/:@${}]*$/i, 'must be an image reference');

/** What may differ from function to function. Memory, timeout and the like belong to the stack. */
const functionOverrides = z.strictObject({
  /** Python version of this function. @default - the project's `pythonVersion` */
  pythonVersion: z.enum(PYTHON_VERSIONS).optional(),
  /** Processor architecture of this function. @default - the project's `architecture` */
  architecture: z.enum(ARCHITECTURES).optional(),
  /** `<file without .py>.<function>` that Lambda calls. @default 'handler.handler' */
  handler: z.string().regex(/^[A-Za-z_][\w/]*(\.[A-Za-z_]\w*)+$/, "must look like 'handler.handler'").default('handler.handler'),
  /** Glob patterns of files that are not shipped, besides tests, events and caches. @default [] */
  exclude: z.array(z.string().min(1)).default([]),
  /** Folders of `lambda_src/_shared/` that are copied into the bundle; only these functions are built anew when one changes. @default [] */
  shared: z.array(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a Python package in lambda_src/_shared')).default([]),
  /** Extras of the function's `pyproject.toml` to install. @default [] */
  extras: z.array(z.string().min(1)).default([]),
  /** Dependency groups of the function's `pyproject.toml` to install. @default [] */
  groups: z.array(z.string().min(1)).default([]),
});

/** Which mode each purpose uses. `release` has no `skip` and no `auto`: what ships is always built. */
const policy = z.strictObject({
  /** `npx projen test` and the unit jobs. @default 'skip' */
  unit: z.enum(MODES).default('skip'),
  /** `synth`, `local`, `deploy` from a laptop. `auto` is Docker when an engine answers, else `local`. @default 'auto' */
  develop: z.enum(MODES).default('auto'),
  /** `npx projen test:bundling` and the Docker-in-Docker job. @default 'docker' */
  verify: z.enum([...BUILD_MODES, 'auto']).default('docker'),
  /** What the pipeline assembles and deploys. @default 'docker' */
  release: z.enum(BUILD_MODES, { error: 'must be docker, local or in-image: a release is always built' }).default('docker'),
});

const bundling = z.strictObject({
  /** Purpose to mode. @default - see each purpose */
  policy: policy.prefault({}),
  /** Image that bundles in Docker; `{python}` and `{architecture}` are replaced. @default 'public.ecr.aws/sam/build-python{python}' */
  image: image.default('public.ecr.aws/sam/build-python{python}'),
  /** Image in which Docker imports every handler: Lambda's own. `{python}` and `{architecture}` are replaced. @default 'public.ecr.aws/lambda/python:{python}' */
  runtimeImage: image.default('public.ecr.aws/lambda/python:{python}'),
  /** Leave out the tests, type stubs and C sources of third-party packages; their metadata stays. @default false */
  slim: z.boolean().default(false),
  /** Ship bytecode of the target's Python version, which makes cold starts faster and bundles larger. @default false */
  bytecode: z.boolean().default(false),
  /** Leave out boto3 and what it needs: the Lambda runtime has them, in a version of its own choice. @default false */
  omitRuntimePackages: z.boolean().default(false),
});

/** What production takes unless its `modes` say otherwise: bundles made where Lambda's own image was. */
export const PRODUCTION_MODES: readonly BuildMode[] = ['docker', 'in-image'];

const stage = z.strictObject({
  /** Name of the stage: a GitLab environment, and a part of its stacks' names. */
  name: name.refine((n) => n !== 'local', "'local' is the stage of npx projen local"),
  /** AWS account, 12 digits. @default - the account of the credentials in use */
  account: z.string().regex(/^\d{12}$/, 'must be a string of 12 digits').optional(),
  /** AWS region. @default - the region of the credentials in use */
  region: z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "must be a region such as 'eu-central-1'").optional(),
  /** Role that the pipeline assumes by OpenID Connect. @default - the CI/CD variable AWS_ROLE_ARN, set for the environment */
  roleArn: z.string().regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role').optional(),
  /** Production is deployed by hand, from the default branch, and for a release only. @default false */
  production: z.boolean().default(false),
  /** Branches that deploy by themselves; others are deployed by hand. @default [] */
  branches: z.array(branch).default([]),
  /** Modes whose bundles may be deployed here. @default - docker and in-image in production, else every build mode */
  modes: z.array(z.enum(BUILD_MODES)).min(1).optional(),
});

const dockerInDocker = z.strictObject({
  /** Version of the Docker daemon; the client in the job speaks to it. @default '29.7.2' */
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be an exact version such as '29.7.2'").default('29.7.2'),
  /** Seconds that a job waits for the daemon before it fails with the reason. @default 60 */
  waitSeconds: z.number().int().min(5).max(600).default(60),
  /** Tags of the runners that allow privileged services. @default [] */
  tags: z.array(z.string().min(1)).default([]),
});

const pipeline = z.strictObject({
  /** Stages, in the order of promotion. @default - development from `main`, production by hand */
  stages: z.array(stage).min(1).default([
    { name: 'development', production: false, branches: ['main'] },
    { name: 'production', production: true, branches: [] },
  ]),
  /** Image of the jobs: Node on Debian. @default 'node:24-trixie' */
  image: image.default('node:24-trixie'),
  /** Time limit of a job, in minutes. @default 30 */
  timeoutMinutes: z.number().int().min(1).max(1440).default(30),
  /** Docker-in-Docker of the jobs that bundle in Docker. @default - see each option */
  dockerInDocker: dockerInDocker.prefault({}),
});

const local = z.strictObject({
  /** What `npx projen local` deploys to: the embedded MiniStack, an emulator at AWS_ENDPOINT_URL, or your account. @default 'ministack' */
  aws: z.enum(['ministack', 'endpoint', 'account']).default('ministack'),
});

/** Every knob of the template. `.projenrc.ts` holds the values. */
export const optionsSchema = z.strictObject({
  /** Name of the project: its package, and the first part of its stacks' names. */
  name,
  /** Python version of the functions. @default '3.13' */
  pythonVersion: z.enum(PYTHON_VERSIONS).default('3.13'),
  /** Processor architecture of the functions. @default 'x86_64' */
  architecture: z.enum(ARCHITECTURES).default('x86_64'),
  /** Overrides by function, which is a folder in `lambda_src/`. @default {} */
  functions: z.record(z.string(), functionOverrides).default({}),
  /** How bundles are made. @default - see each option */
  bundling: bundling.prefault({}),
  /** How the GitLab pipeline runs. @default - see each option */
  pipeline: pipeline.prefault({}),
  /** Where `npx projen local` deploys to. @default - see each option */
  local: local.prefault({}),
  /** More npm packages of the CDK app, such as 'cdk-nag@^3'. @default [] */
  deps: z.array(z.string().min(1)).default([]),
  /** More npm packages for development. @default [] */
  devDeps: z.array(z.string().min(1)).default([]),
});

export type PythonLambdaAppOptions = z.input<typeof optionsSchema>;
export type ResolvedOptions = z.output<typeof optionsSchema>;
export type StageInput = z.input<typeof stage>;
export type StageOptions = ResolvedOptions['pipeline']['stages'][number];
