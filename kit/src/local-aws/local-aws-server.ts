/** An AWS to deploy to that is not a real account: where it is, and what its clients are run with. */
export interface LocalAwsServer {
  readonly endpoint: string;
  /** Environment of the CDK CLI and the AWS SDKs; `undefined` takes a variable away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it runs the functions with, for people. */
  readonly description: string;
  /** Ends it with all it started, and removes what it wrote. */
  stop(): Promise<void>;
}

export const LOCAL_ACCOUNT = '123456789012';
export const LOCAL_REGION = 'eu-central-1';

/** The caller's own profile, keys and configuration are kept away, so that nothing can reach a real account. */
export function clientEnvironment(endpoint: string): Record<string, string | undefined> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: LOCAL_ACCOUNT,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_DEFAULT_PROFILE: undefined,
    AWS_ROLE_ARN: undefined,
    AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: 'localhost,127.0.0.1',
    no_proxy: 'localhost,127.0.0.1',
  };
}
