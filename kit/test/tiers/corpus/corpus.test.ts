import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Bundle } from '../../../src/bundling/bundle';
import { thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { installRuntimeClient } from '../../../src/testing/runtime-client';
import { requireInterpreter } from '../../../src/toolchain/interpreter';
import { findUv } from '../../../src/toolchain/uv';
import { Examination } from '../../corpus/examination';
import { PENDING } from '../../corpus/pending';
import { SHAPES } from '../../corpus/shapes';

jest.setTimeout(180_000);

/** From a handler's name to what Lambda calls, by AWS's own runtime client: handler, folder of the bundle, folder of the client. */
const LOAD = 'import sys; sys.path[:0] = sys.argv[2:4]; from awslambdaric.bootstrap import _get_handler; sys.exit(not callable(_get_handler(sys.argv[1])))';
const VERSION = '3.13';

let uv: string;
let python: string;
let client: string;

beforeAll(async () => {
  const tools = toolsDirectory(thisWorkspace());
  uv = await findUv(tools);
  python = await requireInterpreter(VERSION, uv);
  client = await installRuntimeClient(tools, uv, python, VERSION);
});

beforeEach(() => {
  process.env.BUNDLING_MODE = 'local';
  if (uv !== 'uv') process.env.PATH = `${join(uv, '..')}:${process.env.PATH}`;
});

describe.each(SHAPES.map((shape) => ({ name: shape.name, shape })))('$name', ({ name, shape }) => {
  if (PENDING.includes(name)) {
    test('is not as it must be yet, or else it is still in pending.ts', async () => {
      await expect(new Examination(shape).hold(shape.outcome, load)).rejects.toThrow();
    });
  } else {
    test('is as it must be', () => new Examination(shape).hold(shape.outcome, load));
  }
});

test('functions of one folder share their packages, and are one artifact', async () => {
  const shape = SHAPES.find(({ name }) => name === 'several functions of one folder')!;
  await new Examination(shape).hold(shape.outcome, (bundles) => {
    expect(bundles).toHaveLength(2);
    expect(new Set(bundles.map(({ plan }) => plan.dependencies.map(({ key }) => key).join())).size).toBe(1);
    expect(new Set(bundles.map(({ stored }) => stored.manifest.artifact.sha256)).size).toBe(1);
  });
});

function load(bundles: readonly Bundle[]): void {
  for (const { plan: { function: fn }, stored } of bundles) {
    if (fn.pythonVersion !== VERSION) continue; // the client is for one
    execFileSync(python, ['-I', '-B', '-c', LOAD, fn.handler, stored.directory, client], { timeout: 60_000, stdio: ['ignore', 'ignore', 'pipe'] });
  }
}
