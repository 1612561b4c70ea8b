import { join } from 'node:path';
import type { Bundle } from '../../src/bundling/bundle';
import { knownPlan } from '../../src/bundling/plan';
import type { Manifest } from '../../src/bundling/store/manifest';
import { testFunction } from '../../src/testing/function-test';
import type { Invocation } from '../../src/testing/outcome';
import { functionSettings, temporaryFolder, workspaceWith, write } from '../project/workspace';

/** The slowest event of a function whose invocations are these. */
async function slowest(...invocations: Partial<Invocation>[]): Promise<number | undefined> {
  const workspace = workspaceWith({ orders: { 'requirements.txt': '' } });
  const plan = knownPlan(workspace, functionSettings('orders'), 'local', 'verify')!;
  const bundle: Bundle = { plan: { ...plan, key: 'local-abc' }, stored: { directory: temporaryFolder(), manifest: { files: [] } as unknown as Manifest }, reused: false };
  const folder = write(temporaryFolder(), Object.fromEntries(invocations.map((_, i) => [`events/${i}.json`, '{}'])));
  const left = invocations.map((one): Invocation => ({ kind: 'passed', message: '', answer: '{}', log: '', ms: 0, ...one }));
  const runtime = {
    name: 'local' as const,
    withFunction: <T>(_: unknown, work: (session: { invoke: () => Promise<Invocation>; problems: () => string[] }) => Promise<T>) =>
      work({ invoke: () => Promise.resolve(left.shift()!), problems: () => [] }),
  };
  const { slowestMs } = await testFunction(runtime, bundle, { limits: { memoryMb: 128, timeoutSeconds: 3 }, variables: {}, warnings: [] }, join(folder, 'events'));
  return slowestMs;
}

test('the slowest event is told without INIT, which Lambda does not count to the timeout', async () => {
  expect(await slowest({ ms: 2900, initMs: 2600 }, { ms: 450 }, { ms: 20 })).toBe(450);
  expect(await slowest({ ms: 2900, initMs: 2600 }, { ms: 12 })).toBe(300);
});

test('an import that failed is no event', async () => {
  expect(await slowest({ kind: 'import-error', ms: 700 })).toBeUndefined();
});
