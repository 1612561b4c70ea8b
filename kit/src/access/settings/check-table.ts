import type { SettingCheck, SettingId } from './check';
import { codeOwnerApproval } from './checks/code-owner-approval';
import { outdatedDeployments } from './checks/outdated-deployments';
import { pipelineVariables } from './checks/pipeline-variables';
import { processMode } from './checks/process-mode';
import { protectedBranches } from './checks/protected-branches';
import { protectedEnvironments } from './checks/protected-environments';
import { protectedVariables } from './checks/protected-variables';
import { separatedCaches } from './checks/separated-caches';

/** One row a setting. */
export const SETTING_CHECKS: Readonly<Record<SettingId, SettingCheck>> = {
  'protected-branches': protectedBranches,
  'code-owner-approval': codeOwnerApproval,
  'protected-variables': protectedVariables,
  'pipeline-variables': pipelineVariables,
  'protected-environments': protectedEnvironments,
  'separated-caches': separatedCaches,
  'outdated-deployments': outdatedDeployments,
  'process-mode': processMode,
};
