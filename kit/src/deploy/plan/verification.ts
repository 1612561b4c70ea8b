import type { ExecutionStatus } from '@aws-sdk/client-cloudformation';
import type { ChangeSet, CloudFormation, Place } from './cloudformation';
import { type Plan, type PlannedStack, planAgain } from './plan';
import { type ComparedStack, isSameState, missingExports, plannedStack } from './preparation';
import { canonical, templateHash } from './template';
import { ExitCode, Failure } from '../../kernel/failure';

/** What a plan is held against: it is the same that it was made of, or the plan is refused. */
interface Presence {
  readonly stage: string;
  readonly digest: string;
  readonly place: Place;
  /** All stacks of the assembly. */
  readonly states: readonly ComparedStack[];
}

const EXECUTED: ReadonlySet<ExecutionStatus> = new Set(['EXECUTE_IN_PROGRESS', 'EXECUTE_COMPLETE', 'EXECUTE_FAILED'] as const);

/**
 * Makes a plan again from what is there now, without trusting a word of it but the ARNs of its change sets.
 *
 * @throws Failure 65 with all that is not as it was, 75 when it was carried out already, or a stack is being changed
 */
export async function verifyPlan(plan: Plan, presence: Presence, cloudFormation: CloudFormation): Promise<void> {
  const { states } = presence;
  refuse(plan, placeProblems(plan, presence));
  refuse(plan, listProblems(plan, states));
  const changeSets = await Promise.all(plan.stacks.map(async ({ name, changeSet }, i) => (
    changeSet ? cloudFormation.changeSet(name, changeSet, states[i].stack.region) : undefined
  )));
  const executed = plan.stacks.filter((stack, i) => isExecuted(stack, changeSets[i], states[i]));
  if (executed.length > 0) {
    const all = executed.length === plan.stacks.filter(({ changeSet }) => changeSet).length;
    throw new Failure(`this plan was carried out${all ? '' : `, in part: ${executed.map(({ name }) => name).join(', ')}`}`, {
      code: ExitCode.TRY_AGAIN, where: plan.id, fix: planAgain(plan.stage),
    });
  }
  refuse(plan, plan.stacks.flatMap((stack, i) => stackProblems(stack, states[i], states, changeSets[i])));
}

/** @throws Failure 65 when a stack is not as it was planned, 75 when it is being changed; to look once more just before it is touched */
export function requirePlanned(plan: Plan, planned: PlannedStack, state: ComparedStack): void {
  refuse(plan, stateProblems(planned, state));
}

function placeProblems(plan: Plan, { stage, digest, place }: Presence): string[] {
  return [
    ...(plan.stage === stage ? [] : [`it is for ${plan.stage}, and not for ${stage}`]),
    ...(plan.digest === digest ? [] : [`it is for another assembly: ${plan.digest}, and not ${digest}`]),
    ...(plan.account === place.account ? [] : [`it is for the account ${plan.account}, and the credentials are of ${place.account}`]),
    ...(plan.region === place.region ? [] : [`it is for ${plan.region}, and the region is ${place.region}`]),
  ];
}

function listProblems({ stacks }: Plan, states: readonly ComparedStack[]): string[] {
  const [listed, there] = [stacks.map(({ id, name }) => `${id} (${name})`), states.map(({ stack }) => `${stack.id} (${stack.name})`)];
  if (canonical(listed) === canonical(there)) return [];
  const missing = there.filter((stack) => !listed.includes(stack));
  return [missing.length > 0 ? `it leaves out ${missing.join(', ')}` : `it lists ${listed.join(', ')}, and the assembly has ${there.join(', ')}`];
}

function isExecuted({ changeSet: arn }: PlannedStack, changeSet: ChangeSet | undefined, { deployed }: ComparedStack): boolean {
  return arn !== undefined && (changeSet ? EXECUTED.has(changeSet.execution) : deployed?.changeSet === arn);
}

function stackProblems(planned: PlannedStack, state: ComparedStack, states: readonly ComparedStack[], changeSet: ChangeSet | undefined): string[] {
  const found = [...stateProblems(planned, state), ...changeSetProblems(planned, changeSet, state)];
  if (found.length > 0) return found;
  const { name, step } = planned;
  const waitsFor = missingExports(state, states);
  if (step === 'later' && waitsFor.length === 0) return [`${name}: what it waits for is there already`];
  const facts = step === 'later' ? { step, waitsFor } : step === 'execute' && changeSet ? { step, changeSet } : { step: 'nothing' } as const;
  const again = plannedStack(state, facts);
  return canonical(again) === canonical(planned) ? [] : [`${name}: it shows something else than it would do`];
}

function stateProblems({ name, template, deployed }: PlannedStack, { text, deployed: now }: ComparedStack): string[] {
  if (now?.status.endsWith('_IN_PROGRESS')) {
    throw new Failure(`${name} is being changed right now: ${now.status}`, { code: ExitCode.TRY_AGAIN, where: now.stackId, fix: 'wait until that is done, then plan again' });
  }
  return [
    ...(template === templateHash(text) ? [] : [`${name}: its template is another one than the assembly's`]),
    ...(isSameState(deployed, now) ? [] : [`${name}: ${difference(deployed, now)}`]),
  ];
}

function difference(planned: PlannedStack['deployed'], now: ComparedStack['deployed']): string {
  if (!planned) return `it was not there, and was created since: ${now?.stackId}`;
  if (!now) return `it was removed since: ${planned.stackId}`;
  if (planned.stackId !== now.stackId) return `it was removed and created anew since: ${now.stackId}`;
  return `it was deployed since the plan was made: at ${now.updated}, and the plan starts from ${planned.updated}`;
}

function changeSetProblems({ name, step, changeSet: arn, template }: PlannedStack, changeSet: ChangeSet | undefined, state: ComparedStack): string[] {
  if ((step === 'execute') !== (arn !== undefined)) return [`${name}: a step '${step}' ${arn ? 'has no change set' : 'needs a change set'}`];
  if (arn === undefined) return [];
  if (!changeSet || changeSet.arn !== arn) return [`${name}: its change set is gone, whatever has its name now: ${arn}`];
  const foreign = foreignParameters(changeSet, state);
  return [
    ...(changeSet.template === template ? [] : [`${name}: its change set holds another template than the assembly`]),
    ...(changeSet.execution === 'AVAILABLE' ? [] : [`${name}: its change set cannot be executed: ${changeSet.status}, ${changeSet.execution}`]),
    ...(foreign.length > 0 ? [`${name}: its change set sets parameters that neither the assembly nor the stack has: ${foreign.join(', ')}`] : []),
  ];
}

/** The CDK CLI hands over what the template says, or what the stack has. The local AWS resolves what is in SSM without saying so. */
function foreignParameters({ parameters }: ChangeSet, { template, deployed }: ComparedStack): string[] {
  return parameters.filter(({ ParameterKey: key = '', ParameterValue: value, ResolvedValue: resolved }) => {
    const { Type: type, Default: initial } = template.Parameters?.[key] ?? {};
    const checkable = value !== undefined && (resolved !== undefined || !type?.startsWith('AWS::SSM::'));
    return checkable && value !== String(initial) && value !== deployed?.parameters[key];
  }).map(({ ParameterKey }) => ParameterKey ?? '');
}

function refuse(plan: Plan, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Failure(`this plan cannot be carried out:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, {
    code: ExitCode.BAD_INPUT, where: plan.id, fix: planAgain(plan.stage),
  });
}
