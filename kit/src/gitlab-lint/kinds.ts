import { type Known, UNKNOWN } from './expression';

/** Kinds of pipelines that GitLab starts, each with variables of its own. */
export const PIPELINE_KINDS = ['merge-request', 'default-branch', 'deploy-branch', 'branch', 'tag', 'schedule', 'web'] as const;
export type PipelineKind = (typeof PIPELINE_KINDS)[number];

/** Names of the branches and the tag that stand for their kinds. */
export interface Refs {
  readonly defaultBranch: string;
  /** A branch that deploys and is not the default one. */
  readonly deployBranch: string;
  /** Any other branch, also a merge request's. */
  readonly branch: string;
  readonly tag: string;
}

export const REFS: Refs = { defaultBranch: 'main', deployBranch: 'develop', branch: 'feature/one', tag: 'v1.0.0' };

/** Variables with their values, `undefined` for those that are surely not set. */
export type Predefined = Readonly<Record<string, Known>>;

/** Set in every pipeline, to something that no rule should depend on here. */
const ALWAYS_SET = [
  'CI_COMMIT_SHA', 'CI_COMMIT_SHORT_SHA', 'CI_COMMIT_BEFORE_SHA', 'CI_COMMIT_TITLE', 'CI_COMMIT_MESSAGE', 'CI_COMMIT_DESCRIPTION', 'CI_COMMIT_AUTHOR',
  'CI_COMMIT_TIMESTAMP', 'CI_PROJECT_DIR', 'CI_PROJECT_ID', 'CI_PROJECT_NAME', 'CI_PROJECT_NAMESPACE', 'CI_PROJECT_PATH', 'CI_PROJECT_URL',
  'CI_PIPELINE_ID', 'CI_PIPELINE_IID', 'CI_REGISTRY', 'CI_REGISTRY_IMAGE', 'CI_SERVER_HOST', 'CI_SERVER_URL', 'GITLAB_USER_LOGIN', 'GITLAB_USER_NAME',
];
/** Set in merge request pipelines only. */
const MERGE_REQUEST_ONLY = [
  'CI_MERGE_REQUEST_ID', 'CI_MERGE_REQUEST_IID', 'CI_MERGE_REQUEST_TITLE', 'CI_MERGE_REQUEST_DESCRIPTION', 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME',
  'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'CI_MERGE_REQUEST_SOURCE_PROJECT_PATH', 'CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED',
  'CI_MERGE_REQUEST_PROJECT_PATH', 'CI_MERGE_REQUEST_REF_PATH', 'CI_MERGE_REQUEST_DIFF_BASE_SHA', 'CI_MERGE_REQUEST_EVENT_TYPE',
  'CI_MERGE_REQUEST_LABELS', 'CI_MERGE_REQUEST_MILESTONE', 'CI_MERGE_REQUEST_ASSIGNEES', 'CI_MERGE_REQUEST_DRAFT', 'CI_MERGE_REQUEST_APPROVED',
];

/** What GitLab sets in a pipeline of a kind. A variable that is not here may come from the file or the project's settings. */
export function predefined(kind: PipelineKind, refs: Refs = REFS): Predefined {
  const ref = refOf(kind, refs);
  const { defaultBranch, branch } = refs;
  const onBranch = kind !== 'merge-request' && kind !== 'tag';
  return {
    ...Object.fromEntries(ALWAYS_SET.map((name) => [name, UNKNOWN])),
    ...Object.fromEntries(MERGE_REQUEST_ONLY.map((name) => [name, undefined])),
    CI: 'true',
    GITLAB_CI: 'true',
    CI_DEFAULT_BRANCH: defaultBranch,
    CI_PIPELINE_SOURCE: sourceOf(kind),
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: slug(ref),
    CI_COMMIT_BRANCH: onBranch ? ref : undefined,
    CI_COMMIT_TAG: kind === 'tag' ? ref : undefined,
    CI_COMMIT_TAG_MESSAGE: kind === 'tag' ? UNKNOWN : undefined,
    CI_COMMIT_REF_PROTECTED: isProtected(kind),
    CI_OPEN_MERGE_REQUESTS: kind === 'merge-request' ? 'group/project!1' : undefined,
    CI_PIPELINE_TRIGGERED: undefined,
    CI_DEPLOY_FREEZE: undefined,
    CI_EXTERNAL_PULL_REQUEST_IID: undefined,
    ...(kind === 'merge-request' && {
      ...Object.fromEntries(MERGE_REQUEST_ONLY.map((name) => [name, UNKNOWN])),
      CI_MERGE_REQUEST_ID: '1001',
      CI_MERGE_REQUEST_IID: '1',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: branch,
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: defaultBranch,
      CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
    }),
  };
}

/** A push to a branch that has an open merge request. */
export function pushWithMergeRequest(refs: Refs = REFS): Predefined {
  return { ...predefined('branch', refs), CI_OPEN_MERGE_REQUESTS: 'group/project!1' };
}

/** `rules:changes` is always true where GitLab has no push to compare. */
export function comparesChanges(kind: PipelineKind): boolean {
  return kind !== 'tag' && kind !== 'schedule' && kind !== 'web';
}

function refOf(kind: PipelineKind, { defaultBranch, deployBranch, branch, tag }: Refs): string {
  if (kind === 'tag') return tag;
  if (kind === 'deploy-branch') return deployBranch;
  return kind === 'branch' || kind === 'merge-request' ? branch : defaultBranch;
}

function sourceOf(kind: PipelineKind): string {
  if (kind === 'merge-request') return 'merge_request_event';
  return kind === 'schedule' || kind === 'web' ? kind : 'push';
}

function isProtected(kind: PipelineKind): Known {
  if (kind === 'default-branch' || kind === 'schedule' || kind === 'web') return 'true';
  return kind === 'branch' || kind === 'merge-request' ? 'false' : UNKNOWN;
}

function slug(ref: string): string {
  return ref.toLowerCase().replace(/[^a-z0-9]/g, '-').slice(0, 63).replace(/^-+|-+$/g, '');
}
