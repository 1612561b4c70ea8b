import { Template } from 'aws-cdk-lib/assertions';
import { accountAccess } from '../../src/access/account';
import { GitlabAccessStack } from '../../src/access/stack';
import { type PipelineRole, type Template as RoleTemplate, rolesOf } from '../../src/access/template';
import { BUILD_MODES } from '../../src/config/policy';
import type { GitlabSettings, Settings, StageSettings } from '../../src/config/settings';
import { newApp } from '../project/app';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

export interface Synthesised {
  readonly template: Record<string, Record<string, Record<string, unknown>>>;
  readonly roles: readonly PipelineRole[];
  readonly errors: readonly string[];
}

export function stage(name: string, changes: Partial<StageSettings> = {}): StageSettings {
  return { name, production: name === 'production', modes: BUILD_MODES, branches: [], ...changes };
}

export function settingsWith(stages: readonly StageSettings[], gitlab: Partial<GitlabSettings> = {}): Settings {
  return {
    project: 'shop', functions: {}, stages, local: { aws: 'ministack' },
    gitlab: { url: 'https://gitlab.com', project: 'acme/shop', defaultBranch: 'main', ...gitlab },
  };
}

/** The stack for the account of a stage: the first, unless another is asked for. */
export function synthesise(
  settings: Settings, { asked = settings.stages[0].name, providerExists = false, env = {}, context = {} }: {
    asked?: string; providerExists?: boolean; env?: { account?: string; region?: string }; context?: Record<string, unknown>;
  } = {},
): Synthesised {
  const app = newApp({ '@aws-cdk/core:enablePartitionLiterals': true, ...context });
  const access = accountAccess(settings, settings.stages.find(({ name }) => name === asked)!);
  const stack = new GitlabAccessStack(app, { access, providerExists, env });
  const errors = stack.node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => String(data));
  if (errors.length > 0) return { template: {}, roles: [], errors };
  const template = Template.fromStack(stack).toJSON() as unknown as RoleTemplate & Synthesised['template'];
  return { template, roles: rolesOf(template), errors };
}

export function statementsOf(policy: unknown): Statement[] {
  return (policy as { Statement: Statement[] }).Statement;
}

export function listed(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat() as string[];
}

export function roleOf({ roles }: Synthesised, name: PipelineRole['name'], environment: string): PipelineRole {
  return roles.find((role) => role.name === name && role.environment === environment)!;
}
