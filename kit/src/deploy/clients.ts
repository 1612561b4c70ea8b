import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** What commands ask before, beside and after the CDK CLI. Those with a region are of a stack's own, or of the one at hand. */
export interface StageClients {
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  cloudFormation(region?: string): CloudFormationClient;
  lambda(region?: string): LambdaClient;
}

/** No answer is waited for longer than this, in milliseconds, three times over. */
export const BOUNDS = { maxAttempts: 3, requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true } };

/** Clients for the credentials and the region at hand. */
export function stageClients(): StageClients {
  return {
    cloudFormation: onceARegion((region) => new CloudFormationClient({ ...BOUNDS, ...region })),
    lambda: onceARegion((region) => new LambdaClient({ ...BOUNDS, ...region })),
    ssm: new SSMClient(BOUNDS),
    sts: new STSClient(BOUNDS),
  };
}

function onceARegion<Client>(make: (region: { region?: string }) => Client): (region?: string) => Client {
  const made = new Map<string | undefined, Client>();
  return (region) => {
    const client = made.get(region) ?? make(region ? { region } : {});
    made.set(region, client);
    return client;
  };
}
