import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { ACCOUNT, type Answers, StandInAws } from './stand-in-aws';
import type { StageSettings } from '../../src/config/settings';
import { stageClients } from '../../src/deploy/clients';
import { type StackChange, requireReady } from '../../src/deploy/readiness';
import { CONDITIONS } from '../../src/deploy/stack-status';
import { failureOf } from '../project/workspace';

const STAGE: StageSettings = { name: 'development', production: false, modes: ['docker'], account: ACCOUNT };
const NEED = { parameter: '/cdk-bootstrap/hnb659fds/version', version: 6, qualifier: 'hnb659fds' };

let aws: StandInAws;

async function ready(answers: Answers = {}, { stage = STAGE, bootstrap = NEED, change = 'deploy' as StackChange, env = {} } = {}) {
  aws = await StandInAws.start(answers);
  for (const name of Object.keys(process.env)) if (/^AWS_|proxy$/i.test(name)) delete process.env[name];
  Object.assign(process.env, aws.env, env);
  return requireReady({ stage, clients: stageClients(), stacks: [{ name: 'shop-development' }], bootstrap, change });
}

const refusal = (...args: Parameters<typeof ready>) => failureOf(() => ready(...args));
const stackIs = (StackStatus: string): Answers => ({
  DescribeStacks: { result: { Stacks: [{ StackName: 'shop-development', StackStatus, CreationTime: new Date(), StackStatusReason: 'it says why' }] } },
});

test('a stage that can be deployed is told apart by account and region', async () => {
  expect(await ready()).toEqual({ account: ACCOUNT, region: 'eu-central-1' });
  expect(aws.asked).toEqual(['GetCallerIdentity', 'GetParameter', 'DescribeStacks']);
});

test('no region is asked for nothing', async () => {
  expect(await refusal({}, { env: { AWS_REGION: '' } })).toMatchObject({ code: 78, message: 'nothing says which region development is in', fix: expect.stringContaining('AWS_REGION') });
  expect(aws.asked).toEqual([]);
});

describe('credentials', () => {
  test.each([
    ['ExpiredToken', 77, 'the credentials have expired'], ['ExpiredTokenException', 77, 'the credentials have expired'],
    ['InvalidClientTokenId', 77, 'AWS refuses these credentials'], ['SignatureDoesNotMatch', 77, 'AWS refuses these credentials'],
    ['RequestTimeTooSkewed', 77, 'AWS refuses the time of this machine'], ['Throttling', 75, 'AWS is asked too often'],
    ['ServiceUnavailable', 75, 'AWS has a fault'],
  ])('that AWS answers with %s: %i', async (error, code, what) => {
    const failure = await refusal({ GetCallerIdentity: { error, status: error === 'ServiceUnavailable' ? 503 : 403 } });
    expect(failure).toMatchObject({ code, message: expect.stringContaining(what) });
    expect(new Set(aws.asked)).toEqual(new Set(['GetCallerIdentity']));
  });

  test('that are not there: 77', async () => {
    expect(await refusal({}, { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } })).toMatchObject({ code: 77, message: expect.stringContaining('there are no credentials') });
    expect(aws.asked).toEqual([]);
  });

  test('of another account: 78, and no more is asked', async () => {
    expect(await refusal({}, { stage: { ...STAGE, account: '210987654321' } })).toMatchObject({
      code: 78, message: `development is in the account 210987654321, and these credentials are of ${ACCOUNT}`, fix: expect.stringContaining('AWS_PROFILE'),
    });
    expect(aws.asked).toEqual(['GetCallerIdentity']);
  });

  test('of any account do where a stage names none', async () => {
    expect(await ready({}, { stage: { ...STAGE, account: undefined } })).toMatchObject({ account: ACCOUNT });
  });
});

describe('the bootstrap', () => {
  test('that is not there: 78, and the command that makes it', async () => {
    expect(await refusal({ GetParameter: { error: 'ParameterNotFound' } })).toMatchObject({
      code: 78, message: `${ACCOUNT}/eu-central-1 is not bootstrapped for the CDK`, where: NEED.parameter, fix: `npx cdk bootstrap --app '' aws://${ACCOUNT}/eu-central-1`,
    });
    expect(aws.asked).not.toContain('DescribeStacks');
  });

  test('that is too old: 78, with both versions', async () => {
    const failure = await refusal({ GetParameter: { result: { Parameter: { Value: '5' } } } });
    expect(failure).toMatchObject({ code: 78, message: expect.stringMatching(/is of version 5, and development needs 6$/) });
  });

  test('by its own qualifier is asked for by that, and made with it', async () => {
    const bootstrap = { parameter: '/cdk-bootstrap/shop/version', version: 6, qualifier: 'shop' };
    const failure = await refusal({ GetParameter: ({ Name }) => (Name === bootstrap.parameter ? { error: 'ParameterNotFound' } : { result: {} }) }, { bootstrap });
    expect(failure.fix).toBe(`npx cdk bootstrap --app '' aws://${ACCOUNT}/eu-central-1 --qualifier shop`);
  });

  test('that the caller may not see is left to AWS', async () => {
    expect(await ready({ GetParameter: { error: 'AccessDeniedException' } })).toMatchObject({ account: ACCOUNT });
  });
});

describe('a stack', () => {
  test.each<[StackStatus, StackChange, string]>([
    ['ROLLBACK_FAILED', 'deploy', 'npx projen destroy development'], ['DELETE_FAILED', 'rollback', 'npx projen destroy development'],
    ['UPDATE_ROLLBACK_FAILED', 'deploy', 'correct what failed, then npx projen rollback development'], ['IMPORT_ROLLBACK_FAILED', 'destroy', 'see the stack'],
  ])('that is %s stops %s: 69, with why and what to do', async (status, change, fix) => {
    expect(await refusal(stackIs(status), { change })).toMatchObject({
      code: 69, message: expect.stringMatching(new RegExp(`^shop-development is ${status}: `)), output: 'it says why', fix: expect.stringContaining(fix),
    });
  });

  test.each<[StackStatus, StackChange]>([
    ['ROLLBACK_COMPLETE', 'deploy'], ['REVIEW_IN_PROGRESS', 'deploy'], ['UPDATE_IN_PROGRESS', 'deploy'], ['UPDATE_ROLLBACK_COMPLETE', 'deploy'],
    ['UPDATE_ROLLBACK_FAILED', 'rollback'], ['UPDATE_FAILED', 'rollback'], ['DELETE_FAILED', 'destroy'], ['ROLLBACK_FAILED', 'destroy'],
  ])('that is %s does not stop %s', async (status, change) => {
    expect(await ready(stackIs(status), { change })).toMatchObject({ account: ACCOUNT });
  });

  test('that the caller may not see is left to AWS', async () => {
    expect(await ready({ DescribeStacks: { error: 'AccessDenied', status: 403 } })).toMatchObject({ account: ACCOUNT });
  });

  test('is busy when its status says so, unless it waits for its first change set', () => {
    const busy = Object.entries(CONDITIONS).filter(([, condition]) => condition === 'busy').map(([status]) => status);
    const inProgress = Object.keys(CONDITIONS).filter((status) => status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS');
    expect(busy.sort()).toEqual(inProgress.sort());
  });
});
