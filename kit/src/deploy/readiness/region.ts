import type { ReadinessCheck } from './check';
import { ExitCode, Failure } from '../../kernel/failure';

/** Without one, the CDK CLI would take us-east-1. */
export const region: ReadinessCheck = async ({ stage, clients }, findings) => {
  try {
    findings.region = await clients.sts.config.region();
    return undefined;
  } catch {
    // The SDK looks at variables and configuration for it, and does nothing else.
    return new Failure(`nothing says which region ${stage.name} is in`, {
      code: ExitCode.BAD_CONFIG, where: stage.name, fix: 'set region of the stage in .projenrc.ts, or the variable AWS_REGION',
    });
  }
};
