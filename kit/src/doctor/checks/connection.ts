import { setTimeout as pause } from 'node:timers/promises';
import { type DoctorCheck, type CheckResult, type Examination, blocked, failed, ok, skipped, warning } from '../check';
import { type ConnectionFinding, diagnoseConnection } from '../connection-diagnosis';
import { type Observation, type Step, probeConnection } from '../connection-probe';
import type { ReachableEndpoint } from '../endpoint';

const TRY_SECONDS = 5;
const MOMENT_SECONDS = 3;
const PAUSE_MS = 500;
/** A daemon over TLS is up in two to five seconds; one that waits on purpose takes about 15 more. */
const SLOW_SECONDS = 12;

const ORDER = ['port', 'certificates', 'answer'] as const;
const CHECK_OF: Readonly<Record<Step, (typeof ORDER)[number]>> = {
  name: 'port', port: 'port', certificates: 'certificates', handshake: 'certificates', answer: 'answer',
};

interface Outcome {
  readonly observation: Observation;
  /** Nothing if the daemon answers. */
  readonly finding?: ConnectionFinding;
  /** How long it took to come so far. */
  readonly seconds: number;
}

/** Whether the daemon can be reached: its name, its port, its certificate, its answer, and again until the deadline. */
export const connection: DoctorCheck = {
  needs: ['client', 'settings'],
  async run(examination) {
    const { endpoint } = examination;
    if (endpoint.kind === 'foreign' || endpoint.kind === 'unknown context') return ORDER.map((id) => skipped(id, `${endpoint.address} is left to the client`));
    return judgeConnection(endpoint, await reach(endpoint, examination));
  },
};

async function reach(endpoint: ReachableEndpoint, { env, deadline, onWait }: Examination): Promise<Outcome> {
  const started = deadline.elapsed();
  for (let first = true; ; first = false) {
    const observation = await probeConnection(endpoint, deadline.limit(TRY_SECONDS));
    const seconds = deadline.elapsed() - started;
    if (observation.step === 'done') return { observation, seconds };
    const finding = diagnoseConnection(observation, endpoint, env);
    const left = Math.min(deadline.waiting(), finding.patience === 'moment' ? MOMENT_SECONDS - seconds : deadline.waiting());
    if (finding.patience === 'none' || left <= 0) return { observation, finding, seconds };
    if (first) onWait(`waiting for the daemon: ${finding.what}`);
    await pause(Math.min(PAUSE_MS, left * 1000));
  }
}

/** What the last try means for each of the three checks. */
export function judgeConnection(endpoint: ReachableEndpoint, { observation, finding, seconds }: Outcome): CheckResult[] {
  const failedAt = observation.step === 'done' ? undefined : CHECK_OF[observation.step];
  const waited = seconds > 1 ? ` after ${seconds.toFixed(0)} s` : '';
  return ORDER.map((id) => {
    if (id === 'certificates' && failedAt !== id && (endpoint.kind !== 'tcp' || !endpoint.tls)) return skipped(id, 'no TLS is used');
    if (failedAt && finding) {
      const order = ORDER.indexOf(id) - ORDER.indexOf(failedAt);
      if (order > 0) return blocked(id, failedAt);
      if (order === 0) return failed(id, finding.code, `${finding.what}${waited}`, finding.patience === 'deadline' && finding.code !== 'DIND02');
    }
    if (id === 'port') return ok(id, endpoint.address);
    if (id === 'certificates') return ok(id, observation.step === 'done' ? observation.text : 'accepted');
    const slow = endpoint.kind === 'tcp' && !endpoint.tls && seconds > SLOW_SECONDS;
    return slow ? warning(id, 'DIND09', `the daemon answers, but only${waited}`) : ok(id, `the daemon answers${waited}`);
  });
}
