import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure } from '../bundling/failure';
import { guardAssembly } from '../bundling/guard';
import type { Purpose, StageSettings } from '../bundling/policy';
import { run } from '../bundling/subprocess';
import { type Workspace } from '../bundling/workspace';

const CDK_SECONDS = 3600;

/** Runs the real CDK CLI in the terminal, within a limit. @throws Failure with the CLI's own exit code behind it */
export async function cdk(workspace: Workspace, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const result = await run(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args, '--no-notices'], {
    cwd: workspace.root, terminal: true, deadlineSeconds: CDK_SECONDS, env: { CDK_DISABLE_CLI_TELEMETRY: 'true', ...env },
  });
  if (result.code === 0) return;
  throw new Failure(`cdk ${args[0]} failed`, { code: ExitCode.UNAVAILABLE, where: args.slice(1).join(' '), fix: 'the cause is above' });
}

/** The stage with this name; without a name, the first one. @throws Failure 64 when there is none */
export function findStage({ settings }: Workspace, name?: string): StageSettings {
  const stage = name ? settings.stages.find((s) => s.name === name) : settings.stages[0];
  if (stage) return stage;
  throw new Failure(`there is no stage '${name}'`, {
    code: ExitCode.USAGE, fix: `use one of: ${settings.stages.map((s) => s.name).join(', ')}, or add it to pipeline.stages in .projenrc.ts`,
  });
}

/** Synthesises one stage, with bundles made for the purpose, and guards the result. @returns the assembly's folder, relative to the root */
export async function assemble(workspace: Workspace, stage: StageSettings, purpose: Purpose, env: Record<string, string> = {}): Promise<string> {
  const directory = join('cdk.out', stage.name);
  // CDK reuses what it finds staged by name alone, so nothing is left to find.
  rmSync(join(workspace.root, directory), { recursive: true, force: true });
  await cdk(workspace, ['synth', '--quiet', '--output', directory, '--context', `stage=${stage.name}`], { BUNDLING_PURPOSE: purpose, ...env });
  guardAssembly(join(workspace.root, directory), stage);
  return directory;
}

/** Zip files of an earlier run, which the CLI would upload unseen. */
export function dropPackagedAssets(directory: string): void {
  const cache = join(directory, '.cache');
  if (existsSync(cache)) rmSync(cache, { recursive: true });
}
