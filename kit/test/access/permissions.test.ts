import { type Statement, listed, roleOf, settingsWith, stage, statementsOf, synthesise } from './roles';
import type { PipelineRole } from '../../src/access/template';

const ENV = { account: '111111111111', region: 'eu-central-1' };
const stack = synthesise(settingsWith([
  stage('dev', ENV), stage('dev-eu', ENV), stage('production', { ...ENV, region: 'us-west-2' }),
]), { env: ENV });

const statement = (role: PipelineRole, sid: string): Statement => statementsOf(role.permissions).find(({ Sid }) => Sid === sid)!;
const deploy = (name: string) => roleOf(stack, 'AWS_ROLE_ARN', name);
const readOnly = (name: string) => roleOf(stack, 'AWS_READ_ONLY_ROLE_ARN', name);

describe.each(stack.roles.map((role) => [`${role.name} of ${role.environment}`, role] as const))('%s', (_, role) => {
  test('assumes bootstrap roles of its account, region and qualifier, and nothing else', () => {
    const assumed = statementsOf(role.permissions).filter(({ Action }) => listed(Action).some((action) => action.startsWith('sts:')));
    expect(assumed.map(({ Action }) => Action)).toEqual(['sts:AssumeRole']);
    for (const resource of listed(assumed[0].Resource)) {
      expect(resource).toMatch(new RegExp(`^arn:aws:iam::111111111111:role/cdk-hnb659fds-[a-z-]+-role-111111111111-${role.region}$`));
    }
  });

  test('may do nothing that changes anything by itself, but for calling functions', () => {
    const actions = statementsOf(role.permissions).flatMap(({ Action }) => listed(Action)).filter((action) => action !== 'sts:AssumeRole');
    expect(actions.filter((action) => !/^[a-z0-9]+:(Get|List|Describe|BatchDescribe|DetectStack|GET$)/.test(action))).toEqual(role.name === 'AWS_ROLE_ARN' ? ['lambda:InvokeFunction'] : []);
    expect(actions.filter((action) => action === '*' || action.endsWith(':*'))).toEqual([]);
  });

  test('has no statement for everything, unless AWS knows no narrower one or only CloudFormation can use it', () => {
    const wide = statementsOf(role.permissions).filter(({ Resource }) => listed(Resource).includes('*')).map(({ Sid }) => Sid);
    expect(wide).toEqual(role.name === 'AWS_ROLE_ARN' ? [] : ['FollowDriftDetection', 'LetCloudFormationCompare']);
  });

  test('lasts an hour, with everything inline', () => {
    const { Properties } = stack.template.Resources[role.logicalId] as { Properties: Record<string, unknown> };
    expect(Properties).toMatchObject({ MaxSessionDuration: 3600 });
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('the deploy role', () => {
  test('assumes the roles that the CDK CLI deploys with', () => {
    const roles = listed(statement(deploy('dev'), 'AssumeBootstrapRoles').Resource).map((arn) => /cdk-hnb659fds-(.+)-role/.exec(arn)![1]);
    expect(roles.sort()).toEqual(['deploy', 'file-publishing', 'image-publishing', 'lookup']);
  });

  test('sees the stacks of its stage', () => {
    expect([...listed(statement(deploy('production'), 'SeeTheStage').Resource)].sort()).toEqual([
      'arn:aws:cloudformation:us-west-2:111111111111:stack/shop-production-*/*',
      'arn:aws:cloudformation:us-west-2:111111111111:stack/shop-production/*',
    ]);
  });

  test('calls functions of its own stacks, known by the tag that CloudFormation alone can set', () => {
    const { Resource, Condition } = statement(deploy('production'), 'SmokeTest');
    expect(Resource).toBe('arn:aws:lambda:us-west-2:111111111111:function:*');
    expect(Condition).toEqual({ StringLike: { 'aws:ResourceTag/aws:cloudformation:stack-name': ['shop-production', 'shop-production-*'] } });
  });

  test('calls no function of a stage whose name begins with its own', () => {
    expect(statement(deploy('dev'), 'SmokeTest').Condition).toMatchObject({
      StringNotLike: { 'aws:ResourceTag/aws:cloudformation:stack-name': ['shop-dev-eu', 'shop-dev-eu-*'] },
    });
    expect(statement(deploy('dev-eu'), 'SmokeTest').Condition).not.toHaveProperty('StringNotLike');
  });
});

describe('the role that looks', () => {
  test('assumes the lookup role alone', () => {
    expect(statement(readOnly('dev'), 'AssumeBootstrapRoles').Resource).toBe('arn:aws:iam::111111111111:role/cdk-hnb659fds-lookup-role-111111111111-eu-central-1');
  });

  test('detects drift of the stacks of its stage', () => {
    expect(listed(statement(readOnly('production'), 'DetectDrift').Resource)).toContain('arn:aws:cloudformation:us-west-2:111111111111:stack/shop-production/*');
  });

  test('reads resources only through CloudFormation', () => {
    expect(statement(readOnly('dev'), 'LetCloudFormationCompare').Condition).toEqual({ StringEquals: { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' } });
  });

  test('reads configuration, and no content', () => {
    const actions = listed(statement(readOnly('dev'), 'LetCloudFormationCompare').Action);
    const CONTENT = ['s3:GetObject', 's3:ListBucket', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'sqs:ReceiveMessage', 'secretsmanager:GetSecretValue', 'ssm:GetParameter', 'kms:Decrypt', 'logs:GetLogEvents', 'logs:FilterLogEvents', 'lambda:InvokeFunction'];
    const covers = (granted: string, action: string) => (granted.endsWith('*') ? action.startsWith(granted.slice(0, -1)) : granted === action);
    expect(CONTENT.filter((action) => actions.some((granted) => covers(granted, action)))).toEqual([]);
  });
});
