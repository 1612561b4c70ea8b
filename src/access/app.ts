import { App } from 'aws-cdk-lib';
import { accountAccess } from './account';
import { GitlabAccessStack } from './stack';
import { variable } from '../bundling/environment';
import { stageNamed, thisWorkspace } from '../bundling/workspace';

/** Run by `npx projen gitlab:access`, which has checked the context. */
const app = new App();
const { settings } = thisWorkspace();
const stage = stageNamed(settings, app.node.tryGetContext('stage') as string | undefined);
if (!stage) throw new Error('run npx projen gitlab:access, which names a stage');
const access = accountAccess(settings, stage);

new GitlabAccessStack(app, {
  access,
  providerExists: app.node.tryGetContext('providerExists') === 'true',
  env: {
    account: stage.account ?? variable('CDK_DEFAULT_ACCOUNT'),
    // One place for all stages, whichever of them was asked for: roles have no region.
    region: access.stages.find(({ region }) => region)?.region ?? variable('CDK_DEFAULT_REGION'),
  },
});

app.synth();
