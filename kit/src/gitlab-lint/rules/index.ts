import { DEPLOYMENT_RULES } from './deployments';
import { DOCKER_RULES } from './docker';
import { DOCKER_TLS_RULES } from './docker-tls';
import { INJECTION_RULES } from './injection';
import { LIMIT_RULES } from './limits';
import { LINK_RULES } from './links';
import { PRESENCE_RULES } from './presence';
import { RESOURCE_RULES } from './resources';
import { SCRIPT_RULES } from './scripts';
import { STRUCTURE_RULES } from './structure';
import { TOKEN_RULES } from './tokens';
import type { Rule, RuleId } from '../rule';

/** All rules, by theme. */
export const RULES: Readonly<Record<RuleId, Rule>> = {
  ...STRUCTURE_RULES, ...LINK_RULES, ...PRESENCE_RULES, ...DOCKER_RULES, ...DOCKER_TLS_RULES, ...SCRIPT_RULES, ...INJECTION_RULES, ...TOKEN_RULES,
  ...DEPLOYMENT_RULES, ...LIMIT_RULES, ...RESOURCE_RULES,
};
