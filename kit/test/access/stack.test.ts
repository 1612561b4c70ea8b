import { roleOf, settingsWith, stage, synthesise } from './roles';

const ACCOUNT = '111111111111';
const ENV = { account: ACCOUNT, region: 'eu-central-1' };
const types = (resources: Record<string, unknown>) => Object.values(resources).map((resource) => (resource as { Type: string }).Type).sort();

describe('the stack', () => {
  test('has one provider, and two roles for each stage of the account, and no function that helps', () => {
    const { template } = synthesise(settingsWith([stage('development'), stage('staging')]));
    expect(types(template.Resources)).toEqual(['AWS::IAM::OIDCProvider', ...Array<string>(4).fill('AWS::IAM::Role')]);
    expect(template).not.toHaveProperty('Parameters');
  });

  test('passes the validation of the CDK', () => {
    process.env.CDK_VALIDATION = 'true';
    try {
      expect(synthesise(settingsWith([stage('development'), stage('production')])).roles).toHaveLength(4);
    } finally {
      process.env.CDK_VALIDATION = 'false';
    }
  });

  test('leaves stages of other accounts out', () => {
    const settings = settingsWith([stage('development', { account: ACCOUNT }), stage('production', { account: '222222222222' })]);
    const environments = (asked: string, account: string) => {
      const { roles } = synthesise(settings, { asked, env: { ...ENV, account } });
      return roles.map(({ environment }) => environment);
    };
    expect(environments('development', ACCOUNT)).toEqual(['development', 'development']);
    expect(environments('production', '222222222222')).toEqual(['production', 'production']);
  });

  test('is refused in an account that another stage names', () => {
    const settings = settingsWith([stage('development'), stage('production', { account: ACCOUNT })]);
    expect(synthesise(settings, { env: ENV }).errors).toEqual([`${ACCOUNT} is the account of another stage too: name it for development in .projenrc.ts as well`]);
    expect(synthesise(settings, { env: { ...ENV, account: '333333333333' } }).errors).toEqual([]);
  });

  test('tells which variable of GitLab takes which role', () => {
    const { template } = synthesise(settingsWith([stage('production')]));
    expect(Object.values(template.Outputs).map(({ Description }) => Description)).toEqual([
      'GitLab variable AWS_ROLE_ARN, environment production, protected',
      'GitLab variable AWS_READ_ONLY_ROLE_ARN, environment production, not protected',
    ]);
  });

  test('needs no bootstrap, and leaves nothing that CloudFormation has to fill in where the account is known', () => {
    const { template, roles } = synthesise(settingsWith([stage('production')]), { env: ENV });
    expect(template).not.toHaveProperty('Rules');
    expect(JSON.stringify(roles)).not.toMatch(/ACCOUNT_ID|REGION|PARTITION|Fn::|Ref/);
  });
});

describe('the provider', () => {
  const providerOf = (url: string) => {
    const { template } = synthesise(settingsWith([stage('development')], { url }));
    return Object.values(template.Resources).find(({ Type }) => Type === 'AWS::IAM::OIDCProvider')!;
  };

  test.each(['https://gitlab.com', 'https://example.com/gitlab'])('of %s is for its audience, without thumbprints', (url) => {
    expect(providerOf(url)).toMatchObject({ Properties: { Url: url, ClientIdList: [url] } });
    expect(providerOf(url).Properties).not.toHaveProperty('ThumbprintList');
  });

  test('has the address that GitLab signs with, which ends without a slash', () => {
    expect(providerOf('https://gitlab.example.com/')).toMatchObject({ Properties: { Url: 'https://gitlab.example.com', ClientIdList: ['https://gitlab.example.com/'] } });
  });

  test('outlives the stack, as others may rely on it', () => {
    expect(providerOf('https://gitlab.com')).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('that exists already is trusted by the same name, and not made', () => {
    const settings = settingsWith([stage('development')]);
    const made = synthesise(settings, { env: ENV });
    const found = synthesise(settings, { env: ENV, providerExists: true });
    expect(types(found.template.Resources)).toEqual(['AWS::IAM::Role', 'AWS::IAM::Role']);
    expect(found.roles).toEqual(made.roles);
  });

  test('is there before the roles that trust it', () => {
    const { template } = synthesise(settingsWith([stage('development')]));
    const roles = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    for (const { DependsOn } of roles) expect(DependsOn).toEqual([expect.stringMatching(/^Provider/)]);
  });
});

describe('where a stage is', () => {
  test('its own region counts, and not the one that the stack is in', () => {
    const stack = synthesise(settingsWith([stage('development'), stage('production', { region: 'us-west-2' })]), { env: ENV });
    expect(roleOf(stack, 'AWS_ROLE_ARN', 'development').region).toBe('eu-central-1');
    expect(roleOf(stack, 'AWS_ROLE_ARN', 'production').region).toBe('us-west-2');
  });

  test('is open in a template for any account, and written so that nobody takes it for a value', () => {
    const { permissions } = roleOf(synthesise(settingsWith([stage('development')])), 'AWS_READ_ONLY_ROLE_ARN', 'development');
    expect(JSON.stringify(permissions)).toContain('"arn:PARTITION:iam::ACCOUNT_ID:role/cdk-hnb659fds-lookup-role-ACCOUNT_ID-REGION"');
  });

  test("a bootstrap of another qualifier is taken from the CDK's own context", () => {
    const stack = synthesise(settingsWith([stage('development')]), { env: ENV, context: { '@aws-cdk/core:bootstrapQualifier': 'acme' } });
    expect(JSON.stringify(stack.roles)).toContain(`role/cdk-acme-deploy-role-${ACCOUNT}-eu-central-1`);
    expect(JSON.stringify(stack.roles)).not.toContain('hnb659fds');
  });
});
