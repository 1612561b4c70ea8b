import { type SettingCheck, unknown, wrongIfAny } from '../check';

/** A rollback is a deployment from an older pipeline. What it is to prevent, the plan of production refuses by itself. */
export const outdatedDeployments: SettingCheck = {
  title: 'A rollback may run in an older pipeline',
  fix: 'Settings > CI/CD > General pipelines: switch Prevent outdated deployment jobs off',
  async look(api) {
    const { ci_forward_deployment_enabled: prevented } = await api.attributes();
    if (prevented === undefined) return unknown('GitLab tells it to maintainers');
    return wrongIfAny(prevented ? ['GitLab would refuse it as outdated'] : [], 'outdated deployment jobs are not prevented');
  },
};
