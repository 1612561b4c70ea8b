import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Local } from './local-process';
import { thisWorkspace } from '../../../src/config/workspace';

jest.setTimeout(180_000);

const { root, settings } = thisWorkspace();

let local: Local;
let environment: Record<string, string>;

beforeAll(async () => {
  local = new Local();
  environment = await local.environment();
});

afterAll(() => { local.child.kill('SIGKILL'); });

test('every function answers, and none with an error', () => {
  const invocations = local.invocations();
  expect([...new Set(invocations.map((invocation) => invocation.function))].sort()).toEqual(Object.keys(settings.functions).sort());
  expect(invocations.filter(({ error }) => error)).toEqual([]);
});

test('Ctrl-C ends it with 130, and nothing is left running or lying about', async () => {
  local.child.kill('SIGINT');
  expect(await local.ended).toBe(130);
  await expect(fetch(environment.AWS_ENDPOINT_URL)).rejects.toThrow();
  expect(readdirSync(join(root, '.toolchain')).filter((name) => name.startsWith('ministack-run-'))).toEqual([]);
});
