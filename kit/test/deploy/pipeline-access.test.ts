import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StageSettings } from '../../src/config/settings';
import { accessProblems, withPipelineAccess } from '../../src/deploy/pipeline-access';
import type { Environment } from '../../src/kernel/environment';
import { failureOf } from '../project/workspace';

const STAGE: StageSettings = { name: 'production', account: '123456789012', production: true, modes: ['docker'] };
const ROLE = 'arn:aws:iam::123456789012:role/deploy';
const LOOK = 'arn:aws:iam::123456789012:role/look';
const JOB: Environment = {
  CI_COMMIT_REF_PROTECTED: 'true', CI_COMMIT_REF_NAME: 'main', AWS_ROLE_ARN: ROLE, AWS_READ_ONLY_ROLE_ARN: LOOK,
  AWS_ID_TOKEN: 'header.payload.signature', AWS_REGION: 'eu-central-1',
};
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };
const PROTECTED = 'Settings > CI/CD > Variables, environment scope production, protected';
const OPEN = 'Settings > CI/CD > Variables, environment scope production, not protected, as merge requests need it';

describe('a job that has what it needs', () => {
  test.each<[string, 'deploy' | 'read-only', Environment, StageSettings?]>([
    ['a role and its token, to deploy', 'deploy', {}],
    ['a role and its token, to look', 'read-only', {}],
    ['a role that its stage names', 'deploy', { AWS_ROLE_ARN: undefined }, { ...STAGE, roleArn: ROLE }],
    ['a role to look that its stage names', 'read-only', { AWS_READ_ONLY_ROLE_ARN: undefined }, { ...STAGE, readOnlyRoleArn: LOOK }],
    ['no role to deploy, to look', 'read-only', { AWS_ROLE_ARN: undefined }],
    ['no role to look, to deploy', 'deploy', { AWS_READ_ONLY_ROLE_ARN: undefined }],
    ['a role that can only look, on a branch that is not protected', 'read-only', { CI_COMMIT_REF_PROTECTED: 'false' }],
    ['a region by its older name', 'deploy', { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-central-1' }],
    ['a stage that says its region', 'deploy', { AWS_REGION: undefined }, { ...STAGE, region: 'eu-central-1' }],
    ['a stage that does not say its account', 'deploy', { AWS_ROLE_ARN: 'arn:aws:iam::210987654321:role/deploy' }, { ...STAGE, account: undefined }],
    ['keys and no role', 'deploy', { ...KEYS, AWS_ROLE_ARN: undefined, AWS_ID_TOKEN: undefined }],
    ['a role in a partition and folder of its own', 'deploy', { AWS_ROLE_ARN: 'arn:aws-us-gov:iam::123456789012:role/team/deploy' }],
  ])('is let through: %s', (_, access, variables, stage = STAGE) => {
    expect(accessProblems(stage, access, { ...JOB, ...variables })).toEqual([]);
  });
});

describe('a job that misses something is told what, and where to set it:', () => {
  const unset = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined]));

  test.each<[string, 'deploy' | 'read-only', Environment, string[]]>([
    ['no role to deploy', 'deploy', unset('AWS_ROLE_ARN'), [`AWS_ROLE_ARN is not set: ${PROTECTED}, or roleArn of the stage in .projenrc.ts`]],
    ['an empty role', 'deploy', { AWS_ROLE_ARN: '' }, [`AWS_ROLE_ARN is not set: ${PROTECTED}, or roleArn of the stage in .projenrc.ts`]],
    ['no role to look, whatever role can deploy', 'read-only', unset('AWS_READ_ONLY_ROLE_ARN'), [
      `AWS_READ_ONLY_ROLE_ARN is not set: ${OPEN}, or readOnlyRoleArn of the stage in .projenrc.ts`,
    ]],
    ['a role that is a variable which is not set, and that GitLab leaves as it is written', 'read-only', { AWS_READ_ONLY_ROLE_ARN: '$AWS_READ_ONLY_ROLE_ARN' }, [
      `AWS_READ_ONLY_ROLE_ARN is '$AWS_READ_ONLY_ROLE_ARN', and no ARN of a role: ${OPEN}`,
    ]],
    ['half a role', 'deploy', { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/' }, [
      `AWS_ROLE_ARN is 'arn:aws:iam::123456789012:role/', and no ARN of a role: ${PROTECTED}`,
    ]],
    ['the name of a role', 'read-only', { AWS_READ_ONLY_ROLE_ARN: 'read-only' }, [`AWS_READ_ONLY_ROLE_ARN is 'read-only', and no ARN of a role: ${OPEN}`]],
    ['a user', 'deploy', { AWS_ROLE_ARN: 'arn:aws:iam::123456789012:user/x' }, [
      `AWS_ROLE_ARN is 'arn:aws:iam::123456789012:user/x', and no ARN of a role: ${PROTECTED}`,
    ]],
    ['a role of another account', 'deploy', { AWS_ROLE_ARN: ROLE.replace('123456789012', '210987654321') }, [
      'AWS_ROLE_ARN is a role of the account 210987654321, and production is in 123456789012',
    ]],
    ['no token', 'deploy', unset('AWS_ID_TOKEN'), ['AWS_ID_TOKEN is empty: the job has to ask for it by id_tokens, and GitLab has to be 15.7 or later']],
    ['an empty token', 'read-only', { AWS_ID_TOKEN: '' }, ['AWS_ID_TOKEN is empty: the job has to ask for it by id_tokens, and GitLab has to be 15.7 or later']],
    ['no region', 'deploy', unset('AWS_REGION'), [`AWS_REGION is not set: ${OPEN}, or region of the stage in .projenrc.ts`]],
    ['an empty region', 'read-only', { AWS_REGION: '', AWS_DEFAULT_REGION: '' }, [`AWS_REGION is not set: ${OPEN}, or region of the stage in .projenrc.ts`]],
    ['keys besides the role', 'deploy', KEYS, ['AWS_ACCESS_KEY_ID is set besides the role, and would be used instead of it: remove it']],
    ['a key without its secret', 'deploy', { AWS_ACCESS_KEY_ID: 'AKIA' }, ['AWS_ACCESS_KEY_ID is set alone: remove it, or set its other half']],
    ['a secret without its key', 'read-only', { AWS_SECRET_ACCESS_KEY: 'secret' }, ['AWS_SECRET_ACCESS_KEY is set alone: remove it, or set its other half']],
    ['a branch that is not protected', 'deploy', { CI_COMMIT_REF_PROTECTED: 'false', CI_COMMIT_REF_NAME: 'develop' }, [
      'develop is not protected, so anybody could deploy from it: Settings > Repository > Protected branches',
    ]],
    ['a branch of which nothing is known', 'deploy', unset('CI_COMMIT_REF_PROTECTED', 'CI_COMMIT_REF_NAME'), [
      'this branch is not protected, so anybody could deploy from it: Settings > Repository > Protected branches',
    ]],
  ])('%s', (_, access, variables, problems) => {
    expect(accessProblems(STAGE, access, { ...JOB, ...variables })).toEqual(problems);
  });

  test('everything at once', () => {
    const lines = accessProblems(STAGE, 'deploy', {});
    expect(lines.map((line) => line.split(' is ')[0])).toEqual(['this branch', 'AWS_ROLE_ARN', 'AWS_REGION']);
    expect(lines.every((line) => line.includes('Settings > '))).toBe(true);
  });

  test('no secret', () => {
    const all = [{}, KEYS, { AWS_ACCESS_KEY_ID: 'AKIA' }, { AWS_SECRET_ACCESS_KEY: 'secret' }, { AWS_ROLE_ARN: 'x' }, { AWS_REGION: '' }];
    expect(JSON.stringify(all.flatMap((variables) => accessProblems(STAGE, 'deploy', { ...JOB, ...variables })))).not.toMatch(/AKIA|secret|signature/);
  });
});

describe('the work of a command', () => {
  const set = (variables: Environment) => {
    for (const [name, value] of Object.entries(variables)) if (value !== undefined) process.env[name] = value;
  };

  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (/^(AWS_|CI_)/.test(name)) delete process.env[name];
  });

  test('is done with the credentials at hand on a laptop', async () => {
    expect(await withPipelineAccess(STAGE, 'deploy', async () => process.env.AWS_WEB_IDENTITY_TOKEN_FILE ?? 'done')).toBe('done');
  });

  test.each(['false', '0'])('is done with the credentials at hand where the pipeline is switched off by GITLAB_CI=%s', async (off) => {
    set({ ...JOB, GITLAB_CI: off });
    expect(await withPipelineAccess(STAGE, 'deploy', async () => process.env.AWS_WEB_IDENTITY_TOKEN_FILE ?? 'done')).toBe('done');
  });

  test('is done in the region that its stage says, on a laptop too', async () => {
    set({ AWS_REGION: 'us-east-1' });
    expect(await withPipelineAccess({ ...STAGE, region: 'eu-west-1' }, 'deploy', async () => process.env.AWS_REGION)).toBe('eu-west-1');
    set({ AWS_REGION: 'us-east-1' });
    expect(await withPipelineAccess(STAGE, 'deploy', async () => process.env.AWS_REGION)).toBe('us-east-1');
  });

  test('is not begun in a job that misses something', async () => {
    set({ GITLAB_CI: 'true' });
    let begun = false;
    const failure = await failureOf(() => withPipelineAccess(STAGE, 'deploy', async () => { begun = true; }));
    expect(failure).toMatchObject({ code: 78, where: 'the CI/CD settings of this project', fix: expect.stringContaining('docs/gitlab.md') });
    const lines = accessProblems(STAGE, 'deploy', {}).map((problem) => `  - ${problem}`);
    expect(failure.message.split('\n')).toEqual(['this job cannot reach production:', ...lines]);
    expect(begun).toBe(false);
  });

  test("is done with the job's token, in a file that nobody else can read and that is gone then", async () => {
    set({ ...JOB, GITLAB_CI: 'true', CI_PROJECT_ID: '7', CI_JOB_ID: '42', AWS_ID_TOKEN: '%s$x\n' });
    const seen = await withPipelineAccess(STAGE, 'deploy', async () => {
      const file = process.env.AWS_WEB_IDENTITY_TOKEN_FILE!;
      const modes = [file, dirname(file)].map((path) => (statSync(path).mode % 0o1000).toString(8));
      return { file, content: readFileSync(file, 'utf8'), modes, session: process.env.AWS_ROLE_SESSION_NAME };
    });
    expect(seen).toMatchObject({ content: '%s$x\n', modes: ['600', '700'], session: 'gitlab-7-42' });
    expect(existsSync(dirname(seen.file))).toBe(false);
  });

  test.each([['deploy', ROLE], ['read-only', LOOK]] as const)('gets the role that is for it, and no other: %s', async (access, role) => {
    set({ ...JOB, GITLAB_CI: 'true' });
    expect(await withPipelineAccess(STAGE, access, async () => process.env.AWS_ROLE_ARN)).toBe(role);
  });

  test('gets what its stage says, whatever variables say', async () => {
    set({ ...JOB, GITLAB_CI: 'true' });
    const [roleArn, readOnlyRoleArn] = [`${ROLE}-own`, `${LOOK}-own`];
    const stage = { ...STAGE, region: 'eu-west-1', roleArn, readOnlyRoleArn };
    const seen = async () => [process.env.AWS_ROLE_ARN, process.env.AWS_REGION];
    expect(await withPipelineAccess(stage, 'deploy', seen)).toEqual([roleArn, 'eu-west-1']);
    expect(await withPipelineAccess(stage, 'read-only', seen)).toEqual([readOnlyRoleArn, 'eu-west-1']);
  });

  test('leaves no token behind when it fails', async () => {
    set({ ...JOB, GITLAB_CI: 'true' });
    let file = '';
    const work = async () => {
      file = process.env.AWS_WEB_IDENTITY_TOKEN_FILE!;
      throw new Error('the stack is broken');
    };
    await expect(withPipelineAccess(STAGE, 'read-only', work)).rejects.toThrow('the stack is broken');
    expect(file).not.toBe('');
    expect(existsSync(dirname(file))).toBe(false);
  });

  test('uses keys as they are where a project has no OpenID Connect', async () => {
    set({ ...JOB, ...KEYS, GITLAB_CI: 'true' });
    delete process.env.AWS_ROLE_ARN;
    expect(await withPipelineAccess(STAGE, 'deploy', async () => process.env.AWS_WEB_IDENTITY_TOKEN_FILE)).toBeUndefined();
  });
});
