import { account } from './account';
import { bootstrap } from './bootstrap';
import { type Findings, READINESS_CHECKS, type ReadinessCheck, type ReadinessCheckName, type Target } from './check';
import { credentials } from './credentials';
import { region } from './region';
import { stacks } from './stacks';
import { variable } from '../../kernel/environment';
import { explainRefusal, isUnreachable } from '../refusal';

export type { Findings, StackChange } from './check';

const CHECKS: Record<ReadinessCheckName, ReadinessCheck> = { region, credentials, account, bootstrap, stacks };

/**
 * Finds out early what would stop a deployment late, each thing after what it needs.
 *
 * @returns the place that was found
 * @throws Failure 69, 75, 77 or 78 with the first that does
 */
export async function requireReady(target: Target): Promise<Findings> {
  const findings: Findings = {};
  for (const name of READINESS_CHECKS) {
    try {
      const failure = await CHECKS[name](target, findings);
      if (failure) throw failure;
    } catch (error) {
      // The CDK CLI goes through a proxy, which the SDK here does not.
      if (isUnreachable(error) && (variable('HTTPS_PROXY') ?? variable('https_proxy'))) return findings;
      throw explainRefusal(error) ?? error;
    }
  }
  return findings;
}
