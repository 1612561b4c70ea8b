import type { ReadinessCheck } from './check';
import { ExitCode, Failure } from '../../kernel/failure';

export const account: ReadinessCheck = async ({ stage }, findings) => {
  if (!stage.account || findings.account === stage.account) return undefined;
  return new Failure(`${stage.name} is in the account ${stage.account}, and these credentials are of ${findings.account ?? 'none'}`, {
    code: ExitCode.BAD_CONFIG, where: stage.name, fix: `use credentials of ${stage.account}, for example by AWS_PROFILE, or correct account of the stage in .projenrc.ts`,
  });
};
