import type { ProtectedBranch } from './protected-branches';
import { type SettingCheck, unknown, wrongIfAny } from '../check';

export const codeOwnerApproval: SettingCheck = {
  title: 'Code owners have to approve what decides which jobs run',
  fix: 'Settings > Repository > Protected branches: require approval from code owners (Premium), with pipeline.gitlab.codeOwners in .projenrc.ts',
  async look(api, { gitlab: { defaultBranch } }) {
    const branch = (await api.list<ProtectedBranch>('protected_branches'))?.find(({ name }) => name === defaultBranch);
    // GitLab leaves it out where the plan does not have it.
    if (branch?.code_owner_approval_required === undefined) return unknown('GitLab does not tell, which is so without Premium');
    return wrongIfAny(branch.code_owner_approval_required ? [] : [`${defaultBranch} does not ask for it`], `for ${defaultBranch}`);
  },
};
