import { type TemplateDiff, diffTemplate } from '@aws-cdk/cloudformation-diff';
import { type Template, canonical, pathOf } from './template';

/** A permission that is given or taken by a plan. */
export interface PermissionChange {
  readonly kind: 'iam' | 'network' | 'safeguard' | 'nested';
  readonly change: 'given' | 'taken';
  /** More is allowed than before, so a person has to accept it. */
  readonly broadens: boolean;
  /** Who may do what with what, or what is open to whom. */
  readonly text: string;
}

type IamChanges = TemplateDiff['iamChanges'];

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
  const { iamChanges, securityGroupChanges } = diffTemplate(before, after);
  const found = [...statements(iamChanges), ...managedPolicies(iamChanges), ...securityGroups(securityGroupChanges)]
    .map((change) => ({ ...change, text: readable(change.text, before, after) }));
  const { ssoAssignments, ssoInstanceACAConfigs, ssoPermissionSets } = iamChanges;
  const identityCenter = [ssoAssignments, ssoInstanceACAConfigs, ssoPermissionSets].some(({ hasAdditions }) => hasAdditions);
  const all: PermissionChange[] = [
    ...found,
    ...(identityCenter ? [{ kind: 'iam', change: 'given', broadens: true, text: 'IAM Identity Center: more is assigned' } as const] : []),
    ...safeguards(before, after),
    ...nestedStacks(before, after),
  ];
  return all.sort((a, b) => Number(b.broadens) - Number(a.broadens) || (a.text < b.text ? -1 : 1));
}

/** One action of somebody on something, allowed or denied. */
interface Grant {
  /** All but the action. */
  readonly about: string;
  readonly action: string;
  readonly principal: string;
  readonly effect: string;
  readonly rest: string;
}

/**
 * The library compares whole statements: one more action in a statement is a new statement and an old one less. People
 * have to see the action.
 */
function statements({ statements: { additions, removals } }: IamChanges): PermissionChange[] {
  const [next, old] = [additions.flatMap(grantsOf), removals.flatMap(grantsOf)];
  return [...grouped(without(next, old), 'given'), ...grouped(without(old, next), 'taken')];
}

function grantsOf(statement: IamChanges['statements']['additions'][number]): Grant[] {
  const { effect } = statement.render();
  const { actions, condition, resources, principals } = statement;
  const each = ({ not, values }: typeof actions) => (not ? [`all but ${values.join(', ')}`] : values.length > 0 ? values : ['']);
  return each(actions).flatMap((action) => each(resources).flatMap((resource) => each(principals).map((principal) => {
    const rest = `on ${resource || 'it'}${condition === undefined ? '' : ` if ${canonical(condition)}`}`;
    return { action, principal: who(principal), effect, rest, about: canonical([principal, effect, rest]) };
  })));
}

function without(grants: readonly Grant[], others: readonly Grant[]): Grant[] {
  const there = new Set(others.map(({ about, action }) => `${about} ${action}`));
  return grants.filter(({ about, action }) => !there.has(`${about} ${action}`));
}

function grouped(grants: readonly Grant[], change: PermissionChange['change']): PermissionChange[] {
  return [...new Set(grants.map(({ about }) => about))].map((about) => {
    const alike = grants.filter((grant) => grant.about === about);
    const [{ principal, effect, rest }] = alike;
    const actions = [...new Set(alike.map(({ action }) => action))].sort().join(', ');
    return { kind: 'iam', change, broadens: isBroader(effect, change), text: `${principal}: ${effect} ${actions} ${rest}` };
  });
}

/** Stricter than the library, for which `Allow` with `NotAction` is a restriction. An effect that is no word may be either. */
function isBroader(effect: string, change: PermissionChange['change']): boolean {
  return effect === 'Allow' ? change === 'given' : effect !== 'Deny' || change === 'taken';
}

function managedPolicies({ managedPolicies: { additions, removals } }: IamChanges): PermissionChange[] {
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

/** Their templates are assets: what they allow would have to be compared one by one, and is not. */
function nestedStacks(before: Template, after: Template): PermissionChange[] {
  return Object.entries(after.Resources ?? {}).flatMap(([id, resource]): PermissionChange[] => {
    const [old, next] = [before.Resources?.[id], resource].map((one) => canonical(one?.Properties?.TemplateURL ?? null));
    if (resource.Type !== 'AWS::CloudFormation::Stack' || old === next) return [];
    const file = resource.Metadata?.['aws:asset:path'];
    const place = typeof file === 'string' ? `: read ${file} of the assembly` : '';
    return [{ kind: 'nested', change: 'given', broadens: true, text: `${pathOf(id, resource)}: another template, and what it allows is not compared${place}` }];
  });
}

function who(principal: string): string {
  const plain = words(principal).replace(/\bAWS:/g, '').replace(/\bService:/g, 'service ');
  return plain === '*' ? 'anybody' : plain || 'whoever has it';
}

/** The library breaks lists into lines. */
function words(text: string): string {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).join(', ');
}
