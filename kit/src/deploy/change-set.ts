import { readFileSync } from 'node:fs';
import { type Change, CloudFormationClient, paginateDescribeChangeSet } from '@aws-sdk/client-cloudformation';
import { ExitCode, Failure } from '../kernel/failure';

/** What `plan` prepared, and `deploy --planned` carries out. */
export interface Plan {
  readonly digest: string;
  readonly changeSet: string;
  readonly stacks: readonly PlannedStack[];
}

export interface PlannedStack {
  /** The id by which the CDK CLI selects it. */
  readonly id: string;
  readonly name: string;
  readonly changes: readonly PlannedChange[];
}

export interface PlannedChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual';
  readonly resource: string;
  readonly type: string;
  /** CloudFormation makes it anew, which can lose what it holds. */
  readonly replaced: boolean;
}

/** The name of a change set tells which assembly it is of. */
export function changeSetName(digest: string): string {
  return `plan-${digest.slice(0, 32)}`;
}

/** @returns the changes of a change set, or none if the CLI found nothing to change and removed it */
export async function changesOf(client: CloudFormationClient, stack: string, changeSet: string): Promise<PlannedChange[]> {
  const changes: PlannedChange[] = [];
  try {
    for await (const { Changes = [] } of paginateDescribeChangeSet({ client }, { StackName: stack, ChangeSetName: changeSet })) {
      changes.push(...Changes.flatMap(plannedChange));
    }
  } catch (error) {
    if (/NotFound|does not exist/.test(`${(error as Error).name} ${(error as Error).message}`)) return [];
    throw error;
  }
  return changes;
}

/** @throws Failure 65 unless it is the plan of this assembly */
export function readPlan(file: string, digest: string): Plan {
  const wrong = (what: string) => new Failure(what, { code: ExitCode.BAD_INPUT, where: file, fix: 'run the job plan again, then this one' });
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
  } catch (error) {
    throw wrong(`there is no plan to carry out: ${(error as Error).message}`);
  }
  if (!isPlan(plan)) throw wrong('this is no plan');
  if (plan.digest !== digest) throw wrong(`the plan is for another assembly: ${plan.digest}, and not ${digest}`);
  return plan;
}

function isPlan(plan: Partial<Plan>): plan is Plan {
  return typeof plan?.changeSet === 'string' && Array.isArray(plan.stacks)
    && plan.stacks.every((stack) => typeof stack?.id === 'string' && Array.isArray(stack.changes));
}

function plannedChange({ ResourceChange: change }: Change): PlannedChange[] {
  if (!change?.Action) return [];
  return [{
    action: change.Action,
    resource: change.LogicalResourceId ?? '',
    type: change.ResourceType ?? '',
    replaced: change.Replacement === 'True' || change.Replacement === 'Conditional',
  }];
}
