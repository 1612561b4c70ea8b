import { type SettingCheck, unknown, wrongIfAny } from '../check';

const ENOUGH = ['maintainer', 'owner', 'no_one_allowed'];

/**
 * A pipeline's variables win over what a job hands on: the digest of an assembly, the proof of its bundles. It is also
 * who may run a manual job with a variable, as somebody does who accepts a plan.
 */
export const pipelineVariables: SettingCheck = {
  title: 'Not everybody may start a pipeline with variables of their own',
  fix: 'Settings > CI/CD > Variables: set the minimum role to use pipeline variables to maintainer or owner',
  async look(api) {
    const { ci_pipeline_variables_minimum_override_role: role } = await api.attributes();
    if (role === undefined) return unknown('GitLab tells it to maintainers, since version 17.1');
    return wrongIfAny(ENOUGH.includes(role) ? [] : [`${role} and above may`], role.replaceAll('_', ' '));
  },
};
