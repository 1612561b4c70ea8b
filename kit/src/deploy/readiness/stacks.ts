import type { ReadinessCheck, StackChange } from './check';
import { ExitCode, Failure } from '../../kernel/failure';
import { isDenied } from '../refusal';
import { ADVICE, type Condition } from '../stack-status';
import { type StackState, stackStates } from '../stacks';

/** What can be done to a stack that is like that; one that is busy is waited for. */
const POSSIBLE: Record<Condition, readonly StackChange[]> = {
  'ready': ['deploy', 'rollback', 'destroy'],
  'busy': ['deploy', 'rollback', 'destroy'],
  'never made': ['deploy', 'rollback', 'destroy'],
  'paused': ['deploy', 'rollback', 'destroy'], // a deployment asks, or goes on with --no-rollback
  'half rolled back': ['rollback', 'destroy'],
  'half removed': ['destroy'],
  'broken': [],
};

export const stacks: ReadinessCheck = async ({ stage, clients, stacks: places, change }) => {
  let states: StackState[];
  try {
    states = await stackStates(clients, places);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
  const stuck = states.find(({ condition }) => !POSSIBLE[condition].includes(change));
  if (!stuck) return undefined;
  const { means, next } = ADVICE[stuck.condition];
  return new Failure(`${stuck.name} is ${stuck.status}: ${means}`, {
    code: ExitCode.UNAVAILABLE, where: stage.name, fix: next(stage.name), output: stuck.reason,
  });
};
