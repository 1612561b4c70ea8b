import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckId, type CheckResult, type DoctorCheck, type Examination, ask, blocked, refused } from './check';
import { CHECKS_IN_ORDER } from './check-table';
import { isDocker } from './checks/client';
import { Deadline } from './deadline';
import { type Endpoint, endpointOf } from './endpoint';
import type { Place } from './finding';
import { placeOf } from './place';
import { type Environment, home } from '../kernel/environment';
import { ExitCode } from '../kernel/failure';
import { redact } from '../kernel/redaction';

interface DoctorOptions {
  readonly env: Environment;
  /** The checkout. */
  readonly root: string;
  /** The folder for temporary files. */
  readonly temporary: string;
  /** How long something may take to come that may come yet. */
  readonly waitSeconds: number;
  /** An image to pull. @default - no registry is asked for anything */
  readonly pull?: string;
  /** Told each result as it comes. */
  readonly onResult?: (result: CheckResult) => void;
  /** Told once, when something is waited for. */
  readonly onWait?: (text: string) => void;
}

export interface DoctorReport {
  readonly place: Place;
  readonly results: readonly CheckResult[];
  readonly seconds: number;
}

const CONTEXT_SECONDS = 5;

/** Looks at everything that Docker needs to work here, within one limit. It never throws for what is wrong with Docker. */
export async function examine(options: DoctorOptions): Promise<DoctorReport> {
  const { env, onResult = () => undefined, onWait = () => undefined } = options;
  const deadline = new Deadline(options.waitSeconds);
  const endpoint = await findEndpoint(env, deadline);
  const examination: Examination = { ...options, place: placeOf(env), deadline, endpoint, onWait: (text) => onWait(redact(text)) };
  const results: CheckResult[] = [];
  for (const [check, ids] of CHECKS_IN_ORDER) {
    for (const result of await runCheck(check, ids, examination, results)) {
      const clean = { ...result, what: redact(result.what) };
      results.push(clean);
      onResult(clean);
    }
  }
  return { place: examination.place, results, seconds: deadline.elapsed() };
}

/** 0 unless something failed; 75 if all that failed may come yet. */
export function exitCodeOf({ results }: DoctorReport): 0 | ExitCode {
  const failures = results.filter(({ state }) => state === 'failed');
  if (failures.length === 0) return 0;
  return failures.every(({ mayCome }) => mayCome) ? ExitCode.TRY_AGAIN : ExitCode.UNAVAILABLE;
}

async function runCheck(
  check: DoctorCheck, ids: readonly CheckId[], examination: Examination, earlier: readonly CheckResult[],
): Promise<readonly CheckResult[]> {
  const missing = check.needs.find((need) => !stands(need, earlier));
  if (missing) return ids.map((id) => blocked(id, missing));
  if (examination.deadline.isOver()) return ids.map((id) => blocked(id, 'time'));
  return check.run(examination);
}

/** A check that had no reason to be made is no hindrance; one that was kept from being made is. */
function stands(id: CheckId, results: readonly CheckResult[]): boolean {
  const result = results.find((candidate) => candidate.id === id);
  return result !== undefined && result.state !== 'failed' && !result.blocked;
}

/** Without DOCKER_HOST, the client's current context says where the daemon is, such as Docker Desktop's. */
async function findEndpoint(env: Environment, deadline: Deadline): Promise<Endpoint> {
  if (!isDocker()) return { kind: 'foreign', address: 'the engine of CDK_DOCKER' };
  if (env.DOCKER_HOST) return endpointOf(env, home());
  const result = await ask({ deadline }, ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], CONTEXT_SECONDS);
  const context = env.DOCKER_CONTEXT || currentContext(env.DOCKER_CONFIG ?? join(home(), '.docker'));
  if (context && refused(result)) return { kind: 'unknown context', address: `the context '${context}'` };
  return endpointOf(env, home(), result.code === 0 && result.stdout.trim() ? result.stdout.trim() : undefined);
}

/** What the client's configuration names, if it does. */
function currentContext(folder: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { currentContext?: string }).currentContext;
  } catch {
    return undefined; // no configuration, or none that the client could read either
  }
}
