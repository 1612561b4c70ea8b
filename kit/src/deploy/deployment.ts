import { setTimeout as sleep } from 'node:timers/promises';
import { ListChangeSetsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { StageClients } from './clients';
import { explainRefusal, isDenied } from './refusal';
import { ADVICE } from './stack-status';
import { type StackPlace, type StackState, failuresSince, stackStates } from './stacks';
import { awaitTurn } from './turn';
import { CdkFailure } from '../assembly/cdk';
import { ExitCode, Failure, explainSystemError } from '../kernel/failure';
import { isStopping, withCleanup } from '../kernel/interrupt';
import type { Progress } from '../kernel/progress';

/** Milliseconds for a last question, when a person waits for the end. */
const LAST_WORD_MS = 7_000;

/** What changes the stacks of a stage. */
export interface Deployment {
  readonly stage: string;
  /** What a person runs to do it again. */
  readonly command: string;
  readonly stacks: readonly StackPlace[];
  readonly clients: Pick<StageClients, 'cloudFormation'>;
  /** For another one to end. */
  readonly waitSeconds: number;
  readonly progress: Progress;
  say(text: string): void;
}

/**
 * Has the CDK CLI change stacks when it is their turn, and says what came of it where that is not what was wanted.
 *
 * @param work is handed the stacks as they are then, or nothing where nobody may ask
 * @throws Failure 69 with what failed first, 75 when somebody else deploys the same stage, 77 when the credentials ended
 */
export async function inTurn(deployment: Deployment, work: (before: readonly StackState[]) => Promise<void>): Promise<void> {
  const before = await turnOf(deployment);
  await withCleanup(() => (isStopping() ? tellLeft(deployment, before) : undefined), async () => {
    try {
      await work(before);
    } catch (error) {
      throw error instanceof CdkFailure ? await explain(deployment, before, error) : error;
    }
  });
}

async function turnOf({ clients, stacks, command, waitSeconds, progress, stage }: Deployment): Promise<StackState[]> {
  try {
    return await awaitTurn(clients, stacks, { command, waitSeconds: 0, onLine: () => undefined });
  } catch (error) {
    if (!(error instanceof Failure) || waitSeconds === 0) throw error;
  }
  return progress.during(`${stage}: another deployment has its turn`, (onLine) => awaitTurn(clients, stacks, { command, waitSeconds, onLine }));
}

async function tellLeft(deployment: Deployment, before: readonly StackState[]): Promise<void> {
  const asked = stackStates(deployment.clients, deployment.stacks).then((now) => describe(before, now), () => undefined);
  const lines = await Promise.race([asked, sleep(LAST_WORD_MS, undefined, { ref: false })]);
  deployment.say(lines
    ? `\nStopped. What CloudFormation has begun goes on by itself:\n${lines.join('\n')}`
    : '\nStopped. CloudFormation does not say what is left; what it has begun goes on by itself.');
  deployment.say(`To go on: ${deployment.command}, which waits for what is under way.`);
}

async function explain(deployment: Deployment, before: readonly StackState[], failure: CdkFailure): Promise<Failure> {
  let now: StackState[];
  try {
    now = await stackStates(deployment.clients, deployment.stacks);
  } catch (error) {
    return untold(deployment, failure, error);
  }
  const output = [...(failure.output ? [failure.output] : []), ...describe(before, now)].join('\n');
  const { stage: where, clients, command } = deployment;
  const failed = (what: string, fix: string, code: ExitCode = ExitCode.UNAVAILABLE) => new Failure(what, { code, where, fix, output });
  const busy = now.find(({ condition }) => condition === 'busy');
  if (busy) {
    return failed(`${busy.name} is ${busy.status}: another deployment is under way, or what this one began goes on by itself`,
      `${command}, which waits for it`, ExitCode.TRY_AGAIN);
  }
  for (const [i, state] of now.entries()) {
    const place = deployment.stacks[i];
    const [first] = isChanged(before[i], state) ? await failuresSince(clients, place, before[i]?.lastEvent) : [];
    if (first) return failed(`${state.name} is ${state.status}: ${reasonOf(first)}`, afterFailure(deployment, state));
    const refused = await refusedChangeSet(deployment, place, before[i]);
    if (refused) return failed(`CloudFormation refuses to change ${state.name}: ${refused}`, `correct that, then ${command}`);
  }
  if (now.every((state, i) => state.condition === 'ready' && isChanged(before[i], state))) {
    return failed(`${where} was changed by somebody else in the meantime`, command, ExitCode.TRY_AGAIN);
  }
  return failed(`${failure.message} before CloudFormation changed anything more; the CDK CLI says above why`, `correct that, then ${command}`);
}

/** Nobody may ask, or nobody answers. */
function untold({ command, stage }: Deployment, failure: CdkFailure, error: unknown): Failure {
  const why = explainRefusal(error) ?? explainSystemError(error);
  if (!why || isDenied(error)) return failure;
  return new Failure(`${failure.message}, and what state is left cannot be told: ${why.message}`, {
    code: why.code, where: stage, fix: `${why.fix}; then ${command}, which waits for what is under way`, output: failure.output,
  });
}

function afterFailure({ stage, command }: Deployment, { condition }: StackState): string {
  return condition === 'ready' ? `correct that, then ${command}` : ADVICE[condition].next(stage);
}

/** A change set that was made since and that CloudFormation could not make sense of. */
async function refusedChangeSet({ clients }: Deployment, { name, region }: StackPlace, before: StackState | undefined): Promise<string | undefined> {
  try {
    const { Summaries = [] } = await clients.cloudFormation(region).send(new ListChangeSetsCommand({ StackName: name }));
    const since = before?.lastEvent ?? new Date(0);
    return Summaries.find(({ Status, CreationTime = new Date(0) }) => Status === 'FAILED' && CreationTime > since)?.StatusReason;
  } catch {
    return undefined; // there is no such stack, or the caller may not ask: the CLI has said what it knows
  }
}

function reasonOf({ LogicalResourceId, ResourceType, ResourceStatus, ResourceStatusReason }: StackEvent): string {
  return `${LogicalResourceId} (${ResourceType}) is ${ResourceStatus}: ${ResourceStatusReason ?? 'no reason is given'}`;
}

/** One line a stack. */
function describe(before: readonly StackState[], now: readonly StackState[]): string[] {
  return now.map((state, i) => {
    const since = isChanged(before[i], state) ? ADVICE[state.condition].means : 'as it was before';
    return `${state.name}: ${state.status ?? 'not there'}, ${state.condition === 'ready' && isChanged(before[i], state) ? 'changed since' : since}`;
  });
}

function isChanged(before: StackState | undefined, now: StackState): boolean {
  return before?.status !== now.status || before?.lastEvent?.getTime() !== now.lastEvent?.getTime();
}
