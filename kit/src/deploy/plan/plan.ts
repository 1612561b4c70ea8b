import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PlannedChange } from './changes';
import type { CodeChange } from './code';
import type { PermissionChange } from './permissions';
import { canonical } from './template';
import { ExitCode, Failure } from '../../kernel/failure';

/** Raise it when a plan says something else: older ones are refused. */
export const PLAN_VERSION = 2;

/** What `plan` prepared, a person approved, and `deploy --planned` carries out. */
export interface Plan {
  readonly planVersion: typeof PLAN_VERSION;
  /** Hash of all the rest. Whoever approves a plan approves this. */
  readonly id: string;
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  /** Of the assembly. */
  readonly digest: string;
  readonly stacks: readonly PlannedStack[];
}

/**
 * What becomes of a stack: its change set is executed, nothing is done, or its change set is made when the stacks before
 * it are deployed, since it imports what they do not export yet.
 */
type Step = 'execute' | 'nothing' | 'later';

export interface PlannedStack {
  /** By which the CDK CLI selects it. */
  readonly id: string;
  readonly name: string;
  readonly step: Step;
  /** ARN of what is executed: a name can be given to another change set, an ARN never. */
  readonly changeSet?: string;
  /** Hash of the template in the assembly, which is the one of the change set. */
  readonly template: string;
  /** What ran when the plan was made. */
  readonly deployed?: DeployedState;
  /** Exports for which it waits. */
  readonly waitsFor?: readonly string[];
  readonly changes: readonly PlannedChange[];
  readonly permissions: readonly PermissionChange[];
  readonly code: readonly CodeChange[];
}

/** What tells one state of a stack from any other. */
export interface DeployedState {
  readonly stackId: string;
  /** When it was created or last updated, as CloudFormation says it: ISO 8601. */
  readonly updated: string;
  /** Hash of the template that runs. */
  readonly template: string;
}

/** Its content decides a plan's id, so an edited plan has another one. */
export function withId(plan: Omit<Plan, 'id'>): Plan {
  return { ...plan, id: idOf(plan) };
}

export function writePlan(file: string, plan: Plan): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(plan, undefined, 2)}\n`);
}

/** @throws Failure 65 unless it is a plan, and as `plan` wrote it */
export function readPlan(file: string, stage: string): Plan {
  const wrong = (what: string) => new Failure(what, { code: ExitCode.BAD_INPUT, where: file, fix: planAgain(stage) });
  let plan: Partial<Plan> | null;
  try {
    plan = JSON.parse(readFileSync(file, 'utf8')) as Partial<Plan> | null;
  } catch (error) {
    throw wrong(`there is no plan to carry out: ${(error as Error).message}`);
  }
  if (!isPlan(plan)) throw wrong('this is no plan of this version of the kit');
  if (plan.id !== idOf(plan)) throw wrong(`the plan was edited after it was made: its content is not that of ${plan.id}`);
  return plan;
}

/** The way out of a plan that is no use any more. */
export function planAgain(stage: string): string {
  return `plan again: npx projen plan ${stage}`;
}

/** 128 bits are more than anybody can find a second plan for, and short enough to be typed. */
function idOf({ ...plan }: Partial<Plan>): string {
  delete (plan as { id?: string }).id;
  return createHash('sha256').update(canonical(plan)).digest('hex').slice(0, 32);
}

function isPlan(plan: Partial<Plan> | null): plan is Plan {
  return plan?.planVersion === PLAN_VERSION && typeof plan.id === 'string' && Array.isArray(plan.stacks)
    && plan.stacks.every((stack) => typeof stack?.id === 'string' && Array.isArray(stack.changes));
}
