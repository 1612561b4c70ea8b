import { KIT_FOLDER } from '../../config/kit';

/**
 * How jobs get their npm packages. Those on the way to a deployment run `npm ci`, which holds every package against
 * the lock's hash. The others unpack one file of a cache: GitLab's zip of a tree of 40,000 files takes longer than
 * `npm ci` does.
 */
export interface Installation {
  readonly byLock: readonly string[];
  /** The same from the cache, and by the lock where the cache has nothing that fits. */
  readonly fromCache: readonly string[];
  /** After it, in the one job that fills the cache. */
  readonly kept: readonly string[];
}

/** Where the cache is; git ignores it. */
export const INSTALLED_FOLDER = '.installed/';

const TAR = `${INSTALLED_FOLDER}packages.tar`;
const SUMS = `${INSTALLED_FOLDER}sums`;

/** @param withKit whether the kit is in the repository, as a workspace that may have packages of its own */
export function installation(withKit: boolean): Installation {
  const trees = ['node_modules', ...(withKit ? [`${KIT_FOLDER}/node_modules`] : [])].join(' ');
  const manifests = ['package.json', 'package-lock.json', ...(withKit ? [`${KIT_FOLDER}/package.json`] : [])].join(' ');
  // What Node is, by its content: another version, processor or C library has other packages.
  const sums = `sha256sum "$(command -v node)" ${manifests} ${TAR}`;
  return {
    byLock: ['npm ci'],
    fromCache: [
      `test ! -e node_modules && ${sums} 2>/dev/null | cmp -s - ${SUMS} && tar -xof ${TAR} || rm -rf ${INSTALLED_FOLDER} ${trees}`,
      `test -d ${INSTALLED_FOLDER} || npm ci`,
    ],
    // The sums come last, so a tar that was cut off has none.
    kept: [`test -d ${INSTALLED_FOLDER} || { mkdir ${INSTALLED_FOLDER} && tar -cf ${TAR} $(ls -d ${trees} 2>/dev/null) && ${sums} > ${SUMS}; } || rm -rf ${INSTALLED_FOLDER}`],
  };
}
