import type { Cache } from './job';

const LOCKS = ['lambda_src/**/*requirements*.txt', 'lambda_src/**/*.lock'];

/** What `npm ci` downloads. */
export const NPM_CACHE: Cache = { key: { files: ['package-lock.json'], prefix: 'npm' }, paths: ['.npm/'], policy: 'pull' };

/** What uv downloads. */
export const PYTHON_CACHE: Cache = { key: { files: LOCKS, prefix: 'python' }, paths: ['.uv-cache/'] };

/**
 * Layers and bundles of a job, found by what is in them: only what changed is made. Protected branches do not share
 * theirs with others (https://docs.gitlab.com/ci/caching/#cache-key-names), so a merge request cannot slip one in.
 * The name of one of several parallel jobs has a slash, which no key may have.
 */
export const BUNDLE_CACHE: Cache = { key: { files: LOCKS, prefix: '$CI_JOB_NAME_SLUG' }, paths: ['.bundle-cache/', '.uv-cache/'] };
