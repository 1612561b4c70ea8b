import { resolve } from 'node:path';
import { type PlannedChange, changesOf } from './changes';
import type { CloudFormation } from './cloudformation';
import { type Plan, type PlannedStack, planAgain, readPlan } from './plan';
import { type Planning, type ComparedStack, isEmpty, prepareChangeSet, comparedStacks } from './preparation';
import { templateHash } from './template';
import { requirePlanned, verifyPlan } from './verification';
import { cdk } from '../../assembly/cdk';
import { ACCEPT_VARIABLE } from '../../config/settings';
import { ExitCode, Failure } from '../../kernel/failure';

interface Execution extends Planning {
  readonly file: string;
  /** Id of the plan whose broader permissions a person accepts. */
  readonly accept?: string;
  /** What is wanted of the CDK CLI besides; a plan takes nothing. */
  readonly cdkArguments: readonly string[];
  say(text: string): void;
}

/**
 * Carries out a plan: exactly its change sets, or nothing.
 *
 * @throws Failure 64 for arguments that would change what is deployed, 65 when anything is not as it was planned, 75 when
 *   it was carried out already, 77 when it broadens permissions and that was not accepted
 */
export async function carryOutPlan(execution: Execution): Promise<void> {
  const { workspace, stage, assembly, digest, file, cdkArguments, cloudFormation } = execution;
  if (cdkArguments.length > 0) {
    throw new Failure(`a plan is carried out as it is, without ${cdkArguments.join(' ')}`, { code: ExitCode.USAGE, where: '--planned', fix: 'leave out what stands behind --' });
  }
  const plan = readPlan(resolve(workspace.root, file), stage.name);
  const states = await comparedStacks(assembly, cloudFormation);
  await verifyPlan(plan, { stage: stage.name, digest, place: await cloudFormation.place(), states }, cloudFormation);
  requireAccepted(plan, execution);
  for (const [i, planned] of plan.stacks.entries()) await STEPS[planned.step](execution, plan, planned, states[i]);
}

const STEPS: Record<PlannedStack['step'], (execution: Execution, plan: Plan, planned: PlannedStack, state: ComparedStack) => Promise<void>> = {
  execute: async (execution, plan, planned, state) => {
    requirePlanned(plan, planned, await renewed(execution.cloudFormation, state));
    await execute(execution, planned, planned.changeSet!);
  },
  nothing: async (execution, plan, planned, state) => {
    const now = await renewed(execution.cloudFormation, state);
    requirePlanned(plan, planned, now);
    // Where the templates differ, only CloudFormation knows that it comes to the same.
    if (now.deployed?.template !== templateHash(now.text)) await requireNothingToChange(execution, plan, now);
    execution.say(`${planned.name}: nothing to change`);
  },
  later: async (execution, plan, planned, state) => {
    const now = await renewed(execution.cloudFormation, state);
    requirePlanned(plan, planned, now);
    const changeSet = await prepareChangeSet(execution, now);
    if (isEmpty(changeSet)) return execution.say(`${planned.name}: nothing to change`);
    const more = beyond(planned.changes, changesOf(changeSet.changes, now.deployed?.content ?? {}, now.template));
    if (more.length > 0) {
      throw new Failure(`${planned.name} waited for the stacks before it, and would now change more than the plan shows:\n${more.map((change) => `  - ${change}`).join('\n')}`, {
        code: ExitCode.BAD_INPUT, where: plan.id, fix: `what stands before it is deployed; ${planAgain(plan.stage)}`,
      });
    }
    await execute(execution, planned, changeSet.arn);
  },
};

async function execute({ workspace, assembly }: Execution, { id }: PlannedStack, arn: string): Promise<void> {
  await cdk(workspace, ['deploy', '--app', assembly, id, '--exclusively', '--method', 'execute-change-set', '--change-set-name', arn, '--require-approval', 'never']);
}

async function renewed(cloudFormation: CloudFormation, state: ComparedStack): Promise<ComparedStack> {
  return { ...state, deployed: await cloudFormation.stack(state.stack.name, state.stack.region) };
}

async function requireNothingToChange(execution: Execution, plan: Plan, state: ComparedStack): Promise<void> {
  if (isEmpty(await prepareChangeSet(execution, state))) return;
  throw new Failure(`${state.stack.name}: the plan says that there is nothing to change, and there is`, { code: ExitCode.BAD_INPUT, where: plan.id, fix: planAgain(plan.stage) });
}

/** Changes that the plan does not show, or not as bad. */
function beyond(planned: readonly PlannedChange[], found: readonly PlannedChange[]): string[] {
  const isShown = (change: PlannedChange) => planned.some(({ action, resource, type, replaced }) => action === change.action
    && resource === change.resource && type === change.type && (replaced !== 'no' || change.replaced === 'no'));
  return found.filter((change) => !isShown(change)).map(({ action, path, type }) => `${action} ${type} ${path}`);
}

function requireAccepted(plan: Plan, { accept, file, stage }: Execution): void {
  const broader = plan.stacks.flatMap(({ name, permissions }) => permissions.filter(({ broadens }) => broadens).map(({ text }) => `  - ${name}: ${text}`));
  if (accept && accept !== plan.id) {
    throw new Failure(`another plan was accepted: ${accept}, and this one is ${plan.id}`, { code: ExitCode.BAD_INPUT, where: file, fix: 'read this plan, and accept it by its own id if it is right' });
  }
  if (broader.length === 0 || accept) return;
  throw new Failure(`this plan allows more than before, and nobody accepted that:\n${broader.join('\n')}`, {
    code: ExitCode.NO_PERMISSION, where: file,
    fix: `if that is right: npx projen deploy ${stage.name} --planned ${file} --accept ${plan.id}; in GitLab, run the job with the variable ${ACCEPT_VARIABLE} set to ${plan.id}`,
  });
}
