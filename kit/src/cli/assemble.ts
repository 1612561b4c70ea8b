import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CommonOptions, reportingCommand, print, printJson } from './command';
import { refuseForProduction, settleRelease } from './release';
import { assemble, assemblyOf, findStage } from '../assembly/cdk';
import { digestOf } from '../assembly/kept-assembly';
import { digestVariable } from '../config/policy';
import { thisWorkspace } from '../config/workspace';

export const program = reportingCommand('assemble', 'Bundles every function for a release, synthesises one stage into cdk.out/<stage> and guards the result.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--dotenv <file>', 'add the digest to this file of variables, for the jobs that deploy')
  .action(async (name: string | undefined, options: CommonOptions & { dotenv?: string }) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const directory = assemblyOf(stage);
    await refuseForProduction(workspace, stage);
    await settleRelease(workspace, stage, 'release');
    await assemble(workspace, stage, 'release', directory);
    const digest = digestOf(join(workspace.root, directory));
    if (options.dotenv) setLine(join(workspace.root, options.dotenv), digestVariable(stage.name), digest);
    if (options.json) printJson({ stage: stage.name, directory, digest });
    else print(`${stage.name}: ${directory}, digest ${digest}, ready for npx projen deploy ${stage.name} --app ${directory} --digest ${digest}`);
  });

function setLine(file: string, name: string, value: string): void {
  const others = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith(`${name}=`)) : [];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${[...others, `${name}=${value}`].join('\n')}\n`);
}
