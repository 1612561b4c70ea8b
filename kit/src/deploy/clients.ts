import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** What commands ask before, beside and after the CDK CLI. */
export interface StageClients {
  readonly cloudFormation: CloudFormationClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** No answer is waited for longer than this, in milliseconds, three times over. */
const BOUNDS = { maxAttempts: 3, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } };

/** Clients for the credentials and the region at hand. */
export function stageClients(): StageClients {
  return { cloudFormation: new CloudFormationClient(BOUNDS), ssm: new SSMClient(BOUNDS), sts: new STSClient(BOUNDS) };
}
