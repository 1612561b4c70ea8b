import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { thisWorkspace, toolsDirectory } from '../../../src/config/workspace';
import { PROGRAM } from '../../../src/kernel/program';
import type { SampleAnswer } from '../../../src/local-aws';
import { findUv } from '../../../src/toolchain/uv';
import { SAMPLE, TYPESCRIPT } from '../../project/places';
import { runNode, temporaryFolder } from '../../project/run';
import { write } from '../../project/workspace';

jest.setTimeout(300_000);

/** Answers with what it is and the event, and needs what is linked to. */
const code = (name: string, imported = '') => `${imported}\n\ndef lambda_handler(event, context):\n    return ["${name}", event]\n`;

const FILES = {
  '.projenrc.ts': `import { PythonLambdaApp } from 'python-lambda-kit';
new PythonLambdaApp({ name: 'shapes', bundling: { policy: { develop: 'local', release: 'local' } }, pipeline: { stages: [{ name: 'development' }] }, functions: {
  'orders-create': { source: 'orders', handler: 'my-api/create-order.lambda_handler' },
  'orders-cancel': { source: 'orders', handler: 'cancel.lambda_handler' },
} }).synth();
`,
  'src/main.ts': `import { App, Stack } from 'aws-cdk-lib';
import { PythonFunction, stageOf, type FunctionName } from 'python-lambda-kit/constructs';
const app = new App();
const stage = stageOf(app);
const stack = new Stack(app, stage.prefix, { env: stage.env });
const names: FunctionName[] = ['orders-cancel', 'orders-create', 'payments-refunds', 'ping.v2'];
for (const source of names) new PythonFunction(stack, source, { source });
`,
  'lambda_src/orders/my-api/create-order.py': code('create'),
  'lambda_src/orders/cancel.py': code('cancel', 'import six'),
  'lambda_src/orders/requirements.txt': 'six==1.17.0\n',
  'lambda_src/orders/events/any.json': '{"any": 1}',
  'lambda_src/orders/events/orders-create/new.json': '{"new": 1}',
  'lambda_src/payments/refunds/email-lambda.py': code('refunds', 'from common import money'),
  'lambda_src/ping.v2/app.py': code('ping'),
  'libs/common/money.py': 'RATE = 1\n',
};

/** A project with functions of many shapes, as `npx projen` generates it. */
async function generated(): Promise<string> {
  const root = join(temporaryFolder(), 'project');
  cpSync(SAMPLE, root, { recursive: true, verbatimSymlinks: true });
  for (const folder of ['lambda_src', 'src', 'test']) rmSync(join(root, folder), { recursive: true });
  write(root, FILES);
  symlinkSync('../../../libs/common', join(root, 'lambda_src/payments/refunds/common'));
  const { code: exitCode, stderr } = await runNode([...TYPESCRIPT, '.projenrc.ts'], { PROJEN_DISABLE_POST: 'true' }, root);
  if (exitCode !== 0) throw new Error(stderr);
  return root;
}

let root: string;
let env: Record<string, string>;

beforeAll(async () => {
  root = await generated();
  const uv = await findUv(toolsDirectory(thisWorkspace()));
  env = uv === 'uv' ? {} : { PATH: `${join(uv, '..')}:${process.env.PATH}` };
});

async function succeed(...args: string[]): Promise<string> {
  const { code: exitCode, stdout, stderr } = await runNode([PROGRAM, ...args], env, root);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
}

test('functions of many shapes are generated, bundled, deployed and invoked, each with its own events', async () => {
  const { invocations } = JSON.parse(await succeed('local', '--json')) as { invocations: SampleAnswer[] };
  const answers = invocations.map(({ function: name, event, answer }) => [name, event, answer] as const);
  expect(Object.fromEntries(answers.map(([name, event, answer]) => [`${name} ${event}`, answer]))).toEqual({
    'orders-cancel any.json': '["cancel", {"any": 1}]',
    'orders-create new.json': '["create", {"new": 1}]',
    'payments-refunds (empty event)': '["refunds", {}]',
    'ping.v2 (empty event)': '["ping", {}]',
  });
});

test('they are assembled for a release and let through by the guard, where two of one folder are one artifact', async () => {
  await succeed('lock', 'lambda_src/orders/');
  await succeed('assemble', 'development');
  const { functions } = JSON.parse(await succeed('guard', 'development', '--json')) as { functions: { function: string; artifact: string }[] };
  const artifacts = new Map(functions.map(({ function: name, artifact }) => [name, artifact]));
  expect([...artifacts.keys()].sort()).toEqual(['orders-cancel', 'orders-create', 'payments-refunds', 'ping.v2']);
  expect(artifacts.get('orders-cancel')).toBe(artifacts.get('orders-create'));
  expect(new Set(artifacts.values()).size).toBe(3);
});
