import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { ReadinessCheck } from './check';

/** Everybody may ask who they are; whoever is refused is told by the name of the error. */
export const credentials: ReadinessCheck = async ({ clients }, findings) => {
  findings.account = (await clients.sts.send(new GetCallerIdentityCommand({}))).Account;
  return undefined;
};
