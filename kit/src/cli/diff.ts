import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { command, print } from './command';
import { cdk, stageAndArguments } from '../assembly/cdk';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { requireFreshSettings } from '../config/freshness';
import { thisWorkspace } from '../config/workspace';
import { stageClients } from '../deploy/clients';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { CloudFormation } from '../deploy/plan/cloudformation';
import { previewPlan } from '../deploy/plan/preview';
import { renderPlan, writeReport } from '../deploy/plan/report';

interface Options extends AssemblyOptions {
  readonly report?: string;
  readonly summary?: string;
}

export const program = takesAssembly(command('diff', 'Compares a stage with what is deployed: an assembly that was made earlier, or else the app bundled for development.'))
  .usage('[options] [stage] [-- <arguments for cdk diff>]')
  .argument('[stage...]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--report <file>', 'write how many resources change, as GitLab shows it in merge requests')
  .option('--summary <file>', 'write what would be lost, allowed and changed, as Markdown; it takes --app')
  .action(async (operands: string[], options: Options) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const { stage, cdkArguments } = stageAndArguments(workspace, operands);
    // Templates are compared, as the read-only role cannot make a change set.
    const assembly = options.app === undefined ? undefined : keptAssembly(workspace, stage, options);
    const app = assembly === undefined ? ['--context', `stage=${stage.name}`] : ['--app', assembly, '--method', 'template'];
    await withPipelineAccess(stage, 'read-only', async () => {
      const lines: string[] = [];
      const onLine = (line: string) => {
        lines.push(stripVTControlCharacters(line));
        print(line);
      };
      await cdk(workspace, ['diff', ...app, ...cdkArguments], { env: { BUNDLING_PURPOSE: 'develop' }, ...(options.report && { onLine }) });
      if (options.report) report(join(workspace.root, options.report), lines);
      if (assembly && options.summary) {
        const plan = await previewPlan(assembly, stage.name, digestOf(assembly), new CloudFormation(stageClients()));
        writeReport(resolve(workspace.root, options.summary), renderPlan('markdown', { plan }));
      }
    });
  });

/**
 * Counts the resources that the CDK CLI lists: `[+]`, `[~]` and `[-]` in the first column.
 *
 * @see https://docs.gitlab.com/user/infrastructure/iac/mr_integration/
 */
function report(file: string, lines: readonly string[]): void {
  const count = (sign: string) => lines.filter((line) => line.startsWith(`[${sign}] AWS::`) || line.startsWith(`[${sign}] Custom::`)).length;
  mkdirSync(dirname(file), { recursive: true });
  const counts = { create: count('+'), update: count('~'), delete: count('-') };
  writeFileSync(file, `${JSON.stringify(counts)}\n`);
  print(`\n${counts.create} to create, ${counts.update} to update, ${counts.delete} to delete`);
}
