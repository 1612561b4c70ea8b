import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../src/assembly/kept-assembly';
import { filesBelow } from '../project/checkout';
import { Checkout } from '../project/command-checkout';
import { functionSettings } from '../project/workspace';

const POLICY = { unit: 'skip', develop: 'local', verify: 'local', release: 'local' } as const;
const LINKED = { 'lambda_src/greet/handler.py': 'def handler(event, context):\n    return event\n', 'lambda_src/greet/requirements.txt': '' };

/** An app with a nested stack, a nested assembly, an asset of the CDK's own, and an annotation, which has a trace. */
const APP = `import { Annotations, App, CfnOutput, NestedStack, Stack, Stage } from 'aws-cdk-lib';
  import { Bucket } from 'aws-cdk-lib/aws-s3';
  import { PythonFunction, stageOf } from 'python-lambda-kit/constructs';
  const app = new App();
  const stack = new Stack(app, stageOf(app).prefix, { env: { account: '111122223333', region: 'eu-west-1' } });
  new PythonFunction(stack, 'Greet', { source: 'greet' });
  new PythonFunction(new NestedStack(stack, 'Inner'), 'Greet', { source: 'greet' });
  new Bucket(new Stack(new Stage(app, 'Other'), 'Stack'), 'Bucket');
  Annotations.of(stack).addInfo('an annotation');
  new CfnOutput(stack, 'Name', { value: stack.stackName });
  app.synth();`;

function checkout(): Checkout {
  const stages = [{ name: 'development', production: false, modes: ['local'] as const }];
  return new Checkout([functionSettings('greet', { policy: POLICY })], {
    ...LINKED, 'src/main.ts': APP, 'cdk.json': '{"app": "node --conditions=@python-lambda/source --import tsx src/main.ts"}',
  }, { stages });
}

/** Assembles as the task does, in a place, at a time and on a machine of its own. */
async function assembled(made: Checkout, env: Readonly<Record<string, string>> = {}): Promise<{ directory: string; digest: string }> {
  const { code, stdout, stderr } = await made.run('assemble', ['development', '--json'], { CDK_VALIDATION: 'false', ...env });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const { directory, digest } = JSON.parse(stdout) as { directory: string; digest: string };
  expect(digest).toBe(digestOf(join(made.root, directory)));
  return { directory: join(made.root, directory), digest };
}

test('one commit has one digest: in two folders, at two times, on machines that are set up differently; and an edit has another', async () => {
  const [here, there] = [checkout(), checkout()];
  for (const path of Object.keys(LINKED)) utimesSync(join(there.root, path), new Date(1e12), new Date(1e12));
  const first = await assembled(here);
  const second = await assembled(there, { TZ: 'Pacific/Kiritimati', LC_ALL: 'C', CDK_DEBUG: '1', CDK_DEFAULT_REGION: 'us-west-2' });
  const files = (directory: string) => Object.fromEntries(filesBelow(directory).map((path) => [path, readFileSync(join(directory, path), 'latin1')]));
  expect(files(second.directory)).toEqual(files(first.directory));
  expect(second.digest).toBe(first.digest);
  const again = await assembled(here);
  expect(again.digest).toBe(first.digest);
  expect(existsSync(join(again.directory, 'assembly-Other', 'manifest.json'))).toBe(true);
  expect(Object.values(files(again.directory)).filter((content) => content.includes(here.root))).toEqual([]);

  here.write({ 'lambda_src/greet/handler.py': `${LINKED['lambda_src/greet/handler.py']}#` });
  expect((await assembled(here)).digest).not.toBe(first.digest);
});
