import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { StandInAws } from './stand-in-aws';
import type { AssembledFunction } from '../../src/assembly/assembly';
import { physicalName, readSamples, smokeEvents } from '../../src/deploy/invocation';
import { failureOf, workspaceWith } from '../project/workspace';

test('a deployed function is sent its events as they are written, long numbers included', () => {
  const text = '{\n  "id": 9007199254740993\n}\n';
  expect([...readSamples(workspaceWith({ orders: { 'events/long.json': text } })).values()]).toEqual([[{ name: 'long.json', payload: text }]]);
});

test('a function without events is sent an empty one, and what an event must be answered is none', () => {
  const samples = readSamples(workspaceWith({ orders: { 'events/a.json': '1', 'events/a.expected.json': '2' }, reports: {} }));
  expect(samples.get('orders')).toEqual([{ name: 'a.json', payload: '1', expected: { value: 2 } }]);
  expect(samples.get('reports')).toEqual([{ name: '(empty event)', payload: '{}' }]);
});

test('every bad event is told, before anything is made', async () => {
  const workspace = workspaceWith({ orders: { 'events/torn.json': '{' }, reports: { 'events/good.json': '{}', 'events/mark.json': '\uFEFF{}' } });
  expect(await failureOf(() => readSamples(workspace))).toMatchObject({
    code: 65, message: '2 sample events cannot be sent', where: 'lambda_src/orders/events/torn.json, lambda_src/reports/events/mark.json',
    output: expect.stringMatching(/torn\.json: it is not JSON.*\n.*mark\.json: it begins with a byte order mark/),
  });
});

describe('the events of a smoke test', () => {
  const eventsOf = (...smoke: string[]) => {
    const workspace = workspaceWith({ orders: { 'events/status.json': '9007199254740993', 'events/torn.json': '{' } });
    return smokeEvents(workspace, { ...workspace.settings.functions.orders, smoke });
  };

  test('are sent as they are written, and no other one is looked at', () => {
    expect(eventsOf('status.json')).toEqual([{ name: 'status.json', payload: '9007199254740993' }]);
  });

  test.each([['torn.json', /is not JSON/], ['gone.json', /is not there/]])('%s is refused before anything is invoked', async (event, why) => {
    expect(await failureOf(() => eventsOf('status.json', event))).toMatchObject({
      code: 65, where: `lambda_src/orders/events/${event}`, output: expect.stringMatching(why),
    });
  });
});

test('a function of a nested stack is called by the name that it has there, whatever its template is called', async () => {
  const names: Record<string, string> = { 'shop/Nested': 'arn:shop-Nested-1A', 'arn:shop-Nested-1A/Orders': 'shop-Nested-Orders-2B' };
  const aws = await StandInAws.start({
    DescribeStackResource: ({ StackName, LogicalResourceId }) => ({ result: { StackResourceDetail: { PhysicalResourceId: names[`${StackName}/${LogicalResourceId}`] } } }),
  });
  const settings = { endpoint: aws.env.AWS_ENDPOINT_URL, region: 'eu-central-1', credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } };
  const [cloudFormation, lambda] = [new CloudFormationClient(settings), new LambdaClient(settings)];
  expect(await physicalName({ cloudFormation, lambda }, { stack: 'shop', nesting: ['Nested'], logicalId: 'Orders' } as unknown as AssembledFunction)).toBe('shop-Nested-Orders-2B');
  cloudFormation.destroy();
  lambda.destroy();
});
