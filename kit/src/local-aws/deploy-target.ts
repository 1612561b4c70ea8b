import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { findExecutor } from './executor';
import { clientEnvironment } from './local-aws-server';
import { startMiniStack } from './ministack';
import type { LocalAws } from '../config/settings';
import { type Workspace, selectFunctions, toolsDirectory } from '../config/workspace';
import { variable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { findUv } from '../toolchain/uv';

/** What `npx projen local` deploys to: the adapter behind which one local AWS can take another's place. */
export interface DeployTarget {
  readonly description: string;
  /** Environment of the CDK CLI. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
  stop(): Promise<void>;
}

/**
 * Starts the local AWS, or connects to one that is there.
 *
 * @param onLine is handed what takes long: a Python or an image that is fetched
 * @param prepare what a local AWS, which is empty at first, needs before a deploy
 * @throws Failure when it cannot be had; nothing is left running
 */
export async function openDeployTarget(
  workspace: Workspace, kind: LocalAws, prepare: (target: DeployTarget) => Promise<void>, onLine: (line: string) => void,
): Promise<DeployTarget> {
  if (!LOCAL_AWS.includes(kind)) throw new Failure(`there is no AWS '${kind}'`, { code: ExitCode.USAGE, fix: `use one of: ${LOCAL_AWS.join(', ')}` });
  const { open, empty } = CHOICES[kind];
  const target = await open(workspace, onLine);
  try {
    if (empty) await prepare(target);
    return target;
  } catch (error) {
    await target.stop();
    throw error;
  }
}

interface Choice {
  readonly open: (workspace: Workspace, onLine: (line: string) => void) => Promise<DeployTarget>;
  /** It has nothing of the CDK's in it when it starts. */
  readonly empty: boolean;
}

const CHOICES: Readonly<Record<LocalAws, Choice>> = {
  ministack: { open: startLocal, empty: true },
  endpoint: { open: async () => atEndpoint(), empty: true },
  account: { open: async () => connect('your account', {}, async () => undefined), empty: false },
};
export const LOCAL_AWS = Object.keys(CHOICES) as readonly LocalAws[];

async function startLocal(workspace: Workspace, onLine: (line: string) => void): Promise<DeployTarget> {
  const tools = toolsDirectory(workspace);
  const uv = await findUv(tools);
  const executor = await findExecutor(selectFunctions(workspace), uv, onLine);
  const { description, env, stop } = await startMiniStack(tools, uv, executor);
  return connect(description, env, stop);
}

function atEndpoint(): DeployTarget {
  const endpoint = variable('AWS_ENDPOINT_URL');
  if (endpoint) return connect(endpoint, clientEnvironment(endpoint), async () => undefined);
  throw new Failure('AWS_ENDPOINT_URL is not set', { code: ExitCode.BAD_CONFIG, fix: 'export AWS_ENDPOINT_URL=http://localhost:4566, or whatever yours listens on' });
}

function connect(description: string, env: Readonly<Record<string, string | undefined>>, stop: () => Promise<void>): DeployTarget {
  const credentials = env.AWS_ACCESS_KEY_ID && { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! };
  const settings = { endpoint: env.AWS_ENDPOINT_URL, region: env.AWS_REGION, ...(credentials && { credentials }) };
  return { description, env, stop, lambda: new LambdaClient(settings), cloudFormation: new CloudFormationClient(settings) };
}
