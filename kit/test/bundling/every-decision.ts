import { BUILD_MODES, type Decision, MODES, PURPOSES, type Policy, type PolicyEnvironment, PolicyError, decide } from '../../src/config/policy';

export const UNKNOWN = 'nonsense';

export interface Outcome {
  readonly policy: Policy;
  readonly environment: PolicyEnvironment;
  /** Nothing where the rule refuses. */
  readonly decision?: Decision;
}

/** What the rule says of every environment with every policy. */
export function everyDecision(): Outcome[] {
  const environments = everyEnvironment();
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0; // most of the time would go into the traces of refusals
  try {
    return everyPolicy().flatMap((policy) => environments.map((environment) => ({ policy, environment, decision: decisionOf(policy, environment) })));
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function everyEnvironment(): PolicyEnvironment[] {
  const all: PolicyEnvironment[] = [];
  for (const BUNDLING_PURPOSE of [undefined, ...PURPOSES, UNKNOWN]) {
    for (const BUNDLING_MODE of [undefined, ...MODES, UNKNOWN]) {
      for (const CI of [undefined, '1', 'true', 'false', '0', '']) {
        for (const GITLAB_CI of [undefined, 'true']) all.push({ BUNDLING_PURPOSE, BUNDLING_MODE, CI, GITLAB_CI });
      }
    }
  }
  return all;
}

function everyPolicy(): Policy[] {
  return MODES.flatMap((unit) => MODES.flatMap((develop) => MODES.flatMap((verify) =>
    BUILD_MODES.map((release) => ({ unit, develop, verify, release })))));
}

/** Any error but the rule's own would be a fault. */
function decisionOf(policy: Policy, environment: PolicyEnvironment): Decision | undefined {
  try {
    return decide(policy, environment);
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}
