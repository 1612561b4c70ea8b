import { arnsOf, rolesOf } from '../../src/access/template';

const VARIABLE = { name: 'AWS_ROLE_ARN', environment: 'production', protected: true, region: { Ref: 'AWS::Region' } };
const role = (trust: unknown) => ({ Metadata: { 'gitlab-variable': VARIABLE }, Properties: { AssumeRolePolicyDocument: trust, Policies: [{ PolicyDocument: { Statement: [] } }] } });

describe('rolesOf', () => {
  test("finds the pipeline's roles, and no other resource", () => {
    const Resources = { Provider: { Properties: {} }, Other: { Metadata: { 'aws:cdk:path': 'x' }, Properties: {} }, Deploy: role({}) };
    expect(rolesOf({ Resources, Outputs: {} })).toEqual([{ ...VARIABLE, region: 'REGION', logicalId: 'Deploy', trust: {}, permissions: { Statement: [] } }]);
  });

  test.each([
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/x']] }, 'arn:PARTITION:iam::ACCOUNT_ID:role/x'],
    [[{ Ref: 'Something' }, 'plain', 3600, null], ['Something', 'plain', 3600, null]],
    [{ 'gitlab.com:sub': ['a', 'b'] }, { 'gitlab.com:sub': ['a', 'b'] }],
  ])('writes %j as plain JSON', (value, expected) => {
    expect(rolesOf({ Resources: { Deploy: role({ value }) }, Outputs: {} })[0].trust).toEqual({ value: expected });
  });
});

test('arnsOf takes each ARN from the output that has it', () => {
  const Outputs = { DeployArn: { Value: { 'Fn::GetAtt': ['Deploy', 'Arn'] } }, ReadOnlyArn: { Value: { 'Fn::GetAtt': ['ReadOnly', 'Arn'] } } };
  expect([...arnsOf({ Resources: {}, Outputs }, { DeployArn: 'arn:1', ReadOnlyArn: 'arn:2' })]).toEqual([['Deploy', 'arn:1'], ['ReadOnly', 'arn:2']]);
});
