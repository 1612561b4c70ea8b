import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOn } from '../config/policy';
import type { StageSettings } from '../config/settings';
import { type Environment, environment, setVariable } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import { withCleanup } from '../kernel/interrupt';

/** What a job does with a stage: `deploy` changes it or prepares that, `read-only` changes nothing. */
type Access = 'deploy' | 'read-only';

const ROLE_VARIABLES = { 'deploy': 'AWS_ROLE_ARN', 'read-only': 'AWS_READ_ONLY_ROLE_ARN' } as const;
const ROLE = /^arn:aws[\w-]*:iam::(\d{12}):role\/.+$/;

/**
 * Lets the AWS SDKs and the CDK CLI trade the job's OpenID Connect token for the stage's role. On a laptop, the
 * credentials at hand are used as they are.
 *
 * @throws Failure 78 before any work, with all that is not set and where to set it
 */
export async function withPipelineAccess<T>(stage: StageSettings, access: Access, work: () => Promise<T>): Promise<T> {
  const variables = environment();
  setVariable('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true'); // of Node 20, which this template still takes
  if (!isOn(variables.GITLAB_CI)) {
    if (stage.region) setVariable('AWS_REGION', stage.region);
    return work();
  }
  const problems = accessProblems(stage, access, variables);
  if (problems.length > 0) throw notSet(stage, problems);
  // What .projenrc.ts says wins over variables, and a job that only looks never gets the role that deploys.
  setVariable('AWS_REGION', stage.region ?? variables.AWS_REGION ?? variables.AWS_DEFAULT_REGION ?? '');
  if (variables.AWS_ACCESS_KEY_ID) return work();
  setVariable('AWS_ROLE_ARN', roleFor(stage, access, variables)!);
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  return withCleanup(() => rmSync(folder, { recursive: true, force: true }), () => {
    const file = join(folder, 'token');
    writeFileSync(file, variables.AWS_ID_TOKEN!, { mode: 0o600 });
    setVariable('AWS_WEB_IDENTITY_TOKEN_FILE', file);
    setVariable('AWS_ROLE_SESSION_NAME', `gitlab-${variables.CI_PROJECT_ID ?? 'project'}-${variables.CI_JOB_ID ?? 'job'}`);
    return work();
  });
}

/** What a job misses, one line each; an empty variable is one that is not set. */
export function accessProblems(stage: StageSettings, access: Access, variables: Environment): string[] {
  const roleVariable = ROLE_VARIABLES[access];
  const role = roleFor(stage, access, variables);
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].filter((name) => variables[name]);
  const account = ROLE.exec(role ?? '')?.[1];
  return [
    ...(access === 'deploy' && variables.CI_COMMIT_REF_PROTECTED !== 'true'
      ? [`${variables.CI_COMMIT_REF_NAME ?? 'this branch'} is not protected, so anybody could deploy from it: Settings > Repository > Protected branches`] : []),
    ...(keys.length === 1 ? [`${keys[0]} is set alone: remove it, or set its other half`] : []),
    ...(keys.length === 2 && role ? ['AWS_ACCESS_KEY_ID is set besides the role, and would be used instead of it: remove it'] : []),
    ...(keys.length === 0 && !role ? [`${roleVariable} is not set: ${place(stage, access)}, or ${access === 'deploy' ? 'roleArn' : 'readOnlyRoleArn'} of the stage in .projenrc.ts`] : []),
    ...(role && !account ? [`${roleVariable} is '${role}', and no ARN of a role: ${place(stage, access)}`] : []),
    ...(account && stage.account && account !== stage.account ? [`${roleVariable} is a role of the account ${account}, and ${stage.name} is in ${stage.account}`] : []),
    ...(keys.length === 0 && role && !variables.AWS_ID_TOKEN ? ['AWS_ID_TOKEN is empty: the job has to ask for it by id_tokens, and GitLab has to be 15.7 or later'] : []),
    ...(!variables.AWS_REGION && !variables.AWS_DEFAULT_REGION && !stage.region ? [`AWS_REGION is not set: ${place(stage, 'read-only')}, or region of the stage in .projenrc.ts`] : []),
  ];
}

function roleFor({ roleArn, readOnlyRoleArn }: StageSettings, access: Access, variables: Environment): string | undefined {
  return (access === 'deploy' ? roleArn : readOnlyRoleArn) || variables[ROLE_VARIABLES[access]] || undefined;
}

function place({ name }: StageSettings, access: Access): string {
  const kind = access === 'deploy' ? 'protected' : 'not protected, as merge requests need it';
  return `Settings > CI/CD > Variables, environment scope ${name}, ${kind}`;
}

function notSet(stage: StageSettings, problems: readonly string[]): Failure {
  return new Failure(`this job cannot reach ${stage.name}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`, {
    code: ExitCode.BAD_CONFIG, where: 'the CI/CD settings of this project', fix: "the kit's docs/gitlab.md tells what to set once; npx projen gitlab:access makes the roles",
  });
}
