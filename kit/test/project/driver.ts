import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { bundleAll } from '../../src/bundling/bundle';
import { printJson, runProgram } from '../../src/cli/command';
import type { Settings } from '../../src/config/settings';
import { type Workspace, selectFunctions } from '../../src/config/workspace';
import { TerminalProgress } from '../../src/kernel/progress';

/** `npx projen bundle` for the checkout that the first argument names, whose settings are in its settings.json. */
void runProgram(new Command('bundle')
  .argument('<root>')
  .option('--json')
  .action(async (root: string) => {
    const workspace: Workspace = { root, settings: JSON.parse(readFileSync(join(root, 'settings.json'), 'utf8')) as Settings };
    const bundles = await bundleAll(workspace, selectFunctions(workspace), new TerminalProgress());
    printJson({
      bundles: bundles.map(({ plan, stored, reused }) => ({ function: plan.function.name, key: plan.key, directory: stored.directory, reused })),
    });
  }), process.argv.slice(2));
