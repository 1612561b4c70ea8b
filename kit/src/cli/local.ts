import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommonOptions, reportingCommand, note, print, printJson, table } from './command';
import { assemble, cdk, withAssemblyFolder } from '../assembly/cdk';
import { bundleAll } from '../bundling/bundle';
import { requireFreshSettings } from '../config/freshness';
import { LOCAL_STAGE, type LocalAws } from '../config/settings';
import { type Workspace, hostArchitecture, selectFunctions, thisWorkspace } from '../config/workspace';
import { type DeployedAnswer, invokeAll, readSamples } from '../deploy/invocation';
import { setVariable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';
import { TerminalProgress } from '../kernel/progress';
import { LOCAL_AWS, type DeployTarget, openDeployTarget } from '../local-aws/deploy-target';

const CLIENT_VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

interface Options extends CommonOptions {
  readonly aws?: LocalAws;
  readonly keep?: boolean;
}

export const program = reportingCommand('local', 'Bundles every function, deploys the app to an AWS on this machine, invokes each function with its sample events and prints the answers.')
  .option('--aws <kind>', `what to deploy to: ${LOCAL_AWS.join(', ')}; local.aws of .projenrc.ts by default`)
  .option('--keep', 'leave it running until Ctrl-C, and tell how to reach it')
  .action(async (options: Options) => {
    setVariable('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true'); // of Node 20, which the kit still takes
    setVariable('BUNDLING_ARCHITECTURE', hostArchitecture()); // the functions run here, whatever they run on in production
    const workspace = thisWorkspace();
    requireFreshSettings(workspace);
    const functions = selectFunctions(workspace);
    const samples = readSamples(workspace); // a bad one is told before anything is made
    const progress = new TerminalProgress();
    // Ready by the time that the bundles are.
    let showOpening: (line: string) => void = () => undefined;
    const kind = options.aws ?? workspace.settings.local.aws;
    const opening = openDeployTarget(workspace, kind, (target) => bootstrap(workspace, target), (line) => showOpening(line));
    await withCleanup(async () => (await opening.catch(() => undefined))?.stop(), async () => {
      await Promise.race([bundleAll(workspace, functions, progress), opening.then(() => new Promise(() => undefined))]);
      await withAssemblyFolder(workspace, async (directory) => {
        await progress.during('the app: synth', (onLine) => assemble(workspace, LOCAL_STAGE, 'develop', directory, { onLine, env: { AWS_EC2_METADATA_DISABLED: 'true' } }));
        const target = await progress.during('an AWS to deploy to', (onLine) => {
          showOpening = onLine;
          return opening;
        });
        await progress.during(`deploy to ${target.description}`, (onLine) => deploy(workspace, directory, target, onLine));
        const invocations = await progress.during('invoke', (onLine) => invokeAll(workspace, directory, samples, target, onLine));
        show(options, target, invocations);
        refuseErrors(invocations);
        if (options.keep) await untilInterrupted(target);
      });
    });
  });

/** From a folder without an app: there is nothing to synthesise for it. */
async function bootstrap(workspace: Workspace, { env }: DeployTarget): Promise<void> {
  const empty = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    const place = `aws://${env.AWS_ACCESS_KEY_ID}/${env.AWS_REGION}`;
    await cdk(workspace, ['bootstrap', place], { cwd: empty, env, onLine: () => undefined });
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
}

async function deploy(workspace: Workspace, directory: string, { env }: DeployTarget, onLine: (line: string) => void): Promise<void> {
  await cdk(workspace, ['deploy', '--app', directory, '--all', '--require-approval', 'never', '--progress', 'events'], { env, onLine });
}

function show({ json, keep }: Options, { description, env }: DeployTarget, invocations: readonly DeployedAnswer[]): void {
  if (json) return printJson({ aws: description, ...(keep && { environment: clientVariables(env) }), invocations });
  print(table([['FUNCTION', 'EVENT', 'FIRST', 'AGAIN', 'ANSWER'], ...invocations.map((i) => [
    i.function, i.event, `${i.firstMs} ms`, `${i.againMs} ms`, clip(i.error ? `ERROR ${i.answer}` : i.answer),
  ])]));
}

function refuseErrors(invocations: readonly DeployedAnswer[]): void {
  const failed = invocations.filter(({ error }) => error);
  if (failed.length === 0) return;
  throw new Failure(`${failed.length} of ${invocations.length} invocations failed`, {
    code: ExitCode.BAD_INPUT,
    where: failed.map((i) => `${i.function} with ${i.event}`).join(', '),
    fix: 'fix the function, or its sample event in lambda_src/<function>/events/',
    output: failed.map((i) => `${i.function}: ${i.answer}\n${i.log}`).join('\n'),
  });
}

async function untilInterrupted({ env }: DeployTarget): Promise<void> {
  note(`\nIt runs until Ctrl-C. In another terminal:\n  export ${Object.entries(clientVariables(env)).map(([name, value]) => `${name}=${value}`).join(' ')}`);
  await new Promise((resolve) => setInterval(resolve, 2 ** 31 - 1));
}

/** What a client has to be told to reach it. */
function clientVariables(env: DeployTarget['env']): Record<string, string | undefined> {
  return Object.fromEntries(CLIENT_VARIABLES.map((name) => [name, env[name]]));
}

function clip(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}
