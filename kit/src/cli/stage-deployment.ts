import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { note } from './command';
import { type AssembledStack, stacksOf } from '../assembly/assembly';
import { bootstrapNeed } from '../assembly/bootstrap';
import { assemblyOf } from '../assembly/cdk';
import type { StageSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { type StageClients, stageClients } from '../deploy/clients';
import type { Deployment } from '../deploy/deployment';
import { type Findings, type StackChange, requireReady } from '../deploy/readiness';
import { TerminalProgress } from '../kernel/progress';

/** What `deploy`, `rollback` and `destroy` share: a stage to change, and what is known of its stacks. */
export interface StageTarget {
  readonly workspace: Workspace;
  readonly stage: StageSettings;
  readonly command: StackChange;
  readonly clients: StageClients;
}

export function stageTarget(workspace: Workspace, stage: StageSettings, command: StackChange): StageTarget {
  return { workspace, stage, command, clients: stageClients() };
}

/**
 * Finds out early what would stop a deployment late. Before there is an assembly, an earlier one of the stage says what
 * its stacks are, or else the name that stacks of a stage begin with.
 *
 * @throws Failure 69, 75, 77 or 78
 */
export function requireReadyStage({ workspace, stage, command, clients }: StageTarget, app?: string): Promise<Findings> {
  const assembly = resolve(workspace.root, app ?? assemblyOf(stage));
  const stacks = existsSync(join(assembly, 'manifest.json')) ? stacksOf(assembly) : [{ name: `${workspace.settings.project}-${stage.name}` }];
  return requireReady({ stage, clients, stacks, bootstrap: bootstrapNeed(workspace.root, assembly), change: command });
}

export function deploymentOf({ stage, command, clients }: StageTarget, stacks: readonly AssembledStack[], waitSeconds: number): Deployment {
  return { stage: stage.name, command: `npx projen ${command} ${stage.name}`, stacks, clients, waitSeconds, progress: new TerminalProgress(), say: note };
}

/** An option in seconds, of which none are possible. */
export function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('It must be a whole number of seconds, from 0 on.');
  return value;
}
