import { join } from 'node:path';
import type { Bundle } from '../../src/bundling/bundle';
import { knownPlan } from '../../src/bundling/plan';
import type { Manifest } from '../../src/bundling/store/manifest';
import { type FunctionResult, testFunction } from '../../src/testing/function-test';
import type { EventOutcome } from '../../src/testing/outcome';
import { type Files, functionSettings, temporaryFolder, workspaceWith, write } from '../project/workspace';

/** The result of a function with these events, whose invocations are these. */
async function tested(events: Files, ...invocations: Partial<EventOutcome>[]): Promise<FunctionResult> {
  const workspace = workspaceWith({ orders: { 'requirements.txt': '' } });
  const plan = knownPlan(workspace, functionSettings('orders'), 'local', 'verify')!;
  const bundle: Bundle = { plan: { ...plan, key: 'local-abc' }, stored: { directory: temporaryFolder(), artifact: '', manifest: { files: [] } as unknown as Manifest }, reused: false };
  const folder = write(temporaryFolder(), events);
  const left = invocations.map((one): EventOutcome => ({ kind: 'passed', message: '', answer: '{}', log: '', ms: 0, ...one }));
  const runtime = {
    name: 'local' as const,
    withFunction: <T>(_: unknown, work: (session: { invoke: () => Promise<EventOutcome>; problems: () => string[] }) => Promise<T>) =>
      work({ invoke: () => Promise.resolve(left.shift()!), problems: () => [] }),
  };
  return testFunction(runtime, bundle, { limits: { memoryMb: 128, timeoutSeconds: 3 }, variables: {}, warnings: [] }, join(folder, 'events'));
}

async function slowest(...invocations: Partial<EventOutcome>[]): Promise<number | undefined> {
  const events = Object.fromEntries(invocations.map((_, i) => [`events/${i}.json`, '{}']));
  return (await tested(events, ...invocations)).slowestMs;
}

test('the slowest event is told without INIT, which Lambda does not count to the timeout', async () => {
  expect(await slowest({ ms: 2900, initMs: 2600 }, { ms: 450 }, { ms: 20 })).toBe(450);
  expect(await slowest({ ms: 2900, initMs: 2600 }, { ms: 12 })).toBe(300);
});

test('an import that failed is no event', async () => {
  expect(await slowest({ kind: 'import-error', ms: 700 })).toBeUndefined();
});

test('an event that cannot be sent is told with its place in the checkout', async () => {
  const { checks } = await tested({ 'events/torn.json': '{' });
  expect(checks[1]).toEqual({ name: 'torn.json', kind: 'bad-event', message: expect.stringMatching(/not JSON/), fix: 'fix lambda_src/orders/events/torn.json', ms: 0 });
});

test('what stands in place of the folder of events is told', async () => {
  const { checks } = await tested({ events: '{}' });
  expect(checks[1]).toEqual({ name: 'events', kind: 'bad-event', message: 'it is no folder', fix: 'fix lambda_src/orders/events', ms: 0 });
});
