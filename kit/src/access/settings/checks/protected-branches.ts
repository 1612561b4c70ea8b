import { type SettingCheck, deployingBranches, unknown, wrongIfAny } from '../check';

/** @see https://docs.gitlab.com/api/protected_branches/ */
export interface ProtectedBranch {
  readonly name: string;
  readonly allow_force_push: boolean;
  readonly code_owner_approval_required?: boolean;
}

export const protectedBranches: SettingCheck = {
  title: 'Branches that deploy are protected',
  fix: 'Settings > Repository > Protected branches: protect them with exactly these patterns, and let nobody force push',
  async look(api, settings) {
    const found = await api.list<ProtectedBranch>('protected_branches');
    if (!found) return unknown('GitLab does not tell which branches are protected');
    const problems = deployingBranches(settings).flatMap((name) => {
      const branch = found.find((one) => one.name === name);
      if (!branch) return [`${name} is not protected`];
      return branch.allow_force_push ? [`${name} may be force pushed`] : [];
    });
    return wrongIfAny(problems, deployingBranches(settings).join(', '));
  },
};
