import { setTimeout as sleep } from 'node:timers/promises';
import type { StageClients } from './clients';
import { isDenied } from './refusal';
import { type StackPlace, type StackState, stackStates } from './stacks';
import { ExitCode, Failure } from '../kernel/failure';

/** Seconds that a command waits for another one that deploys the same stage, unless it is told otherwise. */
export const WAIT_SECONDS = 1800;

const PAUSE_MS = 5_000;

interface Waiting {
  readonly command: string;
  readonly waitSeconds: number;
  onLine(line: string): void;
}

/**
 * Waits until CloudFormation is at work on none of these stacks: two deployments of a stage take turns, whoever began
 * them. A caller who may not ask does not wait.
 *
 * @returns the stacks as they are then
 * @throws Failure 75 when the time is up
 */
export async function awaitTurn(clients: Pick<StageClients, 'cloudFormation'>, stacks: readonly StackPlace[], waiting: Waiting): Promise<StackState[]> {
  const started = performance.now();
  for (;;) {
    const states = await statesIfAllowed(clients, stacks);
    const busy = states.filter(({ condition }) => condition === 'busy');
    if (busy.length === 0) return states;
    const waited = (performance.now() - started) / 1000;
    const what = busy.map(({ name, status }) => `${name} is ${status}`).join(', ');
    if (waited >= waiting.waitSeconds) throw notFree(what, waiting);
    waiting.onLine(`${what}; waited ${Math.round(waited)} of ${waiting.waitSeconds} s`);
    await sleep(Math.min(PAUSE_MS, Math.max(waiting.waitSeconds * 1000 - waited * 1000, 100)));
  }
}

async function statesIfAllowed(clients: Pick<StageClients, 'cloudFormation'>, stacks: readonly StackPlace[]): Promise<StackState[]> {
  try {
    return await stackStates(clients, stacks);
  } catch (error) {
    if (isDenied(error)) return [];
    throw error;
  }
}

function notFree(what: string, { command, waitSeconds }: Waiting): Failure {
  return new Failure(`${what}: another deployment is under way, and did not end within ${waitSeconds} s`, {
    code: ExitCode.TRY_AGAIN, fix: `when it has ended: ${command}; or wait longer: --wait ${Math.max(waitSeconds, 900) * 2}`,
  });
}
