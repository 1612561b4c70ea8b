import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { knownPlan } from '../../src/bundling/plan';
import { decideFor, resolvePlan, settledPlan } from '../../src/bundling/resolution';
import { Store } from '../../src/bundling/store/store';
import { PolicyError } from '../../src/config/policy';
import { fakeProgram, functionSettings, workspaceWith } from '../project/workspace';

const fn = functionSettings('orders');
const workspace = () => workspaceWith({ orders: {} });

async function store(at: ReturnType<typeof workspace>, mode: 'docker' | 'local'): Promise<string> {
  const { key } = knownPlan(at, fn, mode, 'develop')!;
  await Store.of(at).publish(key, async () => ({ mode, pythonVersion: '3.13', architecture: 'x86_64', packages: [] }));
  return key;
}

describe('the decision for a function', () => {
  test("follows its own policy and this process's environment", () => {
    expect(decideFor(fn)).toMatchObject({ purpose: 'develop', mode: 'auto' });
    process.env.CI = 'true';
    expect(decideFor(fn)).toMatchObject({ purpose: 'unit', mode: 'skip' });
    process.env.BUNDLING_PURPOSE = 'release';
    expect(decideFor(functionSettings('orders', { policy: { ...fn.policy, release: 'in-image' } }))).toMatchObject({ purpose: 'release', mode: 'in-image' });
  });

  test('takes Docker for the build image where that is not around it, in no pipeline, and with a key of its own', () => {
    process.env.BUNDLING_PURPOSE = 'release';
    const inImage = functionSettings('orders', { policy: { ...fn.policy, release: 'in-image' } });
    expect(decideFor(inImage)).toMatchObject({ mode: 'docker', insteadOf: 'in-image' });
    expect(decideFor(fn)).not.toHaveProperty('insteadOf');
    const at = workspaceWith({ orders: { 'requirements.txt': '' } });
    expect(settledPlan(at, inImage, decideFor(inImage))?.key).toMatch(/^docker-/);
  });

  test.each([
    [{ BUNDLING_PURPOSE: 'prod' }, "BUNDLING_PURPOSE is 'prod'"],
    [{ BUNDLING_PURPOSE: 'release', BUNDLING_MODE: 'skip' }, 'a release must be built'],
  ])('that cannot be, %j, is refused with the variable', (environment, message) => {
    Object.assign(process.env, environment);
    expect(() => decideFor(fn)).toThrow(PolicyError);
    expect(() => decideFor(fn)).toThrow(message);
  });
});

describe('a plan without asking an engine', () => {
  const asked = () => join(dirname(process.env.CDK_DOCKER!), 'asked');

  beforeEach(() => {
    process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\n: > "${0%/*}/asked"\n');
  });

  afterEach(() => {
    expect(existsSync(asked())).toBe(false);
  });

  test.each(['docker', 'local', 'in-image'] as const)('is that of the mode %s, if the policy says so', (mode) => {
    Object.assign(process.env, { BUNDLING_MODE: mode });
    expect(settledPlan(workspace(), fn, decideFor(fn))?.mode).toBe(mode);
  });

  test('is missing for auto, if there is no bundle', () => {
    expect(settledPlan(workspace(), fn, decideFor(fn))).toBeUndefined();
  });

  test('is that of the bundle that is there for auto, one made in Docker first', async () => {
    const at = workspace();
    const local = await store(at, 'local');
    expect(settledPlan(at, fn, decideFor(fn))?.key).toBe(local);
    const docker = await store(at, 'docker');
    expect(settledPlan(at, fn, decideFor(fn))?.key).toBe(docker);
    expect((await resolvePlan(at, fn)).key).toBe(docker);
  });
});

describe('a plan for auto without a bundle', () => {
  /** The engine is asked once in a process, so each test takes the module anew. */
  async function modeWith(program: string, environment: Record<string, string> = {}): Promise<string> {
    Object.assign(process.env, environment, { CDK_DOCKER: program });
    jest.resetModules();
    const fresh = jest.requireActual<typeof import('../../src/bundling/resolution')>('../../src/bundling/resolution');
    return (await fresh.resolvePlan(workspace(), fn)).mode;
  }

  test('is for Docker if an engine answers', async () => {
    expect(await modeWith(fakeProgram('docker', '#!/bin/sh\necho 27.5.1\n'))).toBe('docker');
  });

  test('is for this host if none does', async () => {
    expect(await modeWith('surely-no-docker')).toBe('local');
  });

  test('is made for skip, too: who asks for a bundle wants one', async () => {
    expect(await modeWith('surely-no-docker', { BUNDLING_PURPOSE: 'unit' })).toBe('local');
  });
});
