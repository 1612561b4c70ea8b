import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type CommonOptions, print, printJson, reportingCommand, table } from './command';
import { stacksOf } from '../assembly/assembly';
import { cdk, dropPackagedAssets, findStage } from '../assembly/cdk';
import { type AssemblyOptions, digestOf, keptAssembly, takesAssembly } from '../assembly/kept-assembly';
import { thisWorkspace } from '../config/workspace';
import { type Plan, type PlannedStack, changeSetName, changesOf } from '../deploy/change-set';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { TerminalProgress } from '../kernel/progress';

export const program = takesAssembly(reportingCommand('plan', 'Uploads an assembly and prepares the change set of each stack; nothing changes until npx projen deploy --planned.'))
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--out <file>', 'where to keep the plan', 'plan.json')
  .action(async (name: string | undefined, options: CommonOptions & AssemblyOptions & { out: string }) => {
    const workspace = thisWorkspace();
    const stage = findStage(workspace, name);
    const assembly = keptAssembly(workspace, stage, options);
    const digest = digestOf(assembly);
    const changeSet = changeSetName(digest);
    dropPackagedAssets(assembly);
    const stacks = await withPipelineAccess(stage, 'deploy', async () => {
      const client = new CloudFormationClient({});
      const planned: PlannedStack[] = [];
      for (const { id, name: stackName } of stacksOf(assembly)) {
        await new TerminalProgress().during(`${stackName}: change set`, (onLine) => cdk(workspace, [
          'deploy', '--app', assembly, id, '--exclusively', '--method', 'prepare-change-set', '--change-set-name', changeSet, '--require-approval', 'never',
        ], { onLine }));
        planned.push({ id, name: stackName, changes: await changesOf(client, stackName, changeSet) });
      }
      return planned;
    });
    const plan: Plan = { digest, changeSet, stacks };
    mkdirSync(dirname(join(workspace.root, options.out)), { recursive: true });
    writeFileSync(join(workspace.root, options.out), `${JSON.stringify(plan, undefined, 2)}\n`);
    if (options.json) return printJson({ stage: stage.name, ...plan });
    for (const stack of stacks) show(stack);
    print(`\n${stage.name}: carried out by npx projen deploy ${stage.name} --planned ${options.out}`);
  });

function show({ name, changes }: PlannedStack): void {
  print(`\n${name}: ${changes.length === 0 ? 'nothing to change' : `${changes.length} changes`}`);
  if (changes.length === 0) return;
  print(table(changes.map(({ action, resource, type, replaced }) => [`  ${action}`, type, resource, replaced ? 'MADE ANEW' : ''])));
}
