import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation';
import { parse } from 'yaml';
import { type Plan, withId } from '../../../src/deploy/plan/plan';
import { PROGRAM } from '../../../src/kernel/program';
import { EnforcingAws } from '../../access/enforcing-aws';
import { SHOP_APP, type Shop, shop } from '../../deploy/plan/shop';
import { Child, type Ended } from '../../project/child';
import { Checkout } from '../../project/command-checkout';
import { SAMPLE } from '../../project/places';
import { type Finished, runCommand, temporaryFolder } from '../../project/run';
import { commitAll, git } from '../../testing/history/repository';

jest.setTimeout(600_000);

/**
 * Plans of an app without functions, prepared and carried out by the real commands and the real CDK CLI in the local
 * AWS. Each attack is one that reached production once, or could have.
 */
let aws: EnforcingAws;
let client: CloudFormationClient;

beforeAll(async () => {
  aws = await EnforcingAws.start();
  await aws.bootstrap();
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION: region } = aws.env;
  client = new CloudFormationClient({ endpoint: aws.endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  // What ran before: all that follows starts from it.
  await deployed(plannedFor({ actions: ['sqs:SendMessage'] }));
});

afterAll(async () => {
  client?.destroy();
  await aws?.stop();
});

const STAGE = 'development';

interface Planned {
  readonly app: string;
  readonly file: string;
}

function plannedFor(content: Shop): Planned {
  return { app: shop(content), file: join(temporaryFolder(), 'plan.json') };
}

function plan({ app, file }: Planned, ...more: string[]): Promise<Finished> {
  return runCommand('plan', [STAGE, '--app', app, '--out', file, ...more], aws.env);
}

function apply({ app, file }: Planned, ...more: string[]): Promise<Finished> {
  return runCommand('deploy', [STAGE, '--app', app, '--planned', file, ...more], aws.env);
}

function planOf({ file }: Planned): Plan {
  return JSON.parse(readFileSync(file, 'utf8')) as Plan;
}

async function prepared(content: Shop): Promise<Planned> {
  const planned = plannedFor(content);
  expect(await plan(planned)).toMatchObject({ code: 0 });
  return planned;
}

/** Plans and carries out, as a person who accepts all of it. */
async function deployed(planned: Planned): Promise<void> {
  const { code, stderr } = await plan(planned);
  if (code !== 0) throw new Error(stderr);
  const applied = await apply(planned, '--accept', planOf(planned).id);
  if (applied.code !== 0) throw new Error(applied.stderr);
}

/** What a job hands to those after it. */
function parseDotenv(text: string): Record<string, string> {
  return Object.fromEntries(text.trim().split('\n').map((line) => line.split('=') as [string, string]));
}

/** When the stacks were last touched: what was refused touched none. */
async function touched(): Promise<unknown[]> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  return Stacks.map(({ StackName, LastUpdatedTime, StackStatus }) => [StackName, LastUpdatedTime, StackStatus]);
}

async function refused(planned: Planned, code: number, reason: string | RegExp, ...more: string[]): Promise<void> {
  const before = await touched();
  const finished = await apply(planned, ...more);
  expect(finished.stderr).toMatch(reason);
  expect(finished.code).toBe(code);
  expect(await touched()).toEqual(before);
}

describe('a plan that broadens permissions', () => {
  let planned: Planned;
  beforeAll(async () => { planned = await prepared({ actions: ['sqs:SendMessage', 'dynamodb:PutItem'], seconds: 31 }); });

  test('names what is allowed from now on, action by action', () => {
    expect(planOf(planned).stacks[0].permissions).toEqual([{ kind: 'iam', change: 'given', broadens: true, text: '${Worker}: Allow dynamodb:PutItem on *' }]);
  });

  test('shows properties before and after', () => {
    const queue = planOf(planned).stacks[0].changes.find(({ path }) => path === 'Orders');
    expect(queue).toMatchObject({ action: 'modify', properties: [{ name: 'VisibilityTimeout', before: '30', after: '31' }] });
  });

  test('is not carried out until it is accepted', () => refused(planned, 77, /nobody accepted that:\n\s+- shop: \$\{Worker\}: Allow dynamodb:PutItem on \*/));
  test('is not carried out for the id of another', () => refused(planned, 65, 'another plan was accepted: 0123', '--accept', '0123'));
  test('is not carried out for an empty id, as of a variable that is not set', () => refused(planned, 77, 'nobody accepted that', '--accept', ''));
  test('takes no arguments that would change what is deployed', () => refused(planned, 64, 'carried out as it is, without --force', '--accept', 'x', '--', '--force'));

  describe.each<[string, (plan: Plan) => Partial<Plan>, string]>([
    ['no stacks', () => ({ stacks: [] }), 'it leaves out shop (shop), shop-mail (shop-mail)'],
    ['one stack less', ({ stacks }) => ({ stacks: stacks.slice(1) }), 'it leaves out shop (shop)'],
    ['a stack twice', ({ stacks }) => ({ stacks: [...stacks, stacks[0]] }), 'it lists shop (shop), shop-mail (shop-mail), shop (shop), and the assembly has'],
    ['no permissions', ({ stacks }) => ({ stacks: stacks.map((stack) => ({ ...stack, permissions: [] })) }), 'shop: it shows something else than it would do'],
    ['no changes', ({ stacks }) => ({ stacks: stacks.map((stack) => ({ ...stack, changes: [] })) }), 'shop: it shows something else than it would do'],
    ['nothing to do', ({ stacks }) => ({
      stacks: stacks.map(({ changeSet: _, ...stack }) => ({ ...stack, step: 'nothing' as const, changes: [], permissions: [] })),
    }), 'shop: the plan says that there is nothing to change, and there is'],
    ['a step that waits', ({ stacks }) => ({ stacks: stacks.map(({ changeSet: _, ...stack }) => ({ ...stack, step: 'later' as const })) }), 'shop: what it waits for is there already'],
    ['the change set of another stack', ({ stacks }) => ({
      stacks: stacks.map((stack) => ({ ...stack, changeSet: stacks[1].changeSet })),
    }), 'shop: its change set is gone'],
    ['no change set', ({ stacks }) => ({ stacks: stacks.map(({ changeSet: _, ...stack }) => stack) }), "shop: a step 'execute' needs a change set"],
    ['another template', ({ stacks }) => ({ stacks: stacks.map((stack) => ({ ...stack, template: '0' })) }), "shop: its template is another one than the assembly's"],
    ['another state before', ({ stacks }) => ({
      stacks: stacks.map((stack) => ({ ...stack, deployed: { ...stack.deployed!, updated: '2020-01-01T00:00:00.000Z' } })),
    }), 'shop: it was deployed since the plan was made'],
    ['another stack before', ({ stacks }) => ({
      stacks: stacks.map((stack) => ({ ...stack, deployed: { ...stack.deployed!, stackId: 'arn:x' } })),
    }), 'shop: it was removed and created anew since'],
    ['nothing before', ({ stacks }) => ({ stacks: stacks.map(({ deployed: _, ...stack }) => stack) }), 'shop: it was not there, and was created since'],
    ['another digest', () => ({ digest: 'f00' }), 'it is for another assembly: f00'],
    ['another account', () => ({ account: '210987654321' }), 'it is for the account 210987654321, and the credentials are of'],
    ['another region', () => ({ region: 'us-east-1' }), 'it is for us-east-1, and the region is eu-central-1'],
    ['another stage', () => ({ stage: 'production' }), 'it is for production, and not for development'],
  ])('that was edited to have %s', (_, edit, reason) => {
    const edited = (identify: (content: Plan) => Plan): Planned => {
      const file = join(temporaryFolder(), 'plan.json');
      const original = planOf(planned);
      writeFileSync(file, JSON.stringify(identify({ ...original, ...edit(original) })));
      return { app: planned.app, file };
    };

    test('is refused, since its id is that of another content', () => refused(edited((content) => content), 65, 'the plan was edited after it was made'));

    test('is refused with a fitting id as well', async () => {
      const forged = edited(withId);
      await refused(forged, 65, reason, '--accept', planOf(forged).id);
    });
  });

  test('is carried out when it is accepted by its id, and once', async () => {
    expect(await apply(planned, '--accept', planOf(planned).id)).toMatchObject({ code: 0 });
    await refused(planned, 75, /this plan was carried out\n(.*\n)?\s+fix plan again: npx projen plan development/, '--accept', planOf(planned).id);
  });
});

describe('a plan that is not the latest any more', () => {
  const RUNS: Shop = { actions: ['sqs:SendMessage', 'dynamodb:PutItem'], seconds: 31 };

  test('is refused when its change set has another template under the same name', async () => {
    const planned = await prepared({ ...RUNS, seconds: 40 });
    const [{ changeSet = '' }] = planOf(planned).stacks;
    const evil = shop({ ...RUNS, actions: ['*'] });
    const name = changeSet.split('/')[1];
    const made = await aws.cdk(['deploy', '--app', evil, 'shop', '--method', 'prepare-change-set', '--change-set-name', name, '--require-approval', 'never']);
    expect(made).toMatchObject({ code: 0 });
    await refused(planned, 65, /shop: its change set is gone, whatever has its name now: arn:/);
  });

  test('is refused when it says that there is nothing to change, and something else was deployed since', async () => {
    const empty = await prepared(RUNS);
    expect(planOf(empty).stacks.map(({ step }) => step)).toEqual(['nothing', 'nothing']);
    expect((await apply(empty)).stderr).toContain('shop: nothing to change');
    await deployed(plannedFor({ ...RUNS, seconds: 50 }));
    await refused(empty, 65, 'shop: it was deployed since the plan was made');
    await deployed(plannedFor(RUNS));
    await refused(empty, 65, 'shop: it was deployed since the plan was made');
  });
});

describe('stacks that need what is not exported yet', () => {
  const NEXT: Shop = { actions: ['sqs:SendMessage', 'dynamodb:PutItem'], seconds: 33, imports: true };

  test('are planned from their templates, and deployed one after the other', async () => {
    const planned = await prepared(NEXT);
    expect(planOf(planned).stacks).toMatchObject([{ step: 'execute' }, { step: 'later', waitsFor: ['shop-orders'] }]);
    expect(planOf(planned).stacks[1].changes).toMatchObject([{ action: 'add', path: 'Copies', type: 'AWS::SQS::Queue' }, { action: 'modify', path: 'Mails' }]);
    expect(await apply(planned)).toMatchObject({ code: 0 });
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'shop-mail' }));
    expect(Stacks[0].StackStatus).toBe('UPDATE_COMPLETE');
    expect(planOf(await prepared(NEXT)).stacks.map(({ step }) => step)).toEqual(['nothing', 'nothing']);
  });
});

describe('a stack that somebody removed or created', () => {
  const GONE: Shop = { actions: ['sqs:SendMessage', 'dynamodb:PutItem'], seconds: 34, imports: true };

  test('is noticed', async () => {
    const planned = await prepared(GONE);
    await client.send(new DeleteStackCommand({ StackName: 'shop-mail' }));
    await waitUntilStackDeleteComplete({ client, maxWaitTime: 60 }, { StackName: 'shop-mail' });
    await refused(planned, 65, 'shop-mail: it was removed since');
    const first = await prepared(GONE);
    await deployed(plannedFor(GONE));
    await refused(first, 65, 'shop-mail: it was not there, and was created since');
  });
});

describe("the generated pipeline's own commands", () => {
  const jobs = parse(readFileSync(join(SAMPLE, '.gitlab-ci.yml'), 'utf8')) as Record<string, { script: string[] }>;
  const checkout = new Checkout([], {
    '.gitignore': 'cdk.out\nnode_modules\n.toolchain\n.bundle-cache\ntest-reports\n', 'app.ts': SHOP_APP,
    'cdk.json': '{"app":"node --conditions=@python-lambda/source --import tsx app.ts"}',
  }, { stages: [{ name: 'production', production: true, modes: ['docker'] }] });

  beforeAll(() => {
    git(checkout.root, 'update-ref', 'refs/remotes/origin/main', commitAll(checkout.root)); // production takes what was pushed
  });

  /** The last line of a job's script, as its runner's shell runs it. */
  function job(name: string, variables: Readonly<Record<string, string>>): Promise<Ended> {
    const command = jobs[name].script.at(-1)!.replace(/^npx projen/, '"$NODE" "$PROGRAM"');
    return Child.start('sh', ['-c', command], { cwd: checkout.root, env: { PATH: process.env.PATH, NODE: process.execPath, PROGRAM, ...aws.env, ...variables } }).ended(240);
  }

  test('refuse a plan that nobody accepted, a stale one, and one that was carried out', async () => {
    const assembled = await checkout.run('assemble', ['production', '--hand-on', '--dotenv', 'test-reports/assembly.env']);
    expect(assembled).toMatchObject({ code: 0 });
    const digest = parseDotenv(readFileSync(join(checkout.root, 'test-reports/assembly.env'), 'utf8'));
    const id = () => (JSON.parse(readFileSync(join(checkout.root, 'cdk.out/plan-production.json'), 'utf8')) as Plan).id;

    expect(await job('plan-production', digest)).toMatchObject({ code: 0 });
    expect(readFileSync(join(checkout.root, 'cdk.out/plan-production.md'), 'utf8')).toContain('Allow s3:GetObject on *');
    expect(await job('deploy-production', digest)).toMatchObject({ code: 77, stderr: expect.stringContaining('Allow s3:GetObject on *') });
    expect(await job('deploy-production', { ...digest, ACCEPT_PLAN: 'yes' })).toMatchObject({ code: 65 });
    await deployed(plannedFor({ actions: ['sqs:SendMessage', 's3:GetObject'], seconds: 36, imports: true }));
    expect(await job('deploy-production', { ...digest, ACCEPT_PLAN: id() })).toMatchObject({ code: 65, stderr: expect.stringContaining('was deployed since') });

    expect(await job('plan-production', digest)).toMatchObject({ code: 0 });
    expect(await job('deploy-production', digest)).toMatchObject({ code: 0 });
    expect(await job('deploy-production', digest)).toMatchObject({ code: 75, stderr: expect.stringContaining('npx projen plan production') });
  });
});
