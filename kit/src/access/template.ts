import { type RoleVariable, VARIABLE_METADATA } from './account';

/** A role of the stack, in plain JSON that a person or another tool can read. */
export interface PipelineRole extends RoleVariable {
  readonly logicalId: string;
  readonly trust: unknown;
  readonly permissions: unknown;
}

/** The parts of a synthesised template that tell about its roles. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: { readonly 'Fn::GetAtt': readonly string[] } }>>;
}

interface Resource {
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Properties: { readonly AssumeRolePolicyDocument?: unknown; readonly Policies?: readonly { readonly PolicyDocument: unknown }[] };
}

/** What CloudFormation fills in is written like this, where the account is not known yet. */
const PLACEHOLDERS: Readonly<Record<string, string>> = { 'AWS::AccountId': 'ACCOUNT_ID', 'AWS::Region': 'REGION', 'AWS::Partition': 'PARTITION' };

export function rolesOf({ Resources }: Template): PipelineRole[] {
  return Object.entries(Resources).flatMap(([logicalId, { Metadata, Properties }]) => {
    const variable = plain(Metadata?.[VARIABLE_METADATA]) as RoleVariable | undefined;
    if (!variable) return [];
    const { AssumeRolePolicyDocument: trust, Policies: policies } = Properties;
    return [{ ...variable, logicalId, trust: plain(trust), permissions: plain(policies?.[0].PolicyDocument) }];
  });
}

/** ARNs of the deployed roles, by their logical ids. @param values what the CDK CLI wrote of the stack's outputs */
export function arnsOf({ Outputs }: Template, values: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(Outputs).map(([output, { Value }]) => [Value['Fn::GetAtt'][0], values[output]]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: reference, 'Fn::Join': joined } = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
  if (reference) return PLACEHOLDERS[reference] ?? reference;
  if (joined) return joined[1].map(plain).join(joined[0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
