import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cdkVariables } from './cdk-variables';
import { guardAssembly } from './guard';
import { tellAllowed } from './guard-report';
import { requireOwnBundles } from './own-bundles';
import { dropTraces } from './traces';
import { bundleForRelease, takeBundles } from '../bundling/release';
import type { CommandName } from '../config/commands';
import type { Purpose } from '../config/policy';
import { LOCAL_STAGE, type Settings, type StageSettings } from '../config/settings';
import { type Workspace, selectFunctions, stageNamed } from '../config/workspace';
import { environment, setVariable } from '../kernel/environment';
import { ExitCode, Failure, lastLines } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';
import { TerminalProgress } from '../kernel/progress';
import { run } from '../kernel/subprocess';

const CDK_SECONDS = 3600;

interface CdkOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder to run in. @default - the checkout */
  readonly cwd?: string;
  /** Captures the output and hands over its lines. @default - the CLI has the terminal */
  readonly onLine?: (line: string) => void;
}

interface AssembleOptions extends CdkOptions {
  /** Proofs of the bundles that a release takes. @default - it makes them itself */
  readonly bundles?: readonly string[];
}

/** The CDK CLI ended with an error, of which it has told a person, or its last lines. */
export class CdkFailure extends Failure {}

/** Runs the real CDK CLI within a limit. @throws CdkFailure 69 when it fails */
export async function cdk(workspace: Workspace, args: readonly string[], options: CdkOptions = {}): Promise<void> {
  const result = await run(process.execPath, [require.resolve('aws-cdk/bin/cdk'), ...args, '--no-notices'], {
    cwd: options.cwd ?? workspace.root,
    terminal: !options.onLine,
    onLine: options.onLine,
    deadlineSeconds: CDK_SECONDS,
    env: { ...withoutOptions(), CDK_DISABLE_CLI_TELEMETRY: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...options.env },
  });
  if (result.code === 0) return;
  throw new CdkFailure(`cdk ${args[0]} failed`, {
    code: ExitCode.UNAVAILABLE, where: args.slice(1).join(' '), fix: 'the cause is above', output: lastLines(result.output, 25) || undefined,
  });
}

/**
 * Deploys all stacks of an assembly. Its change sets have a name of their own: of two deployments at the same moment, the
 * later would fail over the other's change set before CloudFormation says that it is busy.
 */
export function deployAll(workspace: Workspace, assembly: string, args: readonly string[]): Promise<void> {
  const isNamed = args.some((arg) => arg.startsWith('--change-set-name'));
  const name = isNamed ? [] : ['--change-set-name', `deploy-${randomBytes(6).toString('hex')}`];
  return cdk(workspace, ['deploy', '--app', assembly, '--all', ...name, ...args]);
}

/** What the CLI is told stands in its arguments, where it is looked at. */
function withoutOptions(): Record<string, undefined> {
  return Object.fromEntries(cdkVariables(environment()).map((name) => [name, undefined]));
}

/**
 * The stage with this name; without a name, the first that is not production.
 *
 * @throws Failure 64 when there is none
 */
export function findStage({ settings }: Workspace, name?: string): StageSettings {
  const stage = stageNamed(settings, name);
  if (stage) return stage;
  throw new Failure(name !== undefined ? `there is no stage '${name}'` : 'every stage is production, so name one', {
    code: ExitCode.USAGE, fix: `use one of: ${stageNames(settings)}, or add it to pipeline.stages in .projenrc.ts`,
  });
}

/**
 * The stage that a person named. What takes something away chooses none by itself.
 *
 * @throws Failure 64 when there is none, or no name
 */
export function namedStage(workspace: Workspace, command: CommandName, name: string | undefined): StageSettings {
  if (name !== undefined) return findStage(workspace, name);
  throw new Failure(`${command} takes the name of a stage`, {
    code: ExitCode.USAGE, fix: `npx projen ${command} <stage>, which is one of: ${stageNames(workspace.settings)}`,
  });
}

/** `[stage] -- [arguments for cdk]`: without a stage, the first operand is already cdk's. */
export function stageAndArguments(workspace: Workspace, operands: readonly string[]): { stage: StageSettings; cdkArguments: readonly string[] } {
  const { name, cdkArguments } = nameAndArguments(operands);
  return { stage: findStage(workspace, name), cdkArguments };
}

export function nameAndArguments(operands: readonly string[]): { name: string | undefined; cdkArguments: readonly string[] } {
  const [first, ...rest] = operands;
  return first === undefined || first.startsWith('-') ? { name: undefined, cdkArguments: operands } : { name: first, cdkArguments: rest };
}

function stageNames({ stages }: Settings): string {
  return stages.map(({ name }) => name).join(', ');
}

/** Where the assembly of a stage is, relative to the root. */
export function assemblyOf({ name }: StageSettings): string {
  return join('cdk.out', name);
}

/** Synthesises one stage into a folder, with bundles made for the purpose, and guards the result. */
export async function assemble(
  workspace: Workspace, stage: StageSettings, purpose: Purpose, directory: string, { bundles, ...options }: AssembleOptions = {},
): Promise<void> {
  if (purpose === 'release') await bundlesOfRelease(workspace, bundles);
  // CDK reuses what it finds staged by name alone, so nothing is left to find.
  rmSync(join(workspace.root, directory), { recursive: true, force: true });
  // What CloudFormation would refuse fails here, unless it is a laptop's quick round.
  const strict = purpose === 'develop' ? [] : ['--context', '@aws-cdk/core:validateAgainstDefaultRules=true'];
  // Without its report of what the app uses, which the CDK compresses by whatever zlib this Node has.
  await cdk(workspace, ['synth', '--quiet', '--no-version-reporting', '--output', directory, '--context', `stage=${stage.name}`, ...strict], {
    ...options,
    env: { ...options.env, BUNDLING_PURPOSE: purpose, CDK_VALIDATION: purpose === 'develop' ? 'false' : undefined },
  });
  dropTraces(join(workspace.root, directory));
  const report = guardAssembly(join(workspace.root, directory), stage, workspace);
  if (purpose === 'release') await requireOwnBundles(report, workspace, directory);
  tellAllowed(report);
  assembledHere.add(join(workspace.root, directory));
}

const assembledHere = new Set<string>();

/** Whether this process made the assembly itself, so that nobody has to say which one is meant. */
export function isAssembledHere(directory: string): boolean {
  return assembledHere.has(directory);
}

/** No synth of a release meets a bundle that is not proven. */
async function bundlesOfRelease(workspace: Workspace, proofs?: readonly string[]): Promise<void> {
  setVariable('BUNDLING_PURPOSE', 'release');
  const functions = selectFunctions(workspace);
  if (proofs) await takeBundles(workspace, functions, proofs);
  else await bundleForRelease(workspace, functions, new TerminalProgress());
}

/** A folder for an assembly of a run's own, which is gone afterwards: two runs at once do not disturb each other. */
export async function withAssemblyFolder<T>({ root }: Workspace, work: (directory: string) => Promise<T>): Promise<T> {
  const directory = `${assemblyOf(LOCAL_STAGE)}-${randomBytes(6).toString('hex')}`;
  return withCleanup(() => rmSync(join(root, directory), { recursive: true, force: true }), () => work(directory));
}
