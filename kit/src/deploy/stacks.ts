import {
  type CloudFormationClient, DescribeStacksCommand, DescribeStackEventsCommand, type StackEvent, type StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { StageClients } from './clients';
import { orNothing } from './refusal';
import { CONDITIONS, type Condition } from './stack-status';

/** A stack by its name, and its region if that is not the one at hand. */
export interface StackPlace {
  readonly name: string;
  readonly region?: string;
}

type Asking = Pick<StageClients, 'cloudFormation'>;

/** A stack as CloudFormation has it. One that is not there has no status. */
export interface StackState {
  readonly name: string;
  readonly status?: StackStatus;
  readonly reason?: string;
  readonly condition: Condition;
  /** When CloudFormation last did something to it, by its own clock. */
  readonly lastEvent?: Date;
}

/**
 * CloudFormation answers so where there is no stack of a name; these names come from an assembly, so nothing else can be
 * wrong with them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export const NO_STACK = ['ValidationError'];

/** Pages of events, a hundred each, that are read of one deployment. */
const PAGES = 20;

/** What CloudFormation has of stacks, in their order. */
export async function stackStates(clients: Asking, stacks: readonly StackPlace[]): Promise<StackState[]> {
  const states: StackState[] = [];
  for (const { name, region } of stacks) states.push(await stackState(clients.cloudFormation(region), name));
  return states;
}

async function stackState(client: CloudFormationClient, name: string): Promise<StackState> {
  const described = await orNothing(client.send(new DescribeStacksCommand({ StackName: name })), NO_STACK);
  const stack = described?.Stacks?.[0];
  if (!stack?.StackStatus) return { name, condition: 'ready' };
  const [newest] = (await orNothing(client.send(new DescribeStackEventsCommand({ StackName: name })), NO_STACK))?.StackEvents ?? [];
  return { name, status: stack.StackStatus, reason: stack.StackStatusReason, condition: CONDITIONS[stack.StackStatus] ?? 'ready', lastEvent: newest?.Timestamp };
}

/** What failed in a stack since then, the earliest first: the rest follows from it. */
export function failuresSince(clients: Asking, { name, region }: StackPlace, since: Date | undefined): Promise<StackEvent[]> {
  return failures(clients.cloudFormation(region), name, since);
}

async function failures(client: CloudFormationClient, name: string, since: Date | undefined): Promise<StackEvent[]> {
  const failed = (await eventsSince(client, name, since)).filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED')).reverse();
  const [first] = failed;
  const nested = first?.ResourceType === 'AWS::CloudFormation::Stack' && first.PhysicalResourceId !== first.StackId ? first.PhysicalResourceId : undefined;
  return nested ? [...await failures(client, nested, since), ...failed] : failed;
}

/** The newest first. */
async function eventsSince(client: CloudFormationClient, name: string, since: Date | undefined): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await orNothing(client.send(new DescribeStackEventsCommand({ StackName: name, NextToken: next })), NO_STACK);
    const found = answer?.StackEvents ?? [];
    const later = found.filter(({ Timestamp }) => !since || (Timestamp && Timestamp > since));
    events.push(...later);
    next = answer?.NextToken;
    if (!next || later.length < found.length) break;
  }
  return events;
}
