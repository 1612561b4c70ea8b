import { type TemplateDiff, diffTemplate } from '@aws-cdk/cloudformation-diff';
import { type Template, canonical, pathOf } from './template';

/** A permission that is given or taken by a plan. */
export interface PermissionChange {
  readonly kind: 'iam' | 'network' | 'safeguard';
  readonly change: 'given' | 'taken';
  /** More is allowed than before, so a person has to accept it. */
  readonly broadens: boolean;
  /** Who may do what with what, or what is open to whom. */
  readonly text: string;
}

/** Properties that hold something back. Whoever takes one away or changes it may allow more. */
const SAFEGUARDS: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Method': ['AuthorizationType', 'ApiKeyRequired'],
  'AWS::ApiGatewayV2::Route': ['AuthorizationType'],
  'AWS::IAM::Role': ['PermissionsBoundary'],
  'AWS::IAM::User': ['PermissionsBoundary'],
  'AWS::Lambda::Function': ['VpcConfig'],
  'AWS::Lambda::Url': ['AuthType'],
  'AWS::S3::Bucket': ['PublicAccessBlockConfiguration', 'BucketEncryption'],
};

/**
 * The permissions that two templates differ in: IAM and security groups as the CDK CLI finds them, and
 * {@link SAFEGUARDS}.
 *
 * @see https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloudformation-diff
 */
export function permissionChanges(before: Template, after: Template): PermissionChange[] {
  const { iamChanges, securityGroupChanges, permissionsBroadened } = diffTemplate(before, after);
  const found = [...statements(iamChanges), ...managedPolicies(iamChanges), ...securityGroups(securityGroupChanges)]
    .map((change) => ({ ...change, text: readable(change.text, before, after) }));
  // What the library calls broader and shows in tables of its own, such as those of IAM Identity Center.
  const unnamed = permissionsBroadened && !found.some(({ broadens }) => broadens);
  const all: PermissionChange[] = [
    ...found,
    ...(unnamed ? [{ kind: 'iam', change: 'given', broadens: true, text: 'IAM Identity Center: more is assigned' } as const] : []),
    ...safeguards(before, after),
  ];
  return all.sort((a, b) => Number(b.broadens) - Number(a.broadens) || (a.text < b.text ? -1 : 1));
}

function statements({ statements: { additions, removals } }: TemplateDiff['iamChanges']): PermissionChange[] {
  return ([[additions, 'given'], [removals, 'taken']] as const).flatMap(([list, change]) => list.map((statement): PermissionChange => {
    const { effect, action, resource, principal, condition } = statement.render();
    return {
      kind: 'iam', change, broadens: statement.isNegativeStatement === (change === 'taken'),
      text: `${words(principal) || 'whoever has it'}: ${effect} ${words(action)} on ${words(resource)}${condition ? ` if ${words(condition)}` : ''}`,
    };
  }));
}

function managedPolicies({ managedPolicies: { additions, removals } }: TemplateDiff['iamChanges']): PermissionChange[] {
  return ([[additions, 'given'], [removals, 'taken']] as const).flatMap(([list, change]) => list.map(({ identityArn, managedPolicyArn }): PermissionChange => ({
    kind: 'iam', change, broadens: change === 'given', text: `${identityArn}: managed policy ${managedPolicyArn}`,
  })));
}

function securityGroups({ ingress, egress }: TemplateDiff['securityGroupChanges']): PermissionChange[] {
  return ([['in from', ingress], ['out to', egress]] as const).flatMap(([direction, { additions, removals }]) => ([[additions, 'given'], [removals, 'taken']] as const)
    .flatMap(([list, change]) => list.map((rule): PermissionChange => ({
      kind: 'network', change, broadens: change === 'given', text: `${rule.groupId}: ${direction} ${rule.describePeer()}, ${rule.describeProtocol()}`,
    }))));
}

function safeguards(before: Template, after: Template): PermissionChange[] {
  return Object.entries(after.Resources ?? {}).flatMap(([id, resource]) => (SAFEGUARDS[resource.Type] ?? []).flatMap((name): PermissionChange[] => {
    const old = before.Resources?.[id]?.Properties?.[name];
    const next = resource.Properties?.[name];
    if (old === undefined || old === 'NONE' || canonical(old) === canonical(next)) return [];
    const now = next === undefined ? 'is taken away' : `becomes ${canonical(next)}`;
    return [{ kind: 'safeguard', change: 'taken', broadens: true, text: `${pathOf(id, resource)}: ${name} ${canonical(old)} ${now}` }];
  }));
}

/** `${OrdersRole2A1}` is where it is in the app, `${Orders/ServiceRole}`. */
function readable(text: string, before: Template, after: Template): string {
  return text.replace(/\$\{([A-Za-z0-9]+)(\.[A-Za-z0-9.]+)?\}/g, (whole, id: string, attribute = '') => {
    const resource = after.Resources?.[id] ?? before.Resources?.[id];
    return resource ? `\${${pathOf(id, resource)}${attribute === '.Arn' ? '' : attribute}}` : whole;
  });
}

/** The library breaks lists into lines. */
function words(text: string): string {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).join(', ');
}
