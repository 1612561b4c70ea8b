import { join, posix } from 'node:path';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { physicalIdOf } from './deployed-code';
import { type AssembledFunction, readAssembly } from '../assembly/assembly';
import { type SampleEvent, eventsFolder, expectedOf, readEvents } from '../config/sample-events';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';
import { ExitCode, Failure } from '../kernel/failure';

/** A deployed function's answer to one of its sample events. */
export interface DeployedAnswer {
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

/** By the function's name. */
type Samples = ReadonlyMap<string, readonly SampleEvent[]>;

/** Sent to a function that has none. */
const EMPTY: SampleEvent = { name: '(empty event)', payload: '{}' };

/**
 * The sample events of every function. One that has none is invoked with an empty event.
 *
 * @throws Failure 65 with all that cannot be sent
 */
export function readSamples({ root, settings }: Workspace): Samples {
  const read = Object.values(settings.functions).map((fn) => ({ fn, ...readEvents(join(root, eventsFolder(root, fn))) }));
  refuse(read.flatMap(({ fn, bad }) => bad.map(({ file = '', problem }) => ({ place: posix.join(eventsFolder(root, fn), file), problem }))));
  return new Map(read.map(({ fn, events }) => [fn.name, events.length > 0 ? events : [EMPTY]]));
}

/**
 * The events that a function must answer after each deployment.
 *
 * @throws Failure 65 with those that cannot be sent
 */
export function smokeEvents({ root }: Workspace, fn: FunctionSettings): SampleEvent[] {
  const { smoke = [] } = fn;
  const folder = eventsFolder(root, fn);
  const { events, bad } = readEvents(join(root, folder));
  const found = smoke.map((file) => ({ file, event: events.find(({ name }) => name === file) }));
  const problemOf = (file: string) => bad.find((one) => one.file === undefined || [file, expectedOf(file)].includes(one.file))?.problem ?? 'it is not there';
  refuse(found.filter(({ event }) => !event).map(({ file }) => ({ place: posix.join(folder, file), problem: problemOf(file) })));
  return found.map(({ event }) => event!);
}

function refuse(bad: readonly { readonly place: string; readonly problem: string }[]): void {
  if (bad.length === 0) return;
  throw new Failure(bad.length === 1 ? 'a sample event cannot be sent' : `${bad.length} sample events cannot be sent`, {
    code: ExitCode.BAD_INPUT, where: bad.map(({ place }) => place).join(', '), fix: 'fix what is named above',
    output: bad.map(({ place, problem }) => `${place}: ${problem}`).join('\n'),
  });
}

/** Invokes every function of an assembly that is deployed, with each of its sample events. */
export async function invokeAll(
  workspace: Workspace, directory: string, samples: Samples, clients: Clients, onLine: (line: string) => void,
): Promise<DeployedAnswer[]> {
  const invocations: DeployedAnswer[] = [];
  const functions = readAssembly(join(workspace.root, directory)).filter(({ record }) => record);
  for (const fn of functions.sort((x, y) => x.record!.function.localeCompare(y.record!.function))) {
    const { function: name } = fn.record!;
    const deployed = await physicalName(clients, fn);
    for (const { name: event, payload } of samples.get(name) ?? []) {
      onLine(`${name} ${event}`);
      invocations.push({ function: name, event, ...await invokeTwice(clients.lambda, deployed, payload) });
    }
  }
  return invocations;
}

async function invokeTwice(client: LambdaClient, name: string, payload: string): Promise<Omit<DeployedAnswer, 'function' | 'event'>> {
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

/** The name that CloudFormation gave to a function. @throws Failure 69 when it is not there */
export async function physicalName({ cloudFormation }: Clients, fn: AssembledFunction): Promise<string> {
  const name = await physicalIdOf(cloudFormation, fn);
  if (name) return name;
  throw new Failure(`${fn.logicalId} was deployed and is not there`, { code: ExitCode.UNAVAILABLE, where: fn.stack, fix: 'deploy it again' });
}
