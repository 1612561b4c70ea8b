import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type AssembledFunction, readAssembly } from '../assembly/assembly';
import { isSampleEvent } from '../config/sample-events';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

/** A deployed function's answer to one of its sample events. */
export interface Invocation {
  readonly function: string;
  readonly event: string;
  /** Milliseconds of the first call, which starts the function, and of the same call again. */
  readonly firstMs: number;
  readonly againMs: number;
  readonly answer: string;
  /** The function raised an error. */
  readonly error: boolean;
  readonly log: string;
}

export interface Clients {
  readonly lambda: LambdaClient;
  readonly cloudFormation: CloudFormationClient;
}

/** A sample event of a function: its file's name and its content, on one line. */
export interface Sample {
  readonly event: string;
  readonly payload: string;
}

export type Samples = ReadonlyMap<string, readonly Sample[]>;

/**
 * The sample events of every function, by its name. One that has none is invoked with an empty event.
 *
 * @throws Failure 65 when one is not JSON
 */
export function readSamples({ root, settings }: Workspace): Samples {
  return new Map(Object.values(settings.functions).map(({ name, entry }) => {
    const folder = join(root, entry, 'events');
    const files = existsSync(folder) ? readdirSync(folder).filter(isSampleEvent).sort() : [];
    const samples = files.map((event) => ({ event, payload: readEvent(join(folder, event)) }));
    return [name, samples.length > 0 ? samples : [{ event: '(empty event)', payload: '{}' }]];
  }));
}

/** Invokes every function of an assembly that is deployed, with each of its sample events. */
export async function invokeAll(
  workspace: Workspace, directory: string, samples: Samples, clients: Clients, onLine: (line: string) => void,
): Promise<Invocation[]> {
  const invocations: Invocation[] = [];
  const functions = readAssembly(join(workspace.root, directory)).filter(({ record }) => record);
  for (const fn of functions.sort((x, y) => x.record!.function.localeCompare(y.record!.function))) {
    const { function: name } = fn.record!;
    const deployed = await physicalName(clients, fn);
    for (const { event, payload } of samples.get(name) ?? []) {
      onLine(`${name} ${event}`);
      invocations.push({ function: name, event, ...await invokeTwice(clients.lambda, deployed, payload) });
    }
  }
  return invocations;
}

async function invokeTwice(client: LambdaClient, name: string, payload: string): Promise<Omit<Invocation, 'function' | 'event'>> {
  const first = await invoke(client, name, payload);
  const again = first.error ? first : await invoke(client, name, payload);
  return { firstMs: first.ms, againMs: again.ms, answer: again.answer, error: again.error, log: again.log };
}

async function invoke(client: LambdaClient, name: string, payload: string) {
  const started = performance.now();
  const response = await client.send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from(payload), LogType: 'Tail' }));
  return {
    ms: Math.round(performance.now() - started),
    answer: Buffer.from(response.Payload ?? []).toString('utf8'),
    error: response.FunctionError !== undefined,
    log: Buffer.from(response.LogResult ?? '', 'base64').toString('utf8'),
  };
}

function readEvent(path: string): string {
  const content = readFileSync(path, 'utf8');
  try {
    return JSON.stringify(JSON.parse(content));
  } catch (error) {
    throw new Failure(`a sample event is not JSON: ${(error as Error).message}`, { code: ExitCode.BAD_INPUT, where: path, fix: 'mend the file' });
  }
}

/** The name that CloudFormation gave to a function. @throws Failure 69 when it is not there */
export async function physicalName({ cloudFormation }: Clients, { stack, logicalId }: AssembledFunction): Promise<string> {
  const resource = new DescribeStackResourceCommand({ StackName: stack, LogicalResourceId: logicalId });
  const { StackResourceDetail: detail } = await cloudFormation.send(resource);
  if (detail?.PhysicalResourceId) return detail.PhysicalResourceId;
  throw new Failure(`${logicalId} was deployed and is not there`, { code: ExitCode.UNAVAILABLE, where: stack, fix: 'deploy it again' });
}
