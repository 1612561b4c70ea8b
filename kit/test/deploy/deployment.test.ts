import { type Answer, StandInAws } from './stand-in-aws';
import { CdkFailure } from '../../src/assembly/cdk';
import { stageClients } from '../../src/deploy/clients';
import { inTurn } from '../../src/deploy/deployment';
import { SilentProgress } from '../project/silent-progress';
import { failureOf } from '../project/workspace';

const NAME = 'shop-development';
const AGAIN = 'npx projen deploy development';

interface Event { readonly id: string; readonly status: string; readonly type?: string; readonly reason?: string; readonly physical?: string }

let aws: StandInAws;
/** The stack as it is at the moment, if it is there. */
let status: string | undefined;
let events: { readonly at: Date; readonly event: Event }[];
let clock: number;

beforeEach(async () => {
  [status, events, clock] = ['UPDATE_COMPLETE', [], Date.parse('2026-01-01T00:00:00Z')];
  aws = await StandInAws.start({ DescribeStacks: () => described(status), DescribeStackEvents: ({ StackName }) => eventsOf(StackName) });
  Object.assign(process.env, aws.env);
  happen({ id: NAME, status: 'UPDATE_COMPLETE', type: 'AWS::CloudFormation::Stack' });
});

function described(now: string | undefined): Answer {
  if (!now) return { error: 'ValidationError' };
  return { result: { Stacks: [{ StackName: NAME, StackStatus: now, CreationTime: new Date(0) }] } };
}

function eventsOf(stack: string): Answer {
  const own = events.filter(({ event }) => (event.physical ?? NAME) === stack || stack === NAME);
  return {
    result: {
      StackEvents: own.reverse().map(({ at, event }) => ({
        EventId: `${at.getTime()}`, StackId: `arn:${stack}`, StackName: stack, Timestamp: at, LogicalResourceId: event.id, ResourceType: event.type ?? 'AWS::Lambda::Function',
        PhysicalResourceId: event.type === 'AWS::CloudFormation::Stack' ? `arn:${stack}` : event.id, ResourceStatus: event.status, ResourceStatusReason: event.reason ?? '',
      })),
    },
  };
}

function happen(...all: Event[]): void {
  for (const event of all) events.push({ at: new Date(clock += 1000), event });
}

const said: string[] = [];
const deploy = (work: () => void, { waitSeconds = 0, stacks = [{ name: NAME }] } = {}) => inTurn({
  stage: 'development', command: AGAIN, stacks, clients: stageClients(), waitSeconds, progress: new SilentProgress(), say: (text) => said.push(text),
}, async () => work());

const cdkFails = () => { throw new CdkFailure('cdk deploy failed', { code: 69, fix: '' }); };

describe('its turn', () => {
  test.each(['UPDATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'does not come while the stack is %s: 75, and nothing is begun', async (busy) => {
      status = busy;
      let begun = false;
      expect(await failureOf(() => deploy(() => { begun = true; }))).toMatchObject({
        code: 75, message: expect.stringContaining(`${NAME} is ${busy}: another deployment is under way`), fix: expect.stringContaining(AGAIN),
      });
      expect(begun).toBe(false);
    });

  test('comes when the other one has ended', async () => {
    status = 'UPDATE_IN_PROGRESS';
    aws.change({
      DescribeStacks: () => {
        const answer = described(status);
        if (aws.asked.filter((action) => action === 'DescribeStacks').length >= 3) status = 'UPDATE_COMPLETE';
        return answer;
      },
    });
    const seen: string[] = [];
    await deploy(() => { seen.push(status!); }, { waitSeconds: 60 });
    expect(seen).toEqual(['UPDATE_COMPLETE']);
  });

  test('is at once where the stack is not there, waits for its first change set, or must not be looked at', async () => {
    let begun = 0;
    const work = () => { begun += 1; };
    status = undefined;
    await deploy(work);
    status = 'REVIEW_IN_PROGRESS';
    await deploy(work);
    aws.change({ DescribeStacks: { error: 'AccessDenied', status: 403 } });
    await deploy(work);
    expect(begun).toBe(3);
  });
});

describe('what the CDK CLI failed of', () => {
  const failure = (happening: () => void) => failureOf(() => deploy(() => {
    happening();
    cdkFails();
  }));

  test('is the first failure since, not one of an earlier deployment, and not what followed from it', async () => {
    happen({ id: 'Old', status: 'UPDATE_FAILED', reason: 'of last week' });
    const found = await failure(() => {
      happen({ id: 'Queue', status: 'UPDATE_IN_PROGRESS' }, { id: 'Orders', status: 'UPDATE_FAILED', reason: 'the role is gone' },
        { id: 'Queue', status: 'UPDATE_FAILED', reason: 'Resource update cancelled' });
      status = 'UPDATE_ROLLBACK_COMPLETE';
    });
    expect(found).toMatchObject({
      code: 69, where: 'development', message: `${NAME} is UPDATE_ROLLBACK_COMPLETE: Orders (AWS::Lambda::Function) is UPDATE_FAILED: the role is gone`,
      fix: `correct that, then ${AGAIN}`, output: `${NAME}: UPDATE_ROLLBACK_COMPLETE, changed since`,
    });
  });

  test('names what goes on with a stack whose rollback got stuck', async () => {
    const found = await failure(() => {
      happen({ id: 'Orders', status: 'UPDATE_FAILED', reason: 'the role is gone' });
      status = 'UPDATE_ROLLBACK_FAILED';
    });
    expect(found).toMatchObject({ code: 69, fix: expect.stringContaining('npx projen rollback development') });
  });

  test('is somebody else: 75, while the stack is in progress', async () => {
    expect(await failure(() => { status = 'UPDATE_IN_PROGRESS'; })).toMatchObject({
      code: 75, message: expect.stringContaining(`${NAME} is UPDATE_IN_PROGRESS: another deployment is under way`), fix: `${AGAIN}, which waits for it`,
    });
  });

  test('is somebody else: 75, where they were quicker', async () => {
    expect(await failure(() => happen({ id: 'Orders', status: 'UPDATE_COMPLETE' }))).toMatchObject({ code: 75, message: 'development was changed by somebody else in the meantime', fix: AGAIN });
  });

  test('is a change set that CloudFormation could not make', async () => {
    const found = await failure(() => aws.change({
      ListChangeSets: { result: { Summaries: [{ ChangeSetName: 'x', Status: 'FAILED', StatusReason: 'No export named shop', CreationTime: new Date(clock + 5000) }] } },
    }));
    expect(found).toMatchObject({ code: 69, message: `CloudFormation refuses to change ${NAME}: No export named shop` });
  });

  test('is before CloudFormation where nothing there has changed', async () => {
    expect(await failure(() => undefined)).toMatchObject({ code: 69, message: expect.stringContaining('before CloudFormation changed anything more'), output: `${NAME}: UPDATE_COMPLETE, as it was before` });
  });

  test.each<[string, Answer, number]>([
    ['the credentials expired in between', { error: 'ExpiredToken', status: 403 }, 77], ['AWS is asked too often', { error: 'Throttling' }, 75],
  ])('cannot be told when %s, and it says so with the next command', async (_, answer, code) => {
    const found = await failure(() => aws.change({ DescribeStacks: answer }));
    expect(found).toMatchObject({ code, message: expect.stringContaining('what state is left cannot be told'), fix: expect.stringContaining(`${AGAIN}, which waits`) });
  });

  test('that is no failure of the CLI is told as it is', async () => {
    await expect(deploy(() => { throw new RangeError('a bug'); })).rejects.toThrow(RangeError);
  });
});
