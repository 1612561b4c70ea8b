import { type SettingCheck, unknown, wrongIfAny } from '../check';

/** @see https://docs.gitlab.com/api/project_level_variables/ */
interface Variable {
  readonly key: string;
  readonly protected: boolean;
  readonly environment_scope: string;
}

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

export const protectedVariables: SettingCheck = {
  title: 'Variables that name a role that deploys are protected, and no AWS keys are stored',
  fix: 'Settings > CI/CD > Variables: protect AWS_ROLE_ARN, scope it to its environment, and remove access keys',
  async look(api, { stages }) {
    const found = await api.list<Variable>('variables');
    if (!found) return unknown('GitLab tells variables to maintainers only');
    const roles = found.filter(({ key }) => key === 'AWS_ROLE_ARN');
    const missing = stages.filter(({ name, roleArn }) => !roleArn && !roles.some((one) => [name, '*'].includes(one.environment_scope)));
    return wrongIfAny([
      ...found.filter(({ key }) => KEYS.includes(key)).map(({ key }) => `${key} is stored`),
      ...roles.filter((one) => !one.protected).map((one) => `AWS_ROLE_ARN of ${one.environment_scope} is not protected`),
      ...roles.filter((one) => one.environment_scope === '*' && stages.length > 1).map(() => 'AWS_ROLE_ARN has no environment'),
      ...missing.map(({ name }) => `${name} has no AWS_ROLE_ARN, and no roleArn in .projenrc.ts`),
    ], `${roles.length} of AWS_ROLE_ARN`);
  },
};
