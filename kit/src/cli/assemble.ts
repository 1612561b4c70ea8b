import { join, resolve } from 'node:path';
import { type CommonOptions, reportingCommand, print, printJson } from './command';
import { setDotenv } from './dotenv';
import { refuseForProduction, settleRelease } from './release';
import { leaveOutBundles } from '../assembly/bundle-zips';
import { assemble, assemblyOf, findStage } from '../assembly/cdk';
import { requireHarmlessArguments } from '../assembly/cdk-arguments';
import { digestOf } from '../assembly/kept-assembly';
import { storeOf, writeProof } from '../bundling/store/proof';
import { requireFreshSettings } from '../config/freshness';
import { PROOF_VARIABLE, digestVariable } from '../config/settings';
import { thisWorkspace } from '../config/workspace';
import { environment, home } from '../kernel/environment';

export const program = reportingCommand('assemble', 'Bundles every function for a release, synthesises one stage into cdk.out/<stage> and guards the result.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--bundles <proof...>', 'what `npx projen bundle --release` said of its bundles; others are refused. Without it, they are made anew')
  .option('--dotenv <file>', 'add the digest and the proof of the bundles to this file of variables, for the jobs that deploy')
  .option('--hand-on', 'then leave out of it the zips that the store has: the jobs that deploy are handed both')
  .action(async (name: string | undefined, options: CommonOptions & { dotenv?: string; bundles?: string[]; handOn?: boolean }) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const stage = findStage(workspace, name);
    const directory = assemblyOf(stage);
    requireHarmlessArguments(stage, [], environment(), home(), 'assemble');
    await refuseForProduction(workspace, stage);
    if (!options.bundles) await settleRelease(workspace, stage, 'release');
    await assemble(workspace, stage, 'release', directory, { bundles: options.bundles });
    const digest = digestOf(join(workspace.root, directory));
    if (options.dotenv) {
      const file = resolve(workspace.root, options.dotenv);
      setDotenv(file, digestVariable(stage.name), digest);
      setDotenv(file, PROOF_VARIABLE, writeProof(storeOf(workspace.root)));
    }
    if (options.handOn) leaveOutBundles(workspace, join(workspace.root, directory));
    if (options.json) printJson({ stage: stage.name, directory, digest });
    else print(`${stage.name}: ${directory}, digest ${digest}, ready for npx projen deploy ${stage.name} --app ${directory} --digest ${digest}`);
  });
