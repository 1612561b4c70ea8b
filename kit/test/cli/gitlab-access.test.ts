import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineRole } from '../../src/access/template';
import { checkoutWith } from '../access/checkout';
import { settingsWith, stage } from '../access/roles';
import { letsIn } from '../access/token';
import type { Checkout } from '../project/command-checkout';


/** It cannot reach an account, and does not look for one. */
const OFFLINE = { AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', CDK_VALIDATION: 'false' };
const STAGES = [
  stage('development', { account: '111111111111', region: 'eu-central-1', branches: ['main'] }),
  stage('production', { account: '222222222222', region: 'eu-central-1' }),
];

interface Printed { stack: string; roles: PipelineRole[] }

describe('npx projen gitlab:access', () => {
  test('without the project ends with 78 and where to set it, before anything is synthesised', async () => {
    const checkout = checkoutWith(settingsWith(STAGES, { project: undefined }));
    const { code, stdout, stderr } = await checkout.run('gitlab:access', ['production', '--print']);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toBe("✖ which GitLab project may deploy is not known\n  at  .projenrc.ts, pipeline.gitlab.project\n  fix set its path there, such as 'group/project', and run npx projen\n");
    expect(existsSync(join(checkout.root, 'cdk.out'))).toBe(false);
  });

  test('tells a program the same in JSON', async () => {
    const { code, stdout } = await checkoutWith(settingsWith(STAGES, { project: undefined })).run('gitlab:access', ['--json']);
    expect(code).toBe(78);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, error: { code: 78, where: '.projenrc.ts, pipeline.gitlab.project' } });
  });

  test.each(['prod', 'local'])('for %s, which no pipeline deploys to, ends with 64 and the stages that there are', async (name) => {
    const { code, stderr } = await checkoutWith(settingsWith(STAGES)).run('gitlab:access', [name]);
    expect(code).toBe(64);
    expect(stderr).toContain('fix use one of: development, production');
  });

  describe('--print', () => {
    test('is for a program the trust and permissions of every role of the account', async () => {
      const checkout = checkoutWith(settingsWith(STAGES));
      const { code, stdout, stderr } = await checkout.run('gitlab:access', ['production', '--print', '--json'], OFFLINE);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('share an account') });
      const { stack, roles } = JSON.parse(stdout) as Printed;
      expect(stack).toBe('shop-gitlab-access');
      expect(roles.map(({ name, environment, region, protected: kept }) => [name, environment, region, kept])).toEqual([
        ['AWS_ROLE_ARN', 'production', 'eu-central-1', true],
        ['AWS_READ_ONLY_ROLE_ARN', 'production', 'eu-central-1', false],
      ]);
      expect(roles.map(({ trust }) => letsIn(trust, { ref: 'feature' }))).toEqual([false, true]);
      expect(JSON.stringify(roles)).toContain('arn:aws:iam::222222222222:oidc-provider/gitlab.com');
    });

    test('is for people the same policies, which another tool takes as they are', async () => {
      const checkout = checkoutWith(settingsWith([stage('development'), stage('production')]));
      const { code, stdout, stderr } = await checkout.run('gitlab:access', ['--print'], OFFLINE);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^AWS_READ_ONLY_ROLE_ARN of the environment production in [a-z0-9-]+, not protected:$/m);
      const documents = stdout.split(/^AWS_.*:$/m).slice(1).map((text) => JSON.parse(text) as { trust: unknown });
      expect(documents.map(({ trust }) => letsIn(trust, {}))).toEqual([true, true, true, true]);
      expect(stderr).toContain('development and production share an account and its CDK bootstrap roles: whoever deploys one can deploy the other.');
      expect(templateOf(checkout)).toContain('AWS::IAM::OIDCProvider');
    });

    test('leaves the provider out that the account has already', async () => {
      const checkout = checkoutWith(settingsWith(STAGES));
      expect(await checkout.run('gitlab:access', ['--print', '--provider-exists'], OFFLINE)).toMatchObject({ code: 0 });
      expect(templateOf(checkout)).not.toContain('AWS::IAM::OIDCProvider');
    });
  });
});

function templateOf({ root }: Checkout): string {
  return readFileSync(join(root, 'cdk.out/gitlab-access/shop-gitlab-access.template.json'), 'utf8');
}
