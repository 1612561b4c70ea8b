import { PackageServer } from './package-server';
import { docker } from '../../../src/docker/docker';
import { Checkout, lock } from '../../project/checkout';
import type { Child } from '../../project/child';
import { wheel } from '../../project/wheels';
import { eventually } from '../../project/workspace';

jest.setTimeout(120_000);

const WHEELS = ['money', 'dates'].map((name) => wheel(name));

/** A build that waits for an index that does not answer: its installer is running. */
async function waitingBuild(): Promise<{ checkout: Checkout; run: Child; server: PackageServer }> {
  const server = await PackageServer.start(WHEELS);
  server.fault = () => undefined;
  const checkout = Checkout.with({ orders: { 'requirements.txt': lock(WHEELS) } });
  const run = checkout.start({ UV_DEFAULT_INDEX: server.url });
  await eventually(() => checkout.processes().some((command) => /uv pip install/.test(command)), 30);
  return { checkout, run, server };
}

/** How it ended after a signal. */
function stopped(run: Child, signal: NodeJS.Signals, to: 'the process' | 'its group') {
  if (to === 'its group') run.killGroup(signal);
  else run.kill(signal);
  return run.ended(30);
}

describe.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)('%s', (signal, expected) => {
  test.each(['the process', 'its group'] as const)(`to %s ends a build with ${expected}, its children and folders, and blames nothing else`, async (to) => {
    const { checkout, run, server } = await waitingBuild();
    const { code, signal: by, stderr } = await stopped(run, signal, to);
    expect({ code, by }).toEqual({ code: expected, by: null });
    await eventually(() => checkout.processes().length === 0);
    expect(checkout.leftovers()).toEqual([]);
    expect(checkout.contents()).toEqual({});
    expect(stderr).not.toMatch(/fix|could not be installed/);
    server.fault = undefined;
    expect(await checkout.build({ UV_DEFAULT_INDEX: server.url })).toMatchObject({ code: 0 });
    expect(checkout.leftovers()).toEqual([]);
  });
});

test('a build that waits for another one is stopped by itself, and the other goes on', async () => {
  const { checkout, run: holder, server } = await waitingBuild();
  const waiting = checkout.start({ UV_DEFAULT_INDEX: server.url });
  await new Promise((done) => setTimeout(done, 1500));
  const { code, signal: by } = await stopped(waiting, 'SIGINT', 'its group');
  expect([130, 'SIGINT']).toContain(code ?? by); // a shell calls both 130
  expect(checkout.processes().some((command) => /uv pip install/.test(command))).toBe(true);
  expect(await stopped(holder, 'SIGINT', 'its group')).toMatchObject({ code: 130 });
  expect(checkout.leftovers()).toEqual([]);
});

/** Containers of a checkout, whatever their state. */
async function containersOf(checkout: Checkout): Promise<string[]> {
  const { stdout } = await docker(['ps', '--all', '--filter', 'label=python-lambda-bundling', '--format', '{{.Labels}} {{.State}}'], 30);
  return stdout.split('\n').filter((line) => line.includes(checkout.root));
}

/** A build in the real engine that waits in its container for an index that leads nowhere. */
async function dockerBuild(): Promise<{ checkout: Checkout; run: Child }> {
  const checkout = Checkout.with({ orders: { 'requirements.txt': lock(WHEELS) } });
  // 192.0.2.1 is of a network for documentation, where nothing answers.
  const run = checkout.start({ BUNDLING_MODE: 'docker', UV_DEFAULT_INDEX: 'http://192.0.2.1/simple', UV_HTTP_TIMEOUT: '60', NO_PROXY: '*' });
  for (let tries = 0; !(await containersOf(checkout)).some((line) => line.endsWith('running')); tries++) {
    if (tries > 100) throw new Error(`no container was started: ${run.stderr}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  return { checkout, run };
}

describe('with a container at work', () => {
  test('SIGINT removes it and ends with 130', async () => {
    const { checkout, run } = await dockerBuild();
    const { code, stderr } = await stopped(run, 'SIGINT', 'its group');
    expect(await containersOf(checkout)).toEqual([]);
    expect(checkout.leftovers()).toEqual([]);
    expect(stderr).not.toContain('fix');
    expect(code).toBe(130);
  });

  test('a kill leaves it, and the next build removes it', async () => {
    const { checkout, run } = await dockerBuild();
    run.kill();
    await run.ended();
    expect(await containersOf(checkout)).toHaveLength(1);
    const next = await checkout.build({ BUNDLING_MODE: 'docker', BUNDLING_DEADLINE_SECONDS: '15', UV_DEFAULT_INDEX: 'http://192.0.2.1/simple', UV_HTTP_TIMEOUT: '2', UV_HTTP_RETRIES: '0' });
    expect(next.code).not.toBe(0);
    expect(await containersOf(checkout)).toEqual([]);
    expect(checkout.leftovers()).toEqual([]);
  });
});
