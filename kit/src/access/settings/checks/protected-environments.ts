import { type SettingCheck, unknown, wrongIfAny } from '../check';

export const protectedEnvironments: SettingCheck = {
  title: 'Production is a protected environment',
  fix: 'Settings > CI/CD > Protected environments (Premium): name who may deploy',
  async look(api, { stages }) {
    const found = await api.list<{ readonly name: string }>('protected_environments');
    if (!found) return unknown('GitLab does not tell, which is so without Premium: the protected branch is the guard');
    const production = stages.filter((stage) => stage.production).map(({ name }) => name);
    return wrongIfAny(production.filter((name) => !found.some((one) => one.name === name)).map((name) => `${name} is not`), production.join(', '));
  },
};
