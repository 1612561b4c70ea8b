import { permissionChanges } from '../../../src/deploy/plan/permissions';
import type { Json, Template } from '../../../src/deploy/plan/template';

const role = (properties: Record<string, Json>, type = 'AWS::IAM::Role'): Template =>
  ({ Resources: { Worker: { Type: type, Properties: properties, Metadata: { 'aws:cdk:path': 'shop/Orders/Worker/Resource' } } } });
const policy = (...statements: Json[]): Template =>
  role({ Roles: [{ Ref: 'Orders' }], PolicyDocument: { Version: '2012-10-17', Statement: statements } }, 'AWS::IAM::Policy');
const allow = (action: Json, resource: Json = 'table', more: Record<string, Json> = {}): Json => ({ Effect: 'Allow', Action: action, Resource: resource, ...more });

/** `+` for what is given and `-` for what is taken, `!` before what broadens. */
function told(before: Template, after: Template): string[] {
  return permissionChanges(before, after).map(({ broadens, change, text }) => `${broadens ? '!' : ''}${change === 'given' ? '+' : '-'} ${text}`);
}

test.each<[string, Template, Template, string[]]>([
  ['an action more', policy(allow('s3:Get*')), policy(allow(['s3:Get*', 's3:Put*'])), ['!+ ${Orders}: Allow s3:Put* on table']],
  ['an action less', policy(allow(['s3:Get*', 's3:Put*'])), policy(allow('s3:Get*')), ['- ${Orders}: Allow s3:Put* on table']],
  ['a resource more', policy(allow('s3:Get*')), policy(allow('s3:Get*', ['table', '*'])), ['!+ ${Orders}: Allow s3:Get* on *']],
  ['statements put together', policy(allow('s3:Get*'), allow('s3:Put*')), policy(allow(['s3:Get*', 's3:Put*'])), []],
  ['a condition that goes', policy(allow('s3:Get*', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })), policy(allow('s3:Get*', '*')), [
    '!+ ${Orders}: Allow s3:Get* on *', '- ${Orders}: Allow s3:Get* on * if {"Bool":{"aws:SecureTransport":"true"}}',
  ]],
  ['a denial that goes', policy({ Effect: 'Deny', Action: 'iam:*', Resource: '*' }), policy(), ['!- ${Orders}: Deny iam:* on *']],
  ['a denial that comes', policy(), policy({ Effect: 'Deny', Action: 'iam:*', Resource: '*' }), ['+ ${Orders}: Deny iam:* on *']],
  ['all actions but some', policy(), policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), ['!+ ${Orders}: Allow all but iam:* on *']],
  ['one exception less', policy({ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: '*' }), policy({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }), [
    '!+ ${Orders}: Allow all but iam:* on *', '- ${Orders}: Allow all but iam:*, s3:* on *',
  ]],
  ['a managed policy', role({}), role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }), [
    '!+ ${Orders/Worker}: managed policy arn:aws:iam::aws:policy/AdministratorAccess',
  ]],
  ['a boundary that goes', role({ PermissionsBoundary: 'arn:b' }), role({}), ['!- Orders/Worker: PermissionsBoundary "arn:b" is taken away']],
  ['a boundary that is another', role({ PermissionsBoundary: 'arn:b' }), role({ PermissionsBoundary: 'arn:c' }), ['!- Orders/Worker: PermissionsBoundary "arn:b" becomes "arn:c"']],
  ['a boundary that comes', role({}), role({ PermissionsBoundary: 'arn:b' }), []],
  ['a URL that asks nobody', role({ AuthType: 'AWS_IAM' }, 'AWS::Lambda::Url'), role({ AuthType: 'NONE' }, 'AWS::Lambda::Url'), [
    '!- Orders/Worker: AuthType "AWS_IAM" becomes "NONE"',
  ]],
  ['a URL that asks again', role({ AuthType: 'NONE' }, 'AWS::Lambda::Url'), role({ AuthType: 'AWS_IAM' }, 'AWS::Lambda::Url'), []],
  ['a bucket that anybody may be let into', role({ PublicAccessBlockConfiguration: { BlockPublicAcls: true } }, 'AWS::S3::Bucket'), role({}, 'AWS::S3::Bucket'), [
    '!- Orders/Worker: PublicAccessBlockConfiguration {"BlockPublicAcls":true} is taken away',
  ]],
  ['a function that everybody may call', {}, role({ Action: 'lambda:InvokeFunction', FunctionName: 'orders', Principal: '*' }, 'AWS::Lambda::Permission'), [
    '!+ anybody: Allow lambda:InvokeFunction on orders',
  ]],
  ['an open port', role({ GroupDescription: 'web' }, 'AWS::EC2::SecurityGroup'), role({
    GroupDescription: 'web', SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }],
  }, 'AWS::EC2::SecurityGroup'), ['!+ ${Orders/Worker.GroupId}: in from Everyone (IPv4), TCP 22']],
  ['a nested stack', role({ TemplateURL: 'a' }, 'AWS::CloudFormation::Stack'), role({ TemplateURL: 'b' }, 'AWS::CloudFormation::Stack'), [
    '!+ Orders/Worker: another template, and what it allows is not compared',
  ]],
  ['a nested stack that stays', role({ TemplateURL: 'a' }, 'AWS::CloudFormation::Stack'), role({ TemplateURL: 'a' }, 'AWS::CloudFormation::Stack'), []],
])('%s', (_, before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});
