import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleAll } from '../../src/bundling/bundle';
import type { Settings } from '../../src/bundling/policy';
import { TerminalProgress } from '../../src/bundling/progress';
import { type Workspace, selectFunctions } from '../../src/bundling/workspace';
import { main, printJson, reportingCommand } from '../../src/commands/command';

/** `npx projen bundle` for the checkout that the first argument names, whose settings are in its settings.json. */
void main(reportingCommand('bundle', 'Bundles another checkout than this one.')
  .argument('<root>')
  .action(async (root: string) => {
    const workspace: Workspace = { root, settings: JSON.parse(readFileSync(join(root, 'settings.json'), 'utf8')) as Settings };
    const bundles = await bundleAll(workspace, selectFunctions(workspace), new TerminalProgress());
    printJson({
      bundles: bundles.map(({ plan, stored, reused }) => ({ function: plan.function.name, key: plan.key, directory: stored.directory, reused })),
    });
  }));
