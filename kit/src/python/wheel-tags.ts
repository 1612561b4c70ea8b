import type { Distribution } from './distributions';
import { compareVersions } from './elf';
import { type Target, describeTarget } from './target';
import { BUILD_MODE_TRAITS } from '../config/build-modes';
import type { BuildMode } from '../config/policy';

/** The glibc that the older names of manylinux stand for. @see https://peps.python.org/pep-0600/#legacy-manylinux-tags */
const MANYLINUX: Readonly<Record<string, string>> = { manylinux1: '2.5', manylinux2010: '2.12', manylinux2014: '2.17' };

/** Packages whose wheels are for another Python, machine or C library. */
export function tagProblems(distributions: readonly Distribution[], target: Target, mode: BuildMode): string[] {
  return distributions.flatMap(({ name, version, tags }) => {
    if (tags.length === 0) return [];
    const reasons = tags.map((tag) => misfit(tag, target, mode));
    return reasons.includes(undefined) ? [] : [`${name} ${version} ${reasons[0]}`];
  });
}

/** Why a wheel with this tag does not run on the target, or nothing if it does. */
export function misfit(tag: string, target: Target, mode: BuildMode): string | undefined {
  const [python, abi, platform] = tag.split('-');
  const other = `is built for ${tag}, not for ${describeTarget(target)}`;
  // A compiler in Lambda's own build image is as good as a wheel; what it needs is seen in the files themselves.
  if (!BUILD_MODE_TRAITS[mode].usesBuildImage && platform?.startsWith('linux_')) return `has no wheel for ${describeTarget(target)} and was compiled on this machine`;
  return fitsPython(python, abi, minorOf(target)) ? platformMisfit(platform, target, other) : other;
}

/** @see https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/ */
function fitsPython(python: string, abi: string, minor: number): boolean {
  if (/^py3\d*$/.test(python)) return abi === 'none' && Number(python.slice(3)) <= minor;
  const built = /^cp3(\d+)$/.exec(python);
  if (!built) return false;
  const own = Number(built[1]) === minor;
  if (abi === 'abi3') return Number(built[1]) <= minor;
  return own && [`cp3${minor}`, 'none'].includes(abi);
}

function platformMisfit(platform: string, target: Target, other: string): string | undefined {
  if (platform === 'any') return undefined;
  const machine = target.architecture === 'arm64' ? 'aarch64' : 'x86_64';
  if (platform.startsWith('musllinux')) return `is built for musl (${platform}), and Lambda has glibc`;
  if (platform === `linux_${machine}`) return undefined;
  const parts = /^(manylinux(?:_(\d+)_(\d+)|\d+))_(\w+)$/.exec(platform);
  if (!parts || parts[4] !== machine) return other;
  const glibc = parts[2] ? `${parts[2]}.${parts[3]}` : MANYLINUX[parts[1]];
  if (!glibc) return other;
  return compareVersions(glibc, target.glibc) <= 0 ? undefined : `needs glibc ${glibc} (${platform}), and Lambda's ${describeTarget(target)} has ${target.glibc}`;
}

function minorOf(target: Target): number {
  return Number(target.pythonVersion.split('.')[1]);
}
