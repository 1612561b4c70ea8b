import { type CloudFormationClient, GetTemplateCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import type { StageClients } from './clients';
import { orNothing } from './refusal';
import { NO_STACK, type StackPlace } from './stacks';
import { type ExpectedCode, expectedOf } from '../assembly/expected-code';
import { type Template, isObject } from '../assembly/templates';

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * What the functions of stacks have to run by the templates that CloudFormation holds: it keeps what was recorded of
 * every bundle, so no assembly is needed. A stack that is not there has none.
 */
export async function recordedCode(clients: Pick<StageClients, 'cloudFormation'>, stacks: readonly StackPlace[]): Promise<ExpectedCode[]> {
  const found = await Promise.all(stacks.map(async ({ name, region }) => {
    const codes = await ofStack(clients.cloudFormation(region), name, { root: name, nesting: [] });
    return codes.map((code) => ({ ...code, ...(region && { region }) }));
  }));
  return found.flat();
}

async function ofStack(client: CloudFormationClient, name: string, place: { root: string; nesting: readonly string[] }): Promise<ExpectedCode[]> {
  const template = await templateOf(client, name);
  if (!template) return [];
  const codes = expectedOf({ stack: name, ...place, template, nested: new Set() });
  const nested: ExpectedCode[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: name })) {
    for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType !== NESTED_STACK || !LogicalResourceId || !PhysicalResourceId) continue;
      nested.push(...await ofStack(client, PhysicalResourceId, { root: place.root, nesting: [...place.nesting, LogicalResourceId] }));
    }
  }
  return [...codes, ...nested];
}

async function templateOf(client: CloudFormationClient, name: string): Promise<Template | undefined> {
  const found = await orNothing(client.send(new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' })), NO_STACK);
  const template: unknown = found && JSON.parse(found.TemplateBody ?? '{}');
  return isObject(template) ? template : undefined;
}
