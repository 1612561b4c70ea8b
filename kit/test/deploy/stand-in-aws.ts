import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stand-in answers to an action: fields of the result, or an error by its name. */
export type Answer = { readonly result: unknown } | { readonly error: string; readonly status?: number; readonly message?: string } | 'hang up';
export type Parameters = Readonly<Record<string, string>>;
export type Answers = Readonly<Record<string, Answer | ((parameters: Parameters) => Answer)>>;

export const ACCOUNT = '123456789012';

/** A caller who is known, in a region that is bootstrapped, in which there are no stacks. */
const ORDINARY: Answers = {
  GetCallerIdentity: { result: { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/me`, UserId: 'me' } },
  GetParameter: { result: { Parameter: { Name: 'version', Value: '33' } } },
  DescribeStacks: ({ StackName }) => ({ error: 'ValidationError', message: `Stack with id ${StackName} does not exist` }),
  DescribeStackEvents: ({ StackName }) => ({ error: 'ValidationError', message: `Stack [${StackName}] does not exist` }),
  ListChangeSets: { result: { Summaries: [] } },
};

/**
 * A stand-in for AWS: it answers over HTTP what a test says, in the protocols of STS, CloudFormation (Query) and SSM
 * (JSON). No real AWS says `Throttling` or `ExpiredToken` when it is wanted.
 */
export class StandInAws {
  static async start(answers: Answers = {}): Promise<StandInAws> {
    const aws = new StandInAws({ ...ORDINARY, ...answers });
    await new Promise<void>((done) => aws.server.listen(0, '127.0.0.1', done));
    running.push(aws);
    return aws;
  }

  /** The actions that it was asked for. */
  readonly asked: string[] = [];
  private readonly server: Server;

  private constructor(private answers: Answers) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Of its clients. */
  get env(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret', AWS_EC2_METADATA_DISABLED: 'true', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
  }

  change(answers: Answers): void {
    this.answers = { ...this.answers, ...answers };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const target = request.headers['x-amz-target'] as string | undefined;
    const parameters = target ? JSON.parse(body) as Parameters : Object.fromEntries(new URLSearchParams(body));
    const action = target?.split('.')[1] ?? parameters.Action ?? '';
    this.asked.push(action);
    const given = this.answers[action] ?? { error: 'InvalidAction', message: `the stand-in has no answer to ${action}` };
    const answer = typeof given === 'function' ? given(parameters) : given;
    if (answer === 'hang up') return void request.socket.destroy();
    const json = target !== undefined;
    response.writeHead('error' in answer ? answer.status ?? 400 : 200, { 'content-type': json ? 'application/x-amz-json-1.1' : 'text/xml' });
    if ('error' in answer) {
      const { error, message = 'the stand-in says so' } = answer;
      response.end(json ? JSON.stringify({ __type: error, message }) : `<ErrorResponse><Error><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>`);
    } else {
      response.end(json ? JSON.stringify(answer.result) : `<${action}Response><${action}Result>${xml(answer.result)}</${action}Result></${action}Response>`);
    }
  }
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([name, inner]) => `<${name}>${xml(inner)}</${name}>`).join('');
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

const running: StandInAws[] = [];
afterEach(() => Promise.all(running.splice(0).map((aws) => aws.stop())));
