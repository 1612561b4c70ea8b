import { resolve } from 'node:path';
import { type CommonOptions, reportingCommand, print, printJson } from './command';
import { assemblyOf, findStage } from '../assembly/cdk';
import { guardAssembly } from '../assembly/guard';
import { thisWorkspace } from '../config/workspace';

export const program = reportingCommand('guard', 'Refuses an assembly whose bundles were skipped, altered, or made by a mode that its stage does not allow.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--app <directory>', 'the assembly; cdk.out/<stage> by default')
  .action((name: string | undefined, options: CommonOptions & { app?: string }) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const functions = guardAssembly(resolve(workspace.root, options.app ?? assemblyOf(stage)), stage);
    if (options.json) printJson({ stage: stage.name, functions: functions.map(({ record }) => record) });
    else print(`${stage.name}: ${functions.length} functions may be deployed: ${functions.map(({ record }) => record?.function).join(', ')}`);
  });
