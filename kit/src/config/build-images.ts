import type { PythonVersion } from './policy';

/**
 * The version of AWS's build image that each Python is bundled in. Images of several Pythons are built one after the
 * other, so that each has a time of its own in its tag. Whoever wants a digest names it in `bundling.image`:
 * `docker buildx imagetools inspect <image>` prints it.
 *
 * @see https://gallery.ecr.aws/sam (not read: each tag here was seen in use in public repositories)
 */
const VERSIONS: Readonly<Record<PythonVersion, string | undefined>> = {
  '3.9': '1.139.0-20250522205922',
  '3.10': '1.139.0-20250522205927',
  '3.11': '1.136.0',
  '3.12': '1.161.0',
  '3.13': '1.148.0-20251122050712',
  '3.14': '1.154.0-20260211230116',
  '3.15': undefined, // none was seen yet, and gitlab:lint says so
};

/** Where a function of this Python is bundled unless its project says otherwise. */
export function buildImage(python: PythonVersion): string {
  const version = VERSIONS[python];
  return `public.ecr.aws/sam/build-python${python}${version === undefined ? '' : `:${version}`}`;
}
