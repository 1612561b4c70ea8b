import {
  type ChangeSetStatus, DescribeStacksCommand, type ExecutionStatus, GetTemplateCommand, type Parameter,
  type ResourceChange, type StackStatus, paginateDescribeChangeSet,
} from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { DeployedState } from './plan';
import { type Template, parseTemplate, templateHash } from './template';
import type { StageClients } from '../clients';
import { orNothing } from '../refusal';
import { NO_STACK } from '../stacks';

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

/** What CloudFormation answers where there is no such change set, or no such stack. */
const NO_CHANGE_SET = ['ChangeSetNotFound', 'ChangeSetNotFoundException', ...NO_STACK];

/** What CloudFormation has of a stage's stacks. */
export class CloudFormation {
  constructor(private readonly clients: Pick<StageClients, 'cloudFormation' | 'sts'>) {}

  async place(): Promise<Place> {
    const { sts } = this.clients;
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account ?? '', region: await sts.config.region() };
  }

  /** @returns nothing where there is no such stack, or one that only waits for its first change set */
  async stack(name: string, region?: string): Promise<DeployedStack | undefined> {
    const client = this.clients.cloudFormation(region);
    const stack = (await orNothing(client.send(new DescribeStacksCommand({ StackName: name })), NO_STACK))?.Stacks?.[0];
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
    const client = this.clients.cloudFormation(region);
    const changes: ResourceChange[] = [];
    let found: Omit<ChangeSet, 'template' | 'changes'> | undefined;
    const pages = paginateDescribeChangeSet({ client }, { StackName: stack, ChangeSetName: nameOrArn, IncludePropertyValues: true });
    for (let page = await orNothing(pages.next(), NO_CHANGE_SET); page && !page.done; page = await pages.next()) {
      const { ChangeSetId, StackName, StackId, Status, ExecutionStatus, Parameters = [], Changes = [] } = page.value;
      found ??= { arn: ChangeSetId ?? '', stack: StackName ?? '', stackId: StackId ?? '', status: Status!, execution: ExecutionStatus!, parameters: Parameters };
      changes.push(...Changes.flatMap(({ ResourceChange: change }) => change ?? []));
    }
    if (!found || found.stack !== stack) return undefined;
    const held = await orNothing(client.send(new GetTemplateCommand({ StackName: stack, ChangeSetName: found.arn, TemplateStage: 'Original' })), NO_CHANGE_SET);
    return held && { ...found, template: templateHash(held.TemplateBody ?? ''), changes };
  }
}
