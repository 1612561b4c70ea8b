import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../../src/assembly/kept-assembly';
import type { Plan } from '../../../src/deploy/plan/plan';
import { EnforcingAws } from '../../access/enforcing-aws';
import { filesBelow } from '../../project/checkout';
import { Checkout } from '../../project/command-checkout';
import { FORGED_APP } from '../../project/forged-app';
import { type Finished, runNode, temporaryFolder } from '../../project/run';
import { functionSettings } from '../../project/workspace';
import { commitAll, git } from '../../testing/history/repository';

jest.setTimeout(600_000);

/**
 * What production takes by `--app`: only what the commit at hand gives. Each attack is an assembly that agrees with
 * itself, its digest included.
 */
const APP = `import { App, Stack } from 'aws-cdk-lib';
import { PythonFunction, stageOf } from 'python-lambda-kit/constructs';
const app = new App();
const stage = stageOf(app);
new PythonFunction(new Stack(app, stage.prefix, { env: stage.env }), 'Orders', { source: 'orders' });
app.synth();
`;
const HANDLER = 'lambda_src/orders/handler.py';
const POLICY = { unit: 'local', develop: 'local', verify: 'local', release: 'local' } as const;

let aws: EnforcingAws;
let checkout: Checkout;
let kept: string;
let digest: string;
let proof: string;
const STAGE = 'production';

beforeAll(async () => {
  aws = await EnforcingAws.start();
  await aws.bootstrap();
  checkout = new Checkout([functionSettings('orders', { policy: POLICY })], {
    [HANDLER]: 'def handler(event, context):\n    return 1\n', 'lambda_src/orders/requirements.txt': '', 'app.ts': APP,
    'cdk.json': '{"app":"node --conditions=@python-lambda/source --import tsx app.ts"}',
    '.gitignore': 'cdk.out\nnode_modules\n.toolchain\n.bundle-cache\n*.env\n*.json.plan\n',
  }, { stages: [{ name: STAGE, production: true, modes: ['local'] }] });
  push();
  ({ kept, digest, proof } = await assembled('first'));
});

afterAll(() => aws?.stop());

function push(): void {
  git(checkout.root, 'update-ref', 'refs/remotes/origin/main', commitAll(checkout.root));
}

/** As the job does, which has no credentials, and hands on each bundle once. */
async function assembled(name: string): Promise<{ kept: string; digest: string; proof: string }> {
  const dotenv = join(temporaryFolder(), 'assembly.env');
  const { code, stderr } = await checkout.run('assemble', [STAGE, '--hand-on', '--dotenv', dotenv]);
  if (code !== 0) throw new Error(stderr);
  const variables = Object.fromEntries(readFileSync(dotenv, 'utf8').trim().split('\n').map((line) => line.split('='))) as Record<string, string>;
  const folder = join(checkout.root, 'cdk.out', name);
  cpSync(join(checkout.root, 'cdk.out', STAGE), folder, { recursive: true });
  return { kept: folder, digest: variables.ASSEMBLY_DIGEST_PRODUCTION, proof: variables.BUNDLES_PROOF };
}

function withApp(command: 'plan' | 'deploy' | 'rollback', app: string, meant: string, ...more: string[]): Promise<Finished> {
  return checkout.run(command, [STAGE, '--app', app, '--digest', meant, '--bundles', proof, ...more], aws.env);
}

/** A copy of the assembly with something changed, and the digest that fits. */
function forged(change: (folder: string) => void): { app: string; digest: string } {
  const app = join(temporaryFolder(), 'forged');
  cpSync(kept, app, { recursive: true });
  for (const zip of zipsOf(kept)) cpSync(join(kept, zip), join(app, zip));
  change(app);
  return { app, digest: digestOf(app) };
}

function zipsOf(folder: string): string[] {
  return filesBelow(folder).filter((path) => path.endsWith('.zip'));
}

test('the assembly is handed on without its bundles, which are in the store, and they are put back', async () => {
  expect(zipsOf(kept)).toEqual([]);
  const { code, stdout, stderr } = await checkout.run('guard', [STAGE, '--app', kept, '--json'], aws.env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('orders');
  expect(zipsOf(kept)).toHaveLength(1);
  expect(digestOf(kept)).toBe(digest);
});

test('what this commit gives is planned, deployed and rolled back, whatever credentials made it', async () => {
  const plan = join(temporaryFolder(), 'plan.json');
  expect(await withApp('plan', kept, digest, '--out', plan)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('✖') });
  const { id } = JSON.parse(readFileSync(plan, 'utf8')) as Plan;
  expect(await withApp('deploy', kept, digest, '--planned', plan, '--accept', id)).toMatchObject({ code: 0 });
  expect(await withApp('rollback', kept, digest, '--yes')).toMatchObject({ code: 0 });
  expect(filesBelow(join(checkout.root, 'cdk.out')).filter((path) => path.startsWith('local-'))).toEqual([]);
});

describe.each(['plan', 'deploy', 'rollback'] as const)('%s takes no assembly', (command) => {
  const refused = async ({ app, digest: fitting }: { app: string; digest: string }, what: RegExp) => {
    const plan = join(temporaryFolder(), 'plan.json');
    const more = { plan: ['--out', plan], deploy: [], rollback: ['--yes'] }[command];
    const { code, stderr } = await withApp(command, app, fitting, ...more);
    expect(stderr).toMatch(what);
    expect(code).toBe(65);
    expect(existsSync(plan)).toBe(false);
  };

  test('of which a template was edited by hand, with the digest that fits', () => refused(forged((folder) => {
    const file = join(folder, 'test-production.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, unknown> };
    template.Resources.More = { Type: 'AWS::SQS::Queue' };
    writeFileSync(file, JSON.stringify(template));
  }), /test-production\.template\.json: is another one\n[^]*this commit does not give this assembly/));

  test('that another checkout synthesised, with a zip and records of its own', async () => {
    const other = new Checkout([functionSettings('orders', { policy: POLICY })], {
      [HANDLER]: '', 'app.ts': FORGED_APP.replace("stage: 'development'", "stage: 'production'"),
      'cdk.json': '{"app":"node --conditions=@python-lambda/source --import tsx app.ts"}',
    }, { stages: [{ name: STAGE, production: true, modes: ['local'] }] });
    const app = join(temporaryFolder(), 'forged');
    const args = [require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', app, '--context', `stage=${STAGE}`];
    const env = { BUNDLING_PURPOSE: 'release', CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true' };
    expect(await runNode(args, env, other.root)).toMatchObject({ code: 0 });
    await refused({ app, digest: digestOf(app) }, /this commit does not give this assembly/);
  });

  test('with a file more, such as a zip that was packed before', () => refused(forged((folder) => {
    mkdirSync(join(folder, 'assembly-More/.cache'), { recursive: true });
    writeFileSync(join(folder, 'assembly-More/.cache/more.zip'), '');
  }), /assembly-More\/\.cache\/more\.zip: this commit has no such file/));
});

test('an assembly of an earlier commit is taken at that commit only, and from a clean checkout only', async () => {
  checkout.write({ [HANDLER]: 'def handler(event, context):\n    return 2\n' });
  expect(await withApp('rollback', kept, digest, '--yes')).toMatchObject({ code: 65, stderr: expect.stringContaining('clean, pushed commit') });
  push();
  expect(await withApp('rollback', kept, digest, '--yes')).toMatchObject({ code: 65 }); // its bundles are not those of this commit
  const anew = await checkout.run('rollback', [STAGE, '--app', kept, '--digest', digest, '--yes'], aws.env);
  expect(anew).toMatchObject({ code: 65, stderr: expect.stringContaining('fix check out the commit that it was made of') });
  git(checkout.root, 'checkout', '--quiet', 'HEAD~1');
  expect(await withApp('rollback', kept, digest, '--yes')).toMatchObject({ code: 0 });
});

test('other bundles than the proof names are not taken', async () => {
  const { code, stderr } = await checkout.run('plan', [STAGE, '--app', kept, '--digest', digest, '--bundles', '0'.repeat(64)], aws.env);
  expect({ code, stderr }).toEqual({ code: 65, stderr: expect.stringContaining('the store has no proof') });
});
