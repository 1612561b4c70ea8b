import { rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { putBackBundles } from './bundle-zips';
import { assemblyOf, isAssembledHere } from './cdk';
import { guardAssembly } from './guard';
import { tellAllowed } from './guard-report';
import { manifestsOf } from './manifest';
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
  putBackBundles(workspace, directory);
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

/** Locks that the CDK CLI leaves in an assembly when it is interrupted. */
const LEFT_BY_CLI = /^(read|synth)[^/]*\.lock$/;

/** One hash of all files of an assembly, but for what the CDK CLI leaves in it. */
export function digestOf(directory: string): string {
  return contentHash(filesOf(directory));
}

/** All files of an assembly but for what the CDK CLI leaves in it, by their paths. */
export function filesOf(directory: string): ReturnType<typeof describeFiles> {
  const packed = packedAssets(directory).map((folder) => `${relative(directory, folder).split(sep).join('/')}/`);
  return Object.fromEntries(Object.entries(describeFiles(directory))
    .filter(([path]) => !LEFT_BY_CLI.test(path) && !packed.some((folder) => path.startsWith(folder))));
}

/** Drops zip files of an earlier run, which the CLI would upload unseen. */
export function dropPackagedAssets(directory: string): void {
  for (const folder of packedAssets(directory)) rmSync(folder, { recursive: true, force: true });
}

/** Where the CDK CLI keeps what it packs for an upload: beside each manifest. */
function packedAssets(directory: string): string[] {
  return manifestsOf(directory).map((manifest) => join(manifest.directory, '.cache'));
}
