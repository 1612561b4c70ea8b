import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** What commands ask before, beside and after the CDK CLI. */
export interface StageClients {
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  /** Of the region at hand, or of a stack's own. */
  cloudFormation(region?: string): CloudFormationClient;
}

/** No answer is waited for longer than this, in milliseconds, three times over. */
const BOUNDS = { maxAttempts: 3, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } };

/** Clients for the credentials and the region at hand. */
export function stageClients(): StageClients {
  const byRegion = new Map<string | undefined, CloudFormationClient>();
  const cloudFormation = (region?: string) => {
    const client = byRegion.get(region) ?? new CloudFormationClient({ ...BOUNDS, ...(region && { region }) });
    byRegion.set(region, client);
    return client;
  };
  return { cloudFormation, ssm: new SSMClient(BOUNDS), sts: new STSClient(BOUNDS) };
}
