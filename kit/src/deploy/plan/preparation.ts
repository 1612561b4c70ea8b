import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { changesBetween, changesOf } from './changes';
import { CloudFormation, type ChangeSet, type DeployedStack } from './cloudformation';
import { codeChanges } from './code';
import { permissionChanges } from './permissions';
import { type DeployedState, type Plan, type PlannedStack, PLAN_VERSION, planAgain, withId } from './plan';
import { type Template, exportsOf, importsOf, parseTemplate, templateHash } from './template';
import { type AssembledStack, stacksOf } from '../../assembly/assembly';
import { cdk } from '../../assembly/cdk';
import type { StageSettings } from '../../config/settings';
import type { Workspace } from '../../config/workspace';
import { ExitCode, Failure } from '../../kernel/failure';
import type { Progress } from '../../kernel/progress';

/** What a plan is made of. */
export interface Planning {
  readonly workspace: Workspace;
  readonly stage: StageSettings;
  /** Absolute path of an assembly that was guarded. */
  readonly assembly: string;
  readonly digest: string;
  readonly cloudFormation: CloudFormation;
  readonly progress: Progress;
}

/** A stack of the assembly, its template, and what runs. */
export interface ComparedStack {
  readonly stack: AssembledStack;
  readonly text: string;
  readonly template: Template;
  readonly deployed?: DeployedStack;
}

/**
 * Uploads the assembly and prepares a change set for each stack that can have one yet.
 *
 * @throws Failure 65 when CloudFormation holds another template than the assembly, 69 when a change set cannot be made, 75
 *   when somebody deploys meanwhile
 */
export async function preparePlan(planning: Planning): Promise<Plan> {
  const { assembly, cloudFormation, digest, stage } = planning;
  const states = await comparedStacks(assembly, cloudFormation);
  const stacks: PlannedStack[] = [];
  for (const state of states) stacks.push(await planStack(planning, state, missingExports(state, states)));
  return withId({ planVersion: PLAN_VERSION, stage: stage.name, ...await cloudFormation.place(), digest, stacks });
}

/** All stacks of an assembly in the order in which they are deployed. */
export async function comparedStacks(assembly: string, cloudFormation: CloudFormation): Promise<ComparedStack[]> {
  return Promise.all(stacksOf(assembly).map(async (stack) => {
    const text = readFileSync(stack.template, 'utf8');
    return { stack, text, template: parseTemplate(text), deployed: await cloudFormation.stack(stack.name, stack.region) };
  }));
}

/** A change set under a name that nobody can know, for what the assembly holds. */
export async function prepareChangeSet(
  { workspace, assembly, cloudFormation, progress, stage }: Omit<Planning, 'digest'>, { stack, text }: Pick<ComparedStack, 'stack' | 'text'>,
): Promise<ChangeSet> {
  const name = `plan-${randomBytes(12).toString('hex')}`;
  await progress.during(`${stack.name}: change set`, (onLine) => cdk(workspace, [
    'deploy', '--app', assembly, stack.id, '--exclusively', '--method', 'prepare-change-set', '--change-set-name', name, '--require-approval', 'never',
  ], { onLine }));
  const found = await cloudFormation.changeSet(stack.name, name, stack.region);
  if (found && found.template === templateHash(text)) return found;
  throw new Failure(`${stack.name}: ${found ? 'CloudFormation holds another template than the assembly' : 'the change set is gone already'}`, {
    code: ExitCode.BAD_INPUT, where: found?.arn ?? name, fix: `see in CloudTrail who else makes change sets, then ${planAgain(stage.name)}`,
  });
}

async function planStack(planning: Planning, state: ComparedStack, waitsFor: readonly string[]): Promise<PlannedStack> {
  const { stack, deployed } = state;
  if (waitsFor.length > 0) return plannedStack(state, { step: 'later', waitsFor });
  const changeSet = await prepareChangeSet(planning, state);
  const now = await planning.cloudFormation.stack(stack.name, stack.region);
  if (!isSameState(deployed, now)) {
    throw new Failure(`${stack.name} was deployed by somebody else while it was planned`, { code: ExitCode.TRY_AGAIN, where: stack.name, fix: planAgain(planning.stage.name) });
  }
  return plannedStack(state, isEmpty(changeSet) ? { step: 'nothing' } : { step: 'execute', changeSet });
}

/** The CDK CLI fails for any other reason than that there is nothing to change. */
export function isEmpty({ status }: ChangeSet): boolean {
  return status === 'FAILED';
}

/** What a plan says of a stack follows from the assembly, from what runs and from the change set; so it can be held against them later. */
export function plannedStack(
  { stack, text, template, deployed }: ComparedStack, what: { step: 'execute'; changeSet: ChangeSet } | { step: 'nothing' } | { step: 'later'; waitsFor: readonly string[] },
): PlannedStack {
  const plan = { id: stack.id, name: stack.name, template: templateHash(text), ...(deployed && { deployed: stateOf(deployed) }) };
  if (what.step === 'nothing') return { ...plan, step: 'nothing', changes: [], permissions: [], code: [] };
  const before = deployed?.content ?? {};
  const seen = { permissions: permissionChanges(before, template), code: codeChanges(before, template) };
  return what.step === 'later'
    ? { ...plan, ...seen, step: 'later', waitsFor: what.waitsFor, changes: changesBetween(before, template) }
    : { ...plan, ...seen, step: 'execute', changeSet: what.changeSet.arn, changes: changesOf(what.changeSet.changes, before, template) };
}

/** Exports of other stacks of the assembly that the stack imports, and that no deployed stack of it has yet. */
export function missingExports({ stack, template }: ComparedStack, states: readonly ComparedStack[]): string[] {
  const others = states.filter((state) => state.stack.name !== stack.name);
  const planned = new Set(others.flatMap((state) => exportsOf(state.template)));
  const there = new Set(others.flatMap(({ deployed }) => exportsOf(deployed?.content ?? {})));
  return importsOf(template).filter((name) => planned.has(name) && !there.has(name));
}

function stateOf({ stackId, updated, template }: DeployedState): DeployedState {
  return { stackId, updated, template };
}

export function isSameState(a: DeployedState | undefined, b: DeployedState | undefined): boolean {
  return a?.stackId === b?.stackId && a?.updated === b?.updated && a?.template === b?.template;
}
