import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { thisWorkspace } from '../../../src/config/workspace';
import { PROGRAM } from '../../../src/kernel/program';
import type { SampleAnswer } from '../../../src/local-aws';
import { Child } from '../../project/child';

jest.setTimeout(180_000);

const { root, settings } = thisWorkspace();

let local: Child;
let address: string;

beforeAll(async () => {
  local = Child.node([PROGRAM, 'local', '--keep', '--json'], { cwd: root });
  [, address] = await local.printed(/export AWS_ENDPOINT_URL=(\S+)/, 170);
  await local.printed(/\n\}\n$/); // the whole document: the two streams do not arrive in order
});

test('every function answers, and none with an error', () => {
  const { invocations } = JSON.parse(local.stdout) as { invocations: SampleAnswer[] };
  expect([...new Set(invocations.map((invocation) => invocation.function))].sort()).toEqual(Object.keys(settings.functions).sort());
  expect(invocations.filter(({ error }) => error)).toEqual([]);
});

test('Ctrl-C ends it with 130, and nothing is left running or lying about', async () => {
  expect(itsFolders()).toHaveLength(1);
  local.kill('SIGINT');
  expect(await local.ended()).toMatchObject({ code: 130 });
  await expect(fetch(address)).rejects.toThrow();
  expect(itsFolders()).toEqual([]);
});

/** Of this `local`: other tests run MiniStack from the same folder meanwhile. */
function itsFolders(): string[] {
  return readdirSync(join(root, '.toolchain')).filter((name) => name.startsWith(`ministack-run-${local.pid}-`));
}
