import { App } from 'aws-cdk-lib';
import { Command } from 'commander';
import { accountAccess } from '../access/account';
import { GitlabAccessStack } from '../access/stack';
import { stageNamed, thisWorkspace } from '../config/workspace';
import { variable } from '../kernel/environment';

/** The CDK app of `gitlab:access`, which has checked the context. */
export const program = new Command('gitlab:access:app').action(() => {
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
});
