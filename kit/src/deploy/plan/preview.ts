import type { CloudFormation } from './cloudformation';
import { type Plan, PLAN_VERSION, withId } from './plan';
import { plannedStack, comparedStacks } from './preparation';
import { templateHash } from './template';

/** What a plan would show, as far as the templates tell it: for a merge request, whose role may only read. */
export async function previewPlan(assembly: string, stage: string, digest: string, cloudFormation: CloudFormation): Promise<Plan> {
  const stacks = (await comparedStacks(assembly, cloudFormation)).map((state) => (
    plannedStack(state, state.deployed?.template === templateHash(state.text) ? { step: 'nothing' } : { step: 'later', waitsFor: [] })
  ));
  return withId({ planVersion: PLAN_VERSION, stage, ...await cloudFormation.place(), digest, stacks });
}
