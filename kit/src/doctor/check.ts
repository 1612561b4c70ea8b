import type { Deadline } from './deadline';
import type { Endpoint } from './endpoint';
import type { Place } from './finding';
import type { Code } from './finding-table';
import { dockerProgram } from '../docker/docker';
import type { Environment } from '../kernel/environment';
import { Failure } from '../kernel/failure';
import { type RunOptions, type RunResult, run } from '../kernel/subprocess';

/** What is looked at, in its order, and as people read it. */
export const CHECK_TITLES = {
  client: 'docker client',
  buildx: 'buildx',
  disk: "this job's disk",
  settings: 'settings',
  port: 'name and port',
  certificates: 'certificates',
  answer: 'answer',
  versions: 'versions',
  storage: 'storage driver',
  mtu: 'packet size',
  space: "daemon's disk",
  checkout: 'checkout mounts',
  temporary: 'temporary mounts',
  pull: 'pull',
} as const;
export type CheckId = keyof typeof CHECK_TITLES;
type State = 'ok' | 'warning' | 'failed' | 'skipped';

export interface CheckResult {
  readonly id: CheckId;
  readonly state: State;
  /** What was seen. */
  readonly what: string;
  readonly code?: Code;
  /** It is worth another try later: nothing is known to be wrong, but the time is over. */
  readonly mayCome?: boolean;
  /** It was kept from being made, and what needs it cannot be made either. Without this, one that was skipped had no reason to be made. */
  readonly blocked?: boolean;
}

/** What every check is handed. */
export interface Examination {
  readonly env: Environment;
  readonly root: string;
  /** The folder for temporary files, which TMPDIR names. */
  readonly temporary: string;
  readonly place: Place;
  readonly deadline: Deadline;
  readonly endpoint: Endpoint;
  /** The image to pull, if one is asked for. */
  readonly pull?: string;
  /** Told once, when something is waited for. */
  readonly onWait: (text: string) => void;
}

/** Looks at one thing, or at several that come of one look: a result for each of its rows in the table of checks. */
export interface DoctorCheck {
  /** Checks without which this one would only repeat what they found. */
  readonly needs: readonly CheckId[];
  run(examination: Examination): Promise<readonly CheckResult[]>;
}

export function ok(id: CheckId, what: string): CheckResult {
  return { id, state: 'ok', what };
}

export function warning(id: CheckId, code: Code, what: string): CheckResult {
  return { id, state: 'warning', code, what };
}

export function failed(id: CheckId, code: Code, what: string, mayCome = false): CheckResult {
  return { id, state: 'failed', code, what, mayCome };
}

/** There was no reason to make it. */
export function skipped(id: CheckId, what: string): CheckResult {
  return { id, state: 'skipped', what };
}

/** It could not be made, for want of another one or of time. */
export function blocked(id: CheckId, by: CheckId | 'time'): CheckResult {
  return { id, state: 'skipped', what: by === 'time' ? 'no time is left' : `it needs: ${by}`, blocked: true };
}

/** What a client prints that was ended at its limit. */
const TOO_LATE = 124;
/** Of a program that is not on the PATH. */
const NOT_FOUND = 127;

/**
 * Asks the docker client something, within so many seconds. An answer that does not come has the code 124.
 *
 * @param options - `cleanup` lets it end when this process is told to stop
 */
export async function ask(
  { deadline }: Pick<Examination, 'deadline'>, args: readonly string[], seconds: number, options: Pick<RunOptions, 'cleanup'> = {},
): Promise<RunResult> {
  try {
    return await run(dockerProgram(), args, { ...options, deadlineSeconds: deadline.limit(seconds) });
  } catch (error) {
    if (error instanceof Failure) return { code: TOO_LATE, stdout: '', output: `${dockerProgram()} ${args[0]} did not end within the limit` };
    throw error;
  }
}

export function timedOut({ code }: RunResult): boolean {
  return code === TOO_LATE;
}

/** The client is there, and does not do what it was asked. */
export function refused({ code }: RunResult): boolean {
  return code !== 0 && code !== TOO_LATE && code !== NOT_FOUND;
}

/** There is no client. */
export function notFound({ code }: RunResult): boolean {
  return code === NOT_FOUND;
}

/** What the client printed, without what is not worth a line. */
export function words({ output }: RunResult): string {
  const lines = output.trim().split('\n').filter((line) => line.trim() && !/^(See 'docker|Run 'docker|null$|\{"Client")/.test(line.trim()));
  return lines.slice(-2).join(' ').trim() || 'it says nothing';
}
