import {
  type ChangeSetStatus, CloudFormationClient, DeleteChangeSetCommand, DescribeStacksCommand, type ExecutionStatus, GetTemplateCommand, type Parameter,
  type ResourceChange, type StackStatus, paginateDescribeChangeSet,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { DeployedState } from './plan';
import { type Template, parseTemplate, templateHash } from './template';

/** A stack as it runs. */
export interface DeployedStack extends DeployedState {
  readonly status: StackStatus;
  /** The change set that was executed last. */
  readonly changeSet?: string;
  readonly content: Template;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** A change set as CloudFormation holds it. */
export interface ChangeSet {
  readonly arn: string;
  readonly stack: string;
  readonly stackId: string;
  readonly status: ChangeSetStatus;
  readonly execution: ExecutionStatus;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly changes: readonly ResourceChange[];
}

/** Where the credentials at hand lead to. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** Errors by which CloudFormation says that there is none; `ValidationError` is what a stack's name or an ARN gets. */
const NOT_THERE = new Set(['ChangeSetNotFound', 'ChangeSetNotFoundException', 'ValidationError']);

/** The clients of a stage's stacks, one a region. */
export class CloudFormation {
  private readonly clients = new Map<string | undefined, CloudFormationClient>();

  async place(): Promise<Place> {
    const sts = new STSClient({});
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account ?? '', region: await sts.config.region() };
  }

  /** @returns nothing where there is no such stack, or one that only waits for its first change set */
  async stack(name: string, region?: string): Promise<DeployedStack | undefined> {
    const client = this.client(region);
    const stack = (await unlessMissing(client.send(new DescribeStacksCommand({ StackName: name }))))?.Stacks?.[0];
    if (!stack?.StackId || !stack.StackStatus || stack.StackStatus === 'REVIEW_IN_PROGRESS') return undefined;
    const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack.StackId, TemplateStage: 'Original' }));
    return {
      stackId: stack.StackId, updated: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? '', template: templateHash(TemplateBody),
      status: stack.StackStatus, changeSet: stack.ChangeSetId, content: parseTemplate(TemplateBody),
      parameters: Object.fromEntries((stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue])),
    };
  }

  /** @returns nothing where it is gone, or is not one of the stack */
  async changeSet(stack: string, nameOrArn: string, region?: string): Promise<ChangeSet | undefined> {
    const client = this.client(region);
    const changes: ResourceChange[] = [];
    let found: Omit<ChangeSet, 'template' | 'changes'> | undefined;
    const pages = paginateDescribeChangeSet({ client }, { StackName: stack, ChangeSetName: nameOrArn, IncludePropertyValues: true });
    for (let page = await unlessMissing(pages.next()); page && !page.done; page = await pages.next()) {
      const { ChangeSetId, StackName, StackId, Status, ExecutionStatus, Parameters = [], Changes = [] } = page.value;
      found ??= { arn: ChangeSetId ?? '', stack: StackName ?? '', stackId: StackId ?? '', status: Status!, execution: ExecutionStatus!, parameters: Parameters };
      changes.push(...Changes.flatMap(({ ResourceChange: change }) => change ?? []));
    }
    if (!found || found.stack !== stack) return undefined;
    const held = await unlessMissing(client.send(new GetTemplateCommand({ StackName: stack, ChangeSetName: found.arn, TemplateStage: 'Original' })));
    return held && { ...found, template: templateHash(held.TemplateBody ?? ''), changes };
  }

  async dropChangeSet(stack: string, arn: string, region?: string): Promise<void> {
    await unlessMissing(this.client(region).send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: arn })));
  }

  private client(region?: string): CloudFormationClient {
    const client = this.clients.get(region) ?? new CloudFormationClient({ ...(region && { region }) });
    this.clients.set(region, client);
    return client;
  }
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (NOT_THERE.has((error as Error).name)) return undefined;
    throw error;
  }
}
