import { assemble, assemblyOf, findStage } from './cdk';
import { type CommonOptions, reportingCommand, main, print, printJson } from './command';
import { thisWorkspace } from '../bundling/workspace';

void main(reportingCommand('assemble', 'Bundles every function for a release, synthesises one stage into cdk.out/<stage> and guards the result.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .action(async (name: string | undefined, options: CommonOptions) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const directory = assemblyOf(stage);
    await assemble(workspace, stage, 'release', directory);
    if (options.json) printJson({ stage: stage.name, directory });
    else print(`${stage.name}: ${directory}, ready for npx projen deploy ${stage.name} --app ${directory}`);
  }));
