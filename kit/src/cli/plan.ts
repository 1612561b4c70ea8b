import { resolve } from 'node:path';
import { type CommonOptions, print, reportingCommand } from './command';
import { type KeptOptions, refuseEarly, takesProvenAssembly, withProvenAssembly } from './proven-assembly';
import { findStage } from '../assembly/cdk';
import { requireHarmlessArguments } from '../assembly/cdk-arguments';
import { digestOf, dropPackagedAssets } from '../assembly/kept-assembly';
import { requireFreshSettings } from '../config/freshness';
import { thisWorkspace } from '../config/workspace';
import { stageClients } from '../deploy/clients';
import { withPipelineAccess } from '../deploy/pipeline-access';
import { CloudFormation } from '../deploy/plan/cloudformation';
import { writePlan } from '../deploy/plan/plan';
import { preparePlan } from '../deploy/plan/preparation';
import { renderPlan, writeReport } from '../deploy/plan/report';
import { requireUntouchedObjects } from '../deploy/uploaded-assets';
import { environment, home } from '../kernel/environment';
import { TerminalProgress } from '../kernel/progress';

interface Options extends CommonOptions, KeptOptions {
  readonly out: string;
  readonly report?: string;
}

export const program = takesProvenAssembly(reportingCommand('plan', 'Uploads an assembly and prepares the change set of each stack; nothing changes until npx projen deploy --planned.'))
  .argument('[stage]', 'a stage of .projenrc.ts; the first that is not production by default')
  .option('--out <file>', 'where to keep the plan', 'plan.json')
  .option('--report <file>', 'write the plan for people, too: as Markdown')
  .action(async (name: string | undefined, options: Options) => {
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const stage = findStage(workspace, name);
    requireHarmlessArguments(stage, [], environment(), home(), 'plan');
    await refuseEarly(workspace, stage, options);
    const plan = await withPipelineAccess(stage, 'deploy', async () => {
      const clients = stageClients();
      const cloudFormation = new CloudFormation(clients);
      await cloudFormation.place(); // credentials that do not work are told before anything is made
      return withProvenAssembly(workspace, stage, options, async (assembly) => {
        dropPackagedAssets(assembly);
        await requireUntouchedObjects(stage.name, assembly, clients.sts);
        return preparePlan({ workspace, stage, assembly, digest: digestOf(assembly), cloudFormation, progress: new TerminalProgress() });
      });
    });
    writePlan(resolve(workspace.root, options.out), plan);
    if (options.report) writeReport(resolve(workspace.root, options.report), renderPlan('markdown', { plan, file: options.out }));
    print(renderPlan(options.json ? 'json' : 'text', { plan, file: options.out }));
  });
