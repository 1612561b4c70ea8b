import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tellSubstitution } from './substitution';
import { listSources } from '../bundling/plan';
import type { Purpose } from '../config/policy';
import type { StageSettings } from '../config/settings';
import { type Workspace, selectFunctions } from '../config/workspace';
import { requireReleasedCommit } from '../deploy/released-commit';
import { environment, setVariable } from '../kernel/environment';

/** Says how this machine bundles for the purpose, which is the one of all that follows. @throws Failure 69 or 78 when it cannot */
export async function settleRelease(workspace: Workspace, stage: StageSettings, purpose: Purpose): Promise<void> {
  setVariable('BUNDLING_PURPOSE', purpose);
  await tellSubstitution(workspace, selectFunctions(workspace), stage);
}

/** What the CDK CLI reads in the folder of a project, and hands to the app. */
const READ_BY_CDK = ['cdk.json', 'cdk.context.json'];

/** Production is made of what everybody can see. @throws Failure 65, 69 or 78 */
export async function refuseForProduction(workspace: Workspace, stage: StageSettings): Promise<void> {
  if (!stage.production) return;
  const files = selectFunctions(workspace).flatMap((fn) => listSources(workspace.root, fn));
  const shipped = files.flatMap(({ absolute, links = [] }) => [absolute, ...links]);
  const read = READ_BY_CDK.map((file) => join(workspace.root, file)).filter((file) => existsSync(file));
  await requireReleasedCommit(workspace.root, stage.name, [...shipped, ...read], environment());
}
