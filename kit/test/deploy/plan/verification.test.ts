import { CloudFormationStandIn, type StandInChangeSet, type StandInStack } from './cloudformation-stand-in';
import { stageClients } from '../../../src/deploy/clients';
import { CloudFormation } from '../../../src/deploy/plan/cloudformation';
import { type Plan, PLAN_VERSION, withId } from '../../../src/deploy/plan/plan';
import { type ComparedStack, plannedStack } from '../../../src/deploy/plan/preparation';
import { type Template, parseTemplate } from '../../../src/deploy/plan/template';
import { verifyPlan } from '../../../src/deploy/plan/verification';
import { failureOf } from '../../project/workspace';

const BEFORE = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 1 } } }, Parameters: { Size: { Type: 'String', Default: 'small' } } };
const AFTER = { ...BEFORE, Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 2 } } } };
const STACK: StandInStack = { name: 'shop', id: 'arn:stack/shop', template: JSON.stringify(BEFORE) };
const ARN = 'arn:aws:cloudformation:eu-central-1:123456789012:changeSet/plan-1/uuid';
const CHANGE = '<member><Type>Resource</Type><ResourceChange><Action>Modify</Action><LogicalResourceId>Queue</LogicalResourceId>'
  + '<ResourceType>AWS::SQS::Queue</ResourceType><Replacement>False</Replacement></ResourceChange></member>';
const CHANGE_SET: StandInChangeSet = { arn: ARN, name: 'plan-1', stack: 'shop', template: JSON.stringify(AFTER), pages: [CHANGE] };
const PLACE = { account: '123456789012', region: 'eu-central-1' };

let aws: CloudFormationStandIn;
const variables = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'];
const before = variables.map((name) => [name, process.env[name]] as const);

beforeAll(async () => {
  aws = await CloudFormationStandIn.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  cloudFormation = new CloudFormation(stageClients());
});

afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await aws.stop();
});

beforeEach(() => {
  aws.stacks = [STACK];
  aws.changeSets = [CHANGE_SET];
});

let cloudFormation: CloudFormation;

async function state(template: Template = AFTER): Promise<ComparedStack> {
  const text = JSON.stringify(template);
  return { stack: { id: 'Shop', name: 'shop', template: 'shop.template.json' }, text, template: parseTemplate(text), deployed: await cloudFormation.stack('shop') };
}

async function plan(): Promise<Plan> {
  const changeSet = (await cloudFormation.changeSet('shop', ARN))!;
  return withId({ planVersion: PLAN_VERSION, stage: 'production', ...PLACE, digest: 'd', stacks: [plannedStack(await state(), { step: 'execute', changeSet })] });
}

async function verify(planned: Plan): Promise<void> {
  await verifyPlan(planned, { stage: 'production', digest: 'd', place: await cloudFormation.place(), states: [await state()] }, cloudFormation);
}

/** What is said of a plan, after something happened to what it was made of. */
async function saidAfter(event: () => void): Promise<{ code: number; message: string; fix: string }> {
  const planned = await plan();
  event();
  const { code, message, fix } = await failureOf(() => verify(planned));
  return { code, message, fix };
}

test('a plan of what is there is carried out', async () => {
  await expect(verify(await plan())).resolves.toBeUndefined();
});

describe.each<[string, Partial<StandInChangeSet>, number, RegExp]>([
  ['was executed', { execution: 'EXECUTE_COMPLETE' }, 75, /^this plan was carried out$/],
  ['was executed and failed', { execution: 'EXECUTE_FAILED' }, 75, /^this plan was carried out$/],
  ['is being executed', { execution: 'EXECUTE_IN_PROGRESS' }, 75, /^this plan was carried out$/],
  ['is obsolete', { execution: 'OBSOLETE' }, 65, /shop: its change set cannot be executed: CREATE_COMPLETE, OBSOLETE/],
  ['failed', { status: 'FAILED', execution: 'UNAVAILABLE' }, 65, /cannot be executed: FAILED, UNAVAILABLE/],
  ['is being deleted', { status: 'DELETE_IN_PROGRESS', execution: 'UNAVAILABLE' }, 65, /cannot be executed/],
  ['holds another template', { template: JSON.stringify(BEFORE) }, 65, /shop: its change set holds another template than the assembly/],
  ['is another one under the same name', { arn: `${ARN}-2` }, 65, /shop: its change set is gone, whatever has its name now/],
  ['is of another stack', { stack: 'other' }, 65, /shop: its change set is gone/],
  ['sets a parameter of its own', { parameters: '<member><ParameterKey>Size</ParameterKey><ParameterValue>large</ParameterValue></member>' }, 65, /sets parameters .*: Size/],
  ['does something else', { pages: [CHANGE.replace('Modify', 'Remove')] }, 65, /shop: it shows something else than it would do/],
])('a plan whose change set %s', (_, now, code, message) => {
  test(`is refused with ${code}`, async () => {
    const said = await saidAfter(() => { aws.changeSets = [{ ...CHANGE_SET, ...now }]; });
    expect(said).toMatchObject({ code, fix: 'plan again: npx projen plan production' });
    expect(said.message).toMatch(message);
  });
});

describe.each<[string, () => void, number, RegExp]>([
  ['was updated', () => { aws.stacks = [{ ...STACK, updated: '2026-11-02T10:00:00Z' }]; }, 65, /it was deployed since the plan was made: at 2026-11-02T10:00:00.000Z, and the plan starts from 2026-11-01T10:00:00.000Z/],
  ['has another template', () => { aws.stacks = [{ ...STACK, template: JSON.stringify(AFTER) }]; }, 65, /it was deployed since/],
  ['is gone', () => { aws.stacks = []; }, 65, /it was removed since/],
  ['was made anew', () => { aws.stacks = [{ ...STACK, id: 'arn:stack/other' }]; }, 65, /removed and created anew/],
  ['is being updated', () => { aws.stacks = [{ ...STACK, status: 'UPDATE_IN_PROGRESS' }]; }, 75, /is being changed right now: UPDATE_IN_PROGRESS/],
  ['has executed the change set, which is gone', () => { aws.stacks = [{ ...STACK, changeSet: ARN }]; aws.changeSets = []; }, 75, /^this plan was carried out$/],
  ['is in another account', () => { aws.account = '210987654321'; }, 65, /for the account 123456789012, and the credentials are of 210987654321/],
])('a plan whose stack %s', (_, event, code, message) => {
  afterEach(() => { aws.account = PLACE.account; });

  test(`is refused with ${code}`, async () => {
    const said = await saidAfter(event);
    expect(said.code).toBe(code);
    expect(said.message).toMatch(message);
  });
});

test('AWS that refuses to answer is no change set that is gone', async () => {
  const planned = await plan();
  aws.changeSets = [];
  jest.spyOn(aws as unknown as { result: () => unknown }, 'result').mockReturnValueOnce({ error: 'AccessDenied' });
  await expect(verify(planned)).rejects.toThrow(expect.objectContaining({ name: 'AccessDenied' }));
});

test('a parameter that the stack has is handed over', async () => {
  const value = '<member><ParameterKey>Size</ParameterKey><ParameterValue>large</ParameterValue></member>';
  aws.stacks = [{ ...STACK, parameters: value }];
  aws.changeSets = [{ ...CHANGE_SET, parameters: value }];
  await expect(verify(await plan())).resolves.toBeUndefined();
});

test('a stack that waits for its first change set is not there', async () => {
  aws.stacks = [{ ...STACK, status: 'REVIEW_IN_PROGRESS' }];
  expect(await cloudFormation.stack('shop')).toBeUndefined();
});

test('all pages of a change set are read, and the values of properties are asked for', async () => {
  aws.changeSets = [{ ...CHANGE_SET, pages: [CHANGE, '', CHANGE.replaceAll('Queue<', 'Other<')] }];
  const { changes } = (await cloudFormation.changeSet('shop', ARN))!;
  expect(changes.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['Queue', 'Other']);
  expect(aws.asked.filter((asked) => asked.get('Action') === 'DescribeChangeSet').at(-1)!.get('IncludePropertyValues')).toBe('true');
});
