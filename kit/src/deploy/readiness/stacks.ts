import type { ReadinessCheck } from './check';
import { ExitCode, Failure } from '../../kernel/failure';
import { isDenied } from '../refusal';
import { ADVICE, type Condition } from '../stack-status';
import { type StackState, stackStates } from '../stacks';

/** Whether a deployment can begin on a stack that is like that; one that is busy is waited for. */
const DEPLOYABLE: Record<Condition, boolean | 'resumes'> = {
  'ready': true,
  'busy': true,
  'never made': true,
  'paused': 'resumes',
  'half rolled back': 'resumes',
  'half removed': false,
  'broken': false,
};

export const stacks: ReadinessCheck = async ({ stage, clients, stacks: names, resumes = false }) => {
  let states: StackState[];
  try {
    states = await stackStates(clients.cloudFormation, names);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
  const stuck = states.find(({ condition }) => !(DEPLOYABLE[condition] === true || (DEPLOYABLE[condition] === 'resumes' && resumes)));
  if (!stuck) return undefined;
  const { means, next } = ADVICE[stuck.condition];
  return new Failure(`${stuck.name} is ${stuck.status}: ${means}`, {
    code: ExitCode.UNAVAILABLE, where: stage.name, fix: next(stage.name), output: stuck.reason,
  });
};
