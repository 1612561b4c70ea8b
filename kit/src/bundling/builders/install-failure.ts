import type { Installation } from './builder';
import { BUILD_MODE_TRAITS } from '../../config/build-modes';
import type { BuildMode } from '../../config/policy';
import { ExitCode, Failure, lastLines } from '../../kernel/failure';
import { describeTarget } from '../../python/target';

interface Cause {
  readonly pattern: RegExp;
  readonly code: ExitCode;
  /** `$1` is the first group of the pattern. */
  readonly what: string;
  readonly fix: string;
}

const UNREACHABLE = [
  'network was disabled', 'dns error', 'error sending request', 'connection refused', 'timed out', 'tcp connect error', 'could not connect',
  'network connectivity', 'failed to fetch', 'error reading a body from connection', 'response body error',
];

/** What uv says, and what it means for a person who wants a bundle. The first that matches counts. */
const CAUSES: readonly Cause[] = [
  {
    pattern: /No space left on device/i,
    code: ExitCode.IO,
    what: 'the disk is full', fix: 'free some space and run it again',
  },
  {
    pattern: /Hash mismatch for `([^`]+)`/,
    code: ExitCode.BAD_INPUT,
    what: '$1 is not what its hash says',
    fix: 'do not trust the package index; compare the hash with the one that PyPI shows',
  },
  {
    pattern: /Failed to [\w ]+ `([\w.-]+) @ git\+[^`]*`[\s\S]*Git operation failed/,
    code: ExitCode.UNAVAILABLE,
    what: 'the repository of $1 cannot be fetched', fix: 'check its address and commit in {file}, the network, and the credentials',
  },
  {
    pattern: /lack of valid authentication credentials|\b40[13] (?:Unauthorized|Forbidden)/i,
    code: ExitCode.NO_PERMISSION,
    what: 'the package index refuses the credentials',
    fix: 'check UV_DEFAULT_INDEX, UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD, or the variables that {file} names',
  },
  {
    pattern: /must have a hash, but none were provided for: (\S+)/,
    code: ExitCode.BAD_INPUT,
    what: '$1 has no hash', fix: 'lock all of {file}: npx projen lock',
  },
  {
    pattern: new RegExp(UNREACHABLE.join('|'), 'i'),
    code: ExitCode.UNAVAILABLE,
    what: 'the package index cannot be reached', fix: 'check the network, HTTPS_PROXY, SSL_CERT_FILE and UV_DEFAULT_INDEX',
  },
  {
    pattern: /`?([\w.-]+==[^\s`]+)`?.{0,80}(?:has no usable wheels|has no wheels|no matching distribution)/is,
    code: ExitCode.BAD_INPUT,
    what: '$1 has no wheel for {target}', fix: 'pin a version that has one in {file}{elsewhere}',
  },
  {
    pattern: /(?:Failed to (?:build|download and build)) `?([^`\s]+)`?|built wheel `?([^`\s]+)`? is not compatible/i,
    code: ExitCode.BAD_INPUT,
    what: '$1 has no wheel for {target}, and building it from source failed',
    fix: 'pin a version or a package with wheels in {file} (psycopg2-binary instead of psycopg2){elsewhere}',
  },
  {
    pattern: /Because ([^\n]+? was not found in the package registry|there is no version of [^\s]+|only [^\n]+ available)/,
    code: ExitCode.BAD_INPUT,
    what: 'the requirements cannot be resolved: $1', fix: 'correct the name and version in {file}',
  },
  {
    pattern: /Because (?:you require )?(\S+==\S+ and \S+==[^\s,]+|\S+ depends on [^\n]+? and you require \S+?)(?:,| we can conclude)/,
    code: ExitCode.BAD_INPUT,
    what: 'the requirements contradict each other: $1', fix: 'correct the versions in {file}',
  },
  {
    pattern: /No solution found/,
    code: ExitCode.BAD_INPUT,
    what: 'the requirements contradict each other, or fit no {target}', fix: 'correct the versions in {file}',
  },
];

/** What else can be done where packages are not installed as they are in Docker. */
export function orInDocker(mode: BuildMode): string {
  return BUILD_MODE_TRAITS[mode].usesBuildImage ? '' : ', or bundle in Docker';
}

/** Turns a failed `uv pip install` into one clear failure that names the functions. */
export function explainInstallFailure(installation: Installation, output: string): Failure {
  const { plan, functions } = installation;
  const { target, mode } = plan;
  const path = plan.kind === 'packages' ? plan.requirements.path : plan.path;
  const fill = (text: string, group = '') => text.replace('{elsewhere}', orInDocker(mode)).replace('$1', group).replace('{target}', describeTarget(target)).replace('{file}', path);
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  const match = cause?.pattern.exec(output);
  return new Failure(cause ? fill(cause.what, match?.[1] ?? match?.[2]) : `its requirements could not be installed (${mode})`, {
    code: cause?.code ?? ExitCode.BAD_INPUT,
    where: `${functions.join(', ')} (${path})`,
    fix: fill(cause?.fix ?? 'see the lines above, and correct {file}'),
    output: lastLines(output),
  });
}
