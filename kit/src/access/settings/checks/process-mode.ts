import { processModeOf } from '../../process-mode';
import { type SettingCheck, unknown, wrongIfAny } from '../check';

/** @see https://docs.gitlab.com/api/resource_groups/ */
interface ResourceGroup {
  readonly key: string;
  readonly process_mode: string;
}

export const processMode: SettingCheck = {
  title: 'Deployments that wait for each other go in an order that ends well',
  fix: 'glab api --method PUT "projects/:id/resource_groups/<stage>?process_mode=<mode>", as .gitlab-ci.yml cannot say it',
  async look(api, { stages, gitlab }) {
    const found = await api.list<ResourceGroup>('resource_groups');
    if (!found) return unknown('GitLab does not tell');
    const there = stages.flatMap((stage) => {
      const group = found.find(({ key }) => key === stage.name);
      return group ? [{ ...group, wanted: processModeOf(stage, gitlab.defaultBranch) }] : [];
    });
    if (there.length === 0) return unknown('GitLab makes a resource group with the first deployment');
    const wrong = there.filter(({ process_mode: mode, wanted }) => mode !== wanted);
    return wrongIfAny(wrong.map(({ key, process_mode: mode, wanted }) => `${key} is ${mode}, and not ${wanted}`), there.map(({ key, wanted }) => `${key} ${wanted}`).join(', '));
  },
};
