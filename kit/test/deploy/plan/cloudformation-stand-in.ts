import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A change set as the stand-in answers it. */
export interface StandInChangeSet {
  readonly arn: string;
  readonly name: string;
  readonly stack: string;
  readonly status?: string;
  readonly execution?: string;
  readonly template: string;
  /** XML members of `Changes`, a page each. */
  readonly pages?: readonly string[];
  readonly parameters?: string;
}

export interface StandInStack {
  readonly name: string;
  readonly id: string;
  readonly status?: string;
  readonly updated?: string;
  readonly template: string;
  readonly changeSet?: string;
  readonly parameters?: string;
}

/**
 * A stand-in for CloudFormation and STS over HTTP, for what MiniStack 1.5.33 does not answer: values of properties, pages,
 * and every status that a change set can have. It answers reads, from what a test puts there, as the API reference says.
 */
export class CloudFormationStandIn {
  static async start(): Promise<CloudFormationStandIn> {
    const standIn = new CloudFormationStandIn();
    await new Promise<void>((done) => standIn.server.listen(0, '127.0.0.1', done));
    return standIn;
  }

  stacks: StandInStack[] = [];
  changeSets: StandInChangeSet[] = [];
  account = '123456789012';
  /** Every request, by its action. */
  readonly asked: URLSearchParams[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => { body += String(piece); }).on('end', () => {
      const parameters = new URLSearchParams(body);
      this.asked.push(parameters);
      const { status, xml } = this.answer(parameters);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
    });
  });

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private answer(asked: URLSearchParams): { status: number; xml: string } {
    const action = asked.get('Action') ?? '';
    const result = this.result(action, (name) => asked.get(name) ?? undefined);
    if (typeof result === 'string') return { status: 200, xml: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>` };
    return { status: 400, xml: `<ErrorResponse><Error><Type>Sender</Type><Code>${result.error}</Code><Message>no</Message></Error></ErrorResponse>` };
  }

  private result(action: string, asked: (name: string) => string | undefined): string | { error: string } {
    const [stackName, changeSetName] = [asked('StackName'), asked('ChangeSetName')];
    const stack = this.stacks.find(({ name, id }) => stackName === name || stackName === id);
    const changeSet = this.changeSets.find(({ arn, name }) => changeSetName === arn || changeSetName === name);
    switch (action) {
      case 'GetCallerIdentity': return `<Account>${this.account}</Account>`;
      case 'DescribeStacks': return stack ? `<Stacks><member>${stackXml(stack)}</member></Stacks>` : { error: 'ValidationError' };
      case 'DescribeChangeSet': return changeSet ? changeSetXml(changeSet, Number(asked('NextToken') ?? 0)) : { error: 'ChangeSetNotFound' };
      case 'GetTemplate': {
        const held = changeSetName ? changeSet : stack;
        return held ? `<TemplateBody>${escaped(held.template)}</TemplateBody>` : { error: changeSetName ? 'ChangeSetNotFound' : 'ValidationError' };
      }
      default: return { error: 'AccessDenied' };
    }
  }
}

function stackXml({ name, id, status = 'UPDATE_COMPLETE', updated = '2026-11-01T10:00:00Z', changeSet, parameters = '' }: StandInStack): string {
  return `<StackName>${name}</StackName><StackId>${id}</StackId><StackStatus>${status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>`
    + `<LastUpdatedTime>${updated}</LastUpdatedTime><Parameters>${parameters}</Parameters>${changeSet ? `<ChangeSetId>${changeSet}</ChangeSetId>` : ''}`;
}

function changeSetXml({ arn, stack, status = 'CREATE_COMPLETE', execution = 'AVAILABLE', pages = [''], parameters = '' }: StandInChangeSet, page: number): string {
  return `<ChangeSetId>${arn}</ChangeSetId><StackName>${stack}</StackName><StackId>arn:stack/${stack}</StackId><Status>${status}</Status>`
    + `<ExecutionStatus>${execution}</ExecutionStatus><Parameters>${parameters}</Parameters><Changes>${pages[page]}</Changes>`
    + `${page + 1 < pages.length ? `<NextToken>${page + 1}</NextToken>` : ''}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
