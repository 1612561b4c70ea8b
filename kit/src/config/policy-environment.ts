import { POLICY_VARIABLES, type PolicyEnvironment } from './policy';
import { variable } from '../kernel/environment';

/** What this process's environment says to a decision. */
export function policyEnvironment(): PolicyEnvironment {
  return Object.fromEntries(POLICY_VARIABLES.map((name) => [name, variable(name)]));
}
