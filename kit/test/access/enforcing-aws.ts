import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectFunctions, thisWorkspace, toolsDirectory } from '../../src/config/workspace';
import { findExecutor } from '../../src/local-aws/executor';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAwsServer } from '../../src/local-aws/local-aws-server';
import { startMiniStack } from '../../src/local-aws/ministack';
import { findUv } from '../../src/toolchain/uv';
import { type Finished, runNode, temporaryFolder } from '../project/run';

export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The local AWS, with IAM switched on: it refuses what no policy allows. The key that is its account's number is root's. */
export class EnforcingAws {
  static async start(): Promise<EnforcingAws> {
    const workspace = thisWorkspace();
    const tools = toolsDirectory(workspace);
    const uv = await findUv(tools);
    const executor = await findExecutor(selectFunctions(workspace), uv, () => undefined);
    return new EnforcingAws(await startMiniStack(tools, uv, { ...executor, env: { ...executor.env, AUTH: 'true' } }));
  }

  private readonly folder = temporaryFolder();

  private constructor(private readonly aws: LocalAwsServer) {}

  get endpoint(): string {
    return this.aws.endpoint;
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** Of root. */
  get env(): Record<string, string> {
    const set = Object.entries(this.aws.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { ...Object.fromEntries(set), CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' };
  }

  /** Of a job that holds a token and the ARN of a role, and nothing else. */
  envOf(roleArn: string, token: string): Record<string, string> {
    const { AWS_ACCESS_KEY_ID: _key, AWS_SECRET_ACCESS_KEY: _secret, ...env } = this.env;
    const file = join(this.folder, 'token');
    writeFileSync(file, token);
    return { ...env, AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: file };
  }

  /** The real CDK CLI, in a folder with an app or without. */
  cdk(args: readonly string[], env = this.env, cwd = this.folder): Promise<Finished> {
    return runNode([require.resolve('aws-cdk/bin/cdk'), ...args, '--no-notices'], env, cwd);
  }

  async bootstrap(): Promise<void> {
    const { code, stderr } = await this.cdk(['bootstrap', `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`]);
    if (code !== 0) throw new Error(stderr);
    // The bootstrap's bucket takes requests over TLS only, which the local AWS does not speak.
    const bucket = `cdk-hnb659fds-assets-${LOCAL_ACCOUNT}-${LOCAL_REGION}`;
    await fetch(`${this.endpoint}/${bucket}?policy`, { method: 'DELETE', headers: { authorization: asRoot('s3') } });
  }

  /** What CloudFormation of the local AWS cannot make: it knows no AWS::IAM::OIDCProvider. */
  async createProvider(url: string): Promise<void> {
    const { status, text } = await this.query('iam', { 'Version': '2010-05-08', 'Action': 'CreateOpenIDConnectProvider', 'Url': url, 'ClientIDList.member.1': url });
    if (status !== 200) throw new Error(text);
  }

  /** Trades a token for a role. @returns the session, or nothing when IAM refuses */
  async assumeRole(roleArn: string, token: string): Promise<Session | undefined> {
    const { status, text } = await this.query('sts', {
      Version: '2011-06-15', Action: 'AssumeRoleWithWebIdentity', RoleArn: roleArn, RoleSessionName: 'test', WebIdentityToken: token,
    }, false);
    if (status === 403 && text.includes('AccessDenied')) return undefined;
    if (status !== 200) throw new Error(text);
    const element = (name: string) => new RegExp(`<${name}>(.+)</${name}>`).exec(text)![1];
    return { accessKeyId: element('AccessKeyId'), secretAccessKey: element('SecretAccessKey'), sessionToken: element('SessionToken') };
  }

  private async query(service: string, parameters: Record<string, string>, signed = true): Promise<{ status: number; text: string }> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', ...(signed && { authorization: asRoot(service) }) };
    const response = await fetch(this.endpoint, { method: 'POST', headers, body: new URLSearchParams(parameters) });
    return { status: response.status, text: await response.text() };
  }
}

/** A token as GitLab issues it; the local AWS does not check its signature. */
export function tokenOf(subject: string, issuer = 'https://gitlab.com', audience = issuer): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'RS256', typ: 'JWT' }), part({ iss: issuer, aud: audience, sub: subject, exp: 4_000_000_000 }), 'signature'].join('.');
}

/** The local AWS verifies no signature of root. */
function asRoot(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=${LOCAL_ACCOUNT}/20260101/${LOCAL_REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
