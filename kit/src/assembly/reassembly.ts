import { join } from 'node:path';
import { assemble } from './cdk';
import { digestOf, filesOf } from './kept-assembly';
import { manifestsOf } from './manifest';
import type { StageSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { type Environment, environment } from '../kernel/environment';
import { ExitCode, Failure, firstLines } from '../kernel/failure';

/** What `aws://<account>/<region>` of a stack has where the app had neither. */
const UNKNOWN = /\/unknown-(account|region)(\/|$)/;

/** Variables by which the CDK CLI finds no credentials, wherever it looks for them. */
const NO_CREDENTIALS = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

/**
 * Synthesises for a release what an assembly that was made earlier says it is, and holds the two against each other: an
 * assembly that somebody made by hand can agree with itself, and not with the commit.
 *
 * @param kept absolute path of the assembly that was made earlier
 * @param directory where the new one belongs, relative to the root
 * @throws Failure 65 with what differs
 */
export async function reassemble(
  workspace: Workspace, stage: StageSettings, kept: string, directory: string, bundles?: readonly string[],
): Promise<void> {
  await assemble(workspace, stage, 'release', directory, { bundles, env: isPlaced(kept) ? {} : withoutCredentials(environment()) });
  const made = join(workspace.root, directory);
  if (digestOf(made) === digestOf(kept)) return;
  throw new Failure(`this commit does not give this assembly, but one with the digest ${digestOf(made)}`, {
    code: ExitCode.BAD_INPUT, where: kept, output: firstLines(differing(kept, made)),
    fix: `check out the commit that it was made of, or assemble it again: npx projen assemble ${stage.name}; in GitLab, run the job assemble again, and the jobs after it`,
  });
}

/** Whether whoever made an assembly had an account and a region for all of its stacks, from `.projenrc.ts` or from credentials. */
function isPlaced(directory: string): boolean {
  const environments = manifestsOf(directory).flatMap(({ artifacts }) => Object.values(artifacts).flatMap(({ environment: place }) => place ?? []));
  return !environments.some((place) => UNKNOWN.test(place));
}

/** The job that assembles has no role of a stage, so its app knew of no account. */
function withoutCredentials(variables: Environment): Environment {
  const aws = Object.keys(variables).filter((name) => name.startsWith('AWS_'));
  return { ...Object.fromEntries(aws.map((name) => [name, undefined])), ...NO_CREDENTIALS };
}

function differing(kept: string, made: string): string[] {
  const [before, after] = [filesOf(kept), filesOf(made)];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    if (!Object.hasOwn(after, path)) return [`${path}: this commit has no such file`];
    if (!Object.hasOwn(before, path)) return [`${path}: is missing`];
    return JSON.stringify(before[path]) === JSON.stringify(after[path]) ? [] : [`${path}: is another one`];
  });
}
