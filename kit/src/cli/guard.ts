import { resolve } from 'node:path';
import { type CommonOptions, reportingCommand, print, printJson } from './command';
import { putBackBundles } from '../assembly/bundle-zips';
import { assemblyOf, findStage } from '../assembly/cdk';
import { guardAssembly } from '../assembly/guard';
import { describeAllowed } from '../assembly/guard-report';
import { thisWorkspace } from '../config/workspace';

export const program = reportingCommand('guard', 'Refuses an assembly whose bundles were skipped, altered, or made by a mode that its stage does not allow, and any other code that .projenrc.ts does not allow.')
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--app <directory>', 'the assembly; cdk.out/<stage> by default')
  .action((name: string | undefined, options: CommonOptions & { app?: string }) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const assembly = resolve(workspace.root, options.app ?? assemblyOf(stage));
    putBackBundles(workspace, assembly);
    const report = guardAssembly(assembly, stage, workspace);
    const { bundles, library, allowed, needless } = report;
    if (options.json) return printJson({ stage: stage.name, functions: bundles.map(({ record }) => record), library, allowed, needless });
    print(`${stage.name}: ${bundles.length} functions may be deployed: ${bundles.map(({ record }) => record.function).join(', ')}`);
    for (const [path, place] of Object.entries(library)) print(`of aws-cdk-lib: ${path} (${place})`);
    for (const line of describeAllowed(report)) print(line);
  });
