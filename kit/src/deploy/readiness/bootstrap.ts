import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { ReadinessCheck } from './check';
import { bootstrapOptions } from '../../assembly/bootstrap';
import { ExitCode, Failure } from '../../kernel/failure';
import { isDenied } from '../refusal';

export const bootstrap: ReadinessCheck = async ({ stage, clients, bootstrap: need }, findings) => {
  if (!need) return undefined;
  const found = await versionOf();
  if (found === 'unknown' || (found !== undefined && found >= need.version)) return undefined;
  const place = `${findings.account}/${findings.region}`;
  const what = found === undefined ? `${place} is not bootstrapped for the CDK` : `the CDK bootstrap of ${place} is of version ${found}, and ${stage.name} needs ${need.version}`;
  return new Failure(what, {
    // With its app, the CLI would bundle and synthesise the project first.
    code: ExitCode.BAD_CONFIG, where: need.parameter, fix: `npx cdk bootstrap --app '' aws://${place}${bootstrapOptions(need)}`,
  });

  async function versionOf(): Promise<number | 'unknown' | undefined> {
    try {
      const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name: need!.parameter }));
      return Number(Parameter?.Value);
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return undefined;
      if (isDenied(error)) return 'unknown';
      throw error;
    }
  }
};
