import { INSTALLED_FOLDER } from './installation';
import type { Cache } from './job';

/*
 * GitLab unpacks a cache over the checkout, with whatever its writer put into it, and a maintainer's merge request
 * writes the cache that protected branches read (https://gitlab.com/gitlab-org/gitlab/-/issues/585606). So caches are
 * for jobs that only say whether something is in order. What makes, plans or deploys a release has none.
 */

const LOCKS = ['lambda_src/**/*requirements*.txt', 'lambda_src/**/*.lock'];

/** What `npm ci` installs, as one file. A key has no more than two files, so the rest is in the sums beside it. */
export const INSTALLED_CACHE: Cache = { key: { files: ['package-lock.json'], prefix: 'installed' }, paths: [INSTALLED_FOLDER], policy: 'pull' };

/** What uv downloads. */
export const PYTHON_CACHE: Cache = { key: { files: LOCKS, prefix: 'python' }, paths: ['.uv-cache/'] };

/**
 * Dependency sets and bundles of a test, found by what is in them: only what changed is made. The name of one of
 * several parallel jobs has a slash, which no key may have.
 */
export const BUNDLE_CACHE: Cache = { key: { files: LOCKS, prefix: '$CI_JOB_NAME_SLUG' }, paths: ['.bundle-cache/', '.uv-cache/'] };
