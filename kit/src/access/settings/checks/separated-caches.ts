import { type SettingCheck, unknown, wrongIfAny } from '../check';

/** No job that makes a release restores a cache; a check could still be made to say yes. */
export const separatedCaches: SettingCheck = {
  title: 'Protected branches have caches of their own',
  fix: 'Settings > CI/CD > General pipelines: use separate caches for protected branches',
  async look(api) {
    const { ci_separated_caches: separated } = await api.attributes();
    if (separated === undefined) return unknown('GitLab tells it to maintainers');
    return wrongIfAny(separated ? [] : ['all branches share theirs'], 'separate');
  },
};
