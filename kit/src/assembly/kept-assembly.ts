import { resolve } from 'node:path';
import type { Command } from 'commander';
import { assemblyOf, isAssembledHere } from './cdk';
import { guardAssembly } from './guard';
import { tellAllowed } from './guard-report';
import { contentHash, describeFiles } from '../bundling/store/manifest';
import { type StageSettings, digestVariable } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

/** How a job says which assembly it takes further. */
export interface AssemblyOptions {
  readonly app?: string;
  readonly digest?: string;
}

/** Adds the options of {@link keptAssembly} to a command. */
export function takesAssembly(program: Command): Command {
  return program
    .option('--app <directory>', 'the assembly; cdk.out/<stage> by default')
    .option('--digest <sha256>', 'what `npx projen assemble` said of it; another assembly is refused');
}

/**
 * An assembly that was made earlier: the one that is meant, and one that its stage allows.
 *
 * @returns its absolute path
 * @throws Failure 65 when it is another one or must not be deployed, 64 when production is not told which one, 78 when the digest is empty
 */
export function keptAssembly(workspace: Workspace, stage: StageSettings, { app, digest }: AssemblyOptions): string {
  const directory = resolve(workspace.root, app ?? assemblyOf(stage));
  if (digest === '') {
    throw new Failure('the digest of the assembly is empty', {
      code: ExitCode.BAD_CONFIG, where: '--digest', fix: `hand over what the job assemble left in ${digestVariable(stage.name)}: the job needs its artifacts`,
    });
  }
  const report = guardAssembly(directory, stage, workspace);
  const found = digestOf(directory);
  if (digest === undefined && stage.production && !isAssembledHere(directory)) throw digestMissing(directory, stage);
  if (digest === undefined || found === digest) {
    tellAllowed(report);
    return directory;
  }
  throw new Failure(`this is not the assembly that was reviewed: its digest is ${found}, and not ${digest}`, {
    code: ExitCode.BAD_INPUT, where: directory, fix: 'run the job assemble again, and the jobs after it',
  });
}

/** Production takes what was reviewed, and an assembly cannot say of itself that it is that. */
function digestMissing(directory: string, { name }: StageSettings): Failure {
  return new Failure(`${name} is production, and takes an assembly that was made earlier only with its digest`, {
    code: ExitCode.USAGE, where: directory, fix: `add --digest <sha256>, which npx projen assemble ${name} says`,
  });
}

/** What the CDK CLI leaves in an assembly: zip files, and locks when it is interrupted. */
const LEFT_BY_CLI = /^(\.cache\/|(read|synth)[^/]*\.lock$)/;

/** One hash of all files of an assembly, but for what the CDK CLI leaves in it. */
export function digestOf(directory: string): string {
  const files = Object.entries(describeFiles(directory)).filter(([path]) => !LEFT_BY_CLI.test(path));
  return contentHash(Object.fromEntries(files));
}
