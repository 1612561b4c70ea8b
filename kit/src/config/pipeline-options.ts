import { z } from 'zod';
import { image, name } from './option-types';
import { BUILD_MODES } from './policy';
import { TIERS } from './stage-tier';

const branch = z.string().regex(/^(?!\*+$)[A-Za-z0-9._/*-]+$/, 'must be a branch name, in which * stands for anything; * alone would let every branch deploy');
const role = z.string().regex(/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/, 'must be the ARN of a role');
const tags = z.array(z.string().min(1));

/** How a job reaches a Docker daemon. */
export const CONNECTIONS = ['tls', 'plain', 'socket-volume', 'host-socket', 'none'] as const;

/** Stages of GitLab's kind, around one for each place to deploy to. */
const SCANNED_IN = 'test';
const BEFORE = ['verify', 'bundle', 'integration', 'assemble'];
const AFTER = ['operate'];
const TAKEN = [SCANNED_IN, ...BEFORE, ...AFTER];

const stage = z.strictObject({
  /** Name of the stage: a GitLab environment, and a part of its stacks' names. */
  name: name.refine((n) => n !== 'local', "'local' is the stage of npx projen local").refine((n) => !TAKEN.includes(n), 'has the name of a stage that every pipeline has'),
  /** AWS account, 12 digits. @default - the account of the credentials in use */
  account: z.string().regex(/^\d{12}$/, 'must be a string of 12 digits').optional(),
  /** AWS region. @default - the CI/CD variable AWS_REGION, or the region of the credentials in use */
  region: z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, "must be a region such as 'eu-central-1'").optional(),
  /** Role that deploys, assumed by OpenID Connect. @default - the CI/CD variable AWS_ROLE_ARN, set for the environment */
  roleArn: role.optional(),
  /** Read-only role, for `diff` on merge requests and for drift detection. @default - the CI/CD variable AWS_READ_ONLY_ROLE_ARN, set for the environment */
  readOnlyRoleArn: role.optional(),
  /** Production is planned, then deployed by hand, from the default branch, and for a release only. @default false */
  production: z.boolean().default(false),
  /** What GitLab takes its environment for. @default - production if `production` is set; else what GitLab itself makes of the name (a `staging` is staging), and development where that says nothing */
  tier: z.enum(TIERS).optional(),
  /** Branches that deploy by themselves; the default branch may do so by hand. They have to be protected. @default [] */
  branches: z.array(branch).default([]),
  /** Modes whose bundles may be deployed here. @default - docker and in-image in production, else every build mode */
  modes: z.array(z.enum(BUILD_MODES)).min(1).optional(),
});

const dockerInDocker = z.strictObject({
  /** `tls` and `plain` start a daemon for the job, `socket-volume` too, on a socket in a volume that the runner shares; `host-socket` uses the runner's own daemon; `none` leaves the jobs that need one out. @default 'tls' */
  connection: z.enum(CONNECTIONS).default('tls'),
  /** Version of the daemon, and of the client where the daemon brings it. @default '29.7.2' */
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "must be an exact version such as '29.7.2'").default('29.7.2'),
  /** Seconds that a job waits for the daemon before it fails with the reason. @default 60 */
  waitSeconds: z.number().int().min(5).max(600).default(60),
  /** How many jobs share the functions to be tested in Docker; with more than one, no run is whole, and the history has none of them. @default 1 */
  shards: z.number().int().min(1).max(50).default(1),
  /** Tags of the runners that allow privileged services. @default [] */
  tags: tags.default([]),
  /** Address of a mirror that the daemon pulls Docker Hub's images from. @default - none */
  registryMirror: z.string().regex(/^https?:\/\/[\w.:/-]+$/, 'must be an address such as https://mirror.example.com').optional(),
});

const owners = z.array(z.string().regex(/^(@?@[\w][\w.-]*(\/[\w][\w.-]*)*|[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)$/, "must be a user or group such as '@group/platform', a role such as '@@maintainer', or an e-mail address"));

/** Who has to approve a change, by what it touches; where several lines fit, the last of these counts. */
const codeOwners = z.strictObject({
  /** Owners of what nothing below names. @default [] */
  default: owners.default([]),
  /** Owners by path, such as `/lambda_src/orders/`, in the order of the file. @default {} */
  paths: z.record(z.string().regex(/^\/[^\s#]*$/, "must be a path from the root, such as '/lambda_src/orders/', without blanks"), owners.min(1)).default({}),
  /** Owners of the pipeline: what decides which jobs there are, what they run and what they may do. */
  pipeline: owners.min(1, 'must name at least one owner'),
  /** Owners of `kit/`, where it is in the repository. @default - those of the pipeline */
  kit: owners.min(1, 'must name at least one owner').optional(),
});

const gitlab = z.strictObject({
  /** Address of the GitLab instance, which signs the tokens that AWS trusts. @default 'https://gitlab.com' */
  url: z.string().regex(/^https:\/\/[\w.-]+(\/[\w.-]+)*\/?$/, 'must be an address such as https://gitlab.example.com')
    .transform((url) => url.replace(/\/$/, '')).default('https://gitlab.com'),
  /** Path of this project, such as 'group/project': only its pipelines get the roles of `npx projen gitlab:access`. @default - not known, so that stack cannot be made */
  project: z.string().regex(/^\w[\w.-]*(\/\w[\w.-]*)+$/, "must be a path such as 'group/project'").optional(),
  /** The branch that merge requests go to, and that deploys by hand. @default 'main' */
  defaultBranch: z.string().regex(/^[A-Za-z0-9._/-]+$/, 'must be the name of one branch').default('main'),
  /** Tags of the runners for jobs without Docker. @default [] */
  tags: tags.default([]),
  /** Tags of the runners with arm64 processors, for functions that are bundled in an image of theirs. @default [] */
  arm64Tags: tags.default([]),
  /** CI/CD variable that holds a company's own certificates in PEM, for the jobs and their Docker daemon. @default - none */
  certificatesVariable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be the name of a variable').optional(),
  /** GitLab's own scanners for code, secrets and dependencies. @default false */
  securityScanners: z.boolean().default(false),
  /** Code owners, from whom GitLab takes approvals of merge requests. @default - none, and no CODEOWNERS */
  codeOwners: codeOwners.optional(),
});

export const pipeline = z.strictObject({
  /** Stages, in the order of promotion. @default - development from `main`, production by hand */
  stages: z.array(stage).min(1).default([
    { name: 'development', production: false, branches: ['main'] },
    { name: 'production', production: true, branches: [] },
  ]),
  /** Image of the jobs: Node on Debian. @default 'node:24-trixie' */
  image: image.default('node:24-trixie'),
  /** Time limit of a job, in minutes. @default 30 */
  timeoutMinutes: z.number().int().min(1).max(1440).default(30),
  /** Time limit of a job that deploys, in minutes. @default 60 */
  deployTimeoutMinutes: z.number().int().min(1).max(1440).default(60),
  /** Docker of the jobs that need it; others never see it. @default - see each option */
  dockerInDocker: dockerInDocker.prefault({}),
  /** The GitLab instance and its runners. @default - see each option */
  gitlab: gitlab.prefault({}),
});

export type CodeOwnersOptions = z.output<typeof codeOwners>;
export type StageInput = z.input<typeof stage>;
export type PipelineOptions = z.output<typeof pipeline>;
export type StageOptions = PipelineOptions['stages'][number];

/** Stages of GitLab's kind, in their order. */
export function pipelineStages({ stages, gitlab: { securityScanners } }: PipelineOptions): string[] {
  return [...(securityScanners ? [SCANNED_IN] : []), ...BEFORE, ...stages.map((one) => one.name), ...AFTER];
}
