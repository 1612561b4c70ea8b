import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cdk } from '../../../src/assembly/cdk';
import { selectFunctions, thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { docker } from '../../../src/docker/docker';
import { findExecutor } from '../../../src/local-aws/executor';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../src/local-aws/local-aws-server';
import { startMiniStack } from '../../../src/local-aws/ministack';
import { findUv } from '../../../src/toolchain/uv';

export interface Aws {
  /** What a job's CI/CD variables say of it. */
  readonly variables: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The local AWS, bootstrapped, and reachable from the containers of jobs. It takes any token for any role. */
export async function openAws(): Promise<Aws> {
  const workspace = thisWorkspace();
  const tools = toolsDirectory(workspace);
  const uv = await findUv(tools);
  const gateway = await hostOfContainers();
  const executor = await findExecutor(selectFunctions(workspace), uv, () => undefined);
  const { endpoint, env, stop } = await startMiniStack(tools, uv, { ...executor, listenOn: [gateway] });
  const empty = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  try {
    await cdk(workspace, ['bootstrap', `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`], { cwd: empty, env, onLine: () => undefined });
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
  return {
    variables: {
      AWS_ENDPOINT_URL: endpoint.replace('localhost', gateway),
      AWS_ID_TOKEN: 'a-token',
      AWS_ROLE_ARN: `arn:aws:iam::${LOCAL_ACCOUNT}:role/pipeline`,
      AWS_READ_ONLY_ROLE_ARN: `arn:aws:iam::${LOCAL_ACCOUNT}:role/pipeline-diff`,
      AWS_REGION: LOCAL_REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      CI_COMMIT_REF_PROTECTED: 'true',
    },
    stop,
  };
}

/** This machine as a container sees it: its default route. Not every engine tells the gateway of its bridge. */
async function hostOfContainers(): Promise<string> {
  const { stdout } = await docker(['run', '--rm', 'node:24-trixie', 'cat', '/proc/net/route'], 60);
  const route = stdout.split('\n').map((line) => line.split('\t')).find(([, destination]) => destination === '00000000');
  if (!route) throw new Error(`a container has no default route:\n${stdout}`);
  return route[2].match(/../g)!.reverse().map((byte) => parseInt(byte, 16)).join('.');
}
