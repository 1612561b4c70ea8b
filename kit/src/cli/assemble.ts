import { join, resolve } from 'node:path';
import { type CommonOptions, reportingCommand, print, printJson } from './command';
import { setDotenv } from './dotenv';
import { refuseForProduction, settleRelease } from './release';
import { assemble, assemblyOf, findStage } from '../assembly/cdk';
import { digestOf } from '../assembly/kept-assembly';
import { requireFreshSettings } from '../config/freshness';
import { digestVariable } from '../config/settings';
import { thisWorkspace } from '../config/workspace';

export const program = reportingCommand('assemble', 'Bundles every function for a release, synthesises one stage into cdk.out/<stage> and guards the result.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--bundles <proof...>', 'what `npx projen bundle --release` said of its bundles; others are refused. Without it, they are made anew')
  .option('--dotenv <file>', 'add the digest to this file of variables, for the jobs that deploy')
  .action(async (name: string | undefined, options: CommonOptions & { dotenv?: string; bundles?: string[] }) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const stage = findStage(workspace, name);
    const directory = assemblyOf(stage);
    await refuseForProduction(workspace, stage);
    if (!options.bundles) await settleRelease(workspace, stage, 'release');
    await assemble(workspace, stage, 'release', directory, { bundles: options.bundles });
    const digest = digestOf(join(workspace.root, directory));
    if (options.dotenv) setDotenv(resolve(workspace.root, options.dotenv), digestVariable(stage.name), digest);
    if (options.json) printJson({ stage: stage.name, directory, digest });
    else print(`${stage.name}: ${directory}, digest ${digest}, ready for npx projen deploy ${stage.name} --app ${directory} --digest ${digest}`);
  });
