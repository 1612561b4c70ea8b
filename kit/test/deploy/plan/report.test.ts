import { type Plan, PLAN_VERSION, type PlannedStack, withId } from '../../../src/deploy/plan/plan';
import { renderPlan } from '../../../src/deploy/plan/report';

const stack = (more: Partial<PlannedStack> = {}): PlannedStack => ({ id: 'shop', name: 'shop', step: 'execute', template: 't', changes: [], permissions: [], code: [], ...more });
const planWith = (...stacks: PlannedStack[]): Plan => withId({ planVersion: PLAN_VERSION, stage: 'production', account: '123456789012', region: 'eu-central-1', digest: 'd'.repeat(64), stacks });
const change = { action: 'modify', resource: 'ItemsA1', path: 'Items', type: 'AWS::DynamoDB::Table', replaced: 'no', kept: false, properties: [] } as const;

const BAD = planWith(stack({
  changes: [
    { ...change, resource: 'Noise', type: 'AWS::CDK::Metadata' },
    { ...change, path: 'Orders', properties: [{ name: 'MemorySize', before: '256', after: '512', recreates: false }, { name: 'Role', before: '{"Fn::GetAtt":["Old","Arn"]}', recreates: false }] },
    { ...change, action: 'add', path: 'Mails' },
    { ...change, action: 'remove', path: 'Uploads', type: 'AWS::S3::Bucket', kept: true },
    { ...change, replaced: 'yes', properties: [{ name: 'TableName', before: '"a"', after: '"b"', recreates: true }] },
    { ...change, replaced: 'maybe', path: 'Other' },
  ],
  permissions: [
    { kind: 'iam', change: 'given', broadens: true, text: '${Worker}: Allow s3:* on *' },
    { kind: 'network', change: 'taken', broadens: false, text: 'sg: in from Everyone (IPv4), TCP 22' },
  ],
  code: [{ function: 'orders', bytesBefore: 12_000_000, bytesAfter: 12_500_000, unknownBefore: false, packages: [{ name: 'idna', before: '3.9', after: '3.10' }, { name: 'attrs', after: '25' }, { name: 'six', before: '1' }] }],
}), stack({ name: 'shop-mail', step: 'later', waitsFor: ['shop-orders'], changes: [{ ...change, action: 'add', path: 'Copies' }] }), stack({ name: 'shop-idle', step: 'nothing' }));

const text = (plan: Plan) => renderPlan('text', { plan, file: 'plan.json' });

describe('as text', () => {
  test('the worst comes first, and loud', () => {
    const lines = text(BAD).split('\n');
    const loud = lines.filter((line) => line.includes('!!')).map((line) => line.trim());
    expect(loud).toEqual([
      '!! 1 resource is deleted', '!! 1 resource is made anew', '!! 1 resource is perhaps made anew',
      '!! 1 permission is broader than before: somebody has to accept that', '!! LOST', '!! ALLOWED FROM NOW ON',
    ]);
    expect(lines.findIndex((line) => line.startsWith('!! LOST'))).toBeLessThan(lines.findIndex((line) => line.startsWith('Changed in place')));
  });

  test('all that a person has to know is there', () => {
    for (const said of [
      'DELETED', 'Uploads  AWS::S3::Bucket', 'stays in the account, outside of the stack', 'TableName: "a" → "b"  (makes it anew)', '${Worker}: Allow s3:* on *',
      'MemorySize: 256 → 512', 'Role: ${Old.Arn} → nothing', '12.0 MB → 12.5 MB (+0.5 MB)', 'idna 3.9 → 3.10', '+ attrs 25', '- six 1', 'for shop-orders',
      'nothing to change in shop-idle', 'account 123456789012, eu-central-1', `--accept ${BAD.id}`, `ACCEPT_PLAN=${BAD.id}`,
    ]) expect(text(BAD)).toContain(said);
    expect(text(BAD)).not.toContain('AWS::CDK::Metadata');
  });

  test('no line is longer than a terminal is wide, but for what is copied as a whole', () => {
    const long = planWith(stack({
      permissions: [{ kind: 'iam', change: 'given', broadens: true, text: `\${Worker}: Allow ${'dynamodb:BatchGetItem, '.repeat(20)}dynamodb:Query on *` }],
      changes: [{ ...change, properties: [{ name: 'Value', before: '"short"', after: `"${'word '.repeat(200)}"`, recreates: false }] }],
    }));
    const wide = text(long).split('\n').filter((line) => line.length > 80);
    expect(wide).toEqual([expect.stringContaining('npx projen deploy production')]);
    expect(text(long)).toContain('characters; --json has them all)');
  });

  test('a plan that does nothing says so, and needs no one to accept it', () => {
    const idle = text(planWith(stack({ step: 'nothing' })));
    expect(idle).toContain('nothing to change in shop');
    expect(idle).not.toContain('!!');
    expect(idle).not.toContain('--accept');
  });

  test('there is no colour where there is no terminal', () => {
    expect(text(BAD)).not.toContain('\x1b');
  });
});

describe('as Markdown', () => {
  const markdown = (plan: Plan, file: string | undefined = 'plan.json') => renderPlan('markdown', { plan, file });

  test('the same is said', () => {
    expect(markdown(BAD)).toContain('- **⚠ 1 resource is deleted**');
    expect(markdown(BAD)).toContain('- **DELETED** `Uploads AWS::S3::Bucket`');
    expect(markdown(BAD)).toContain(`npx projen deploy production --planned plan.json --accept ${BAD.id}`);
  });

  test('what a template holds becomes no Markdown', () => {
    const hostile = planWith(stack({
      name: 'shop_[x](http://evil)', changes: [{ ...change, path: 'a`b``c', properties: [{ name: 'X', before: '"1\\n# big"', after: '"<img>\n# title"', recreates: false }] }],
    }));
    expect(markdown(hostile)).toContain('**shop\\_\\[x\\](http://evil)**');
    expect(markdown(hostile)).toContain('``` a`b``c AWS::DynamoDB::Table ```');
    expect(markdown(hostile).split('\n')).not.toContain('# title"');
  });

  test('what is seen from templates alone is not called a plan', () => {
    const seen = renderPlan('markdown', { plan: BAD });
    expect(seen).toContain('## What would change in production');
    expect(seen).not.toContain(BAD.id);
  });
});

test('as JSON it is one document, with the plan as it is kept', () => {
  expect(JSON.parse(renderPlan('json', { plan: BAD, file: 'plan.json' }))).toEqual({ schemaVersion: 1, file: 'plan.json', ...BAD });
});

test('a secret of this environment is shown to nobody', () => {
  process.env.SHOP_PASSWORD = 'hunter-22222';
  const secret = planWith(stack({ changes: [{ ...change, properties: [{ name: 'Value', before: '"hunter-22222"', after: '"x"', recreates: false }] }] }));
  for (const format of ['text', 'markdown', 'json'] as const) expect(renderPlan(format, { plan: secret, file: 'plan.json' })).not.toContain('hunter-22222');
  delete process.env.SHOP_PASSWORD;
});

test('a policy that changes is told by what it allows', () => {
  const policy = {
    ...change, type: 'AWS::IAM::Policy', properties: [
      { name: 'PolicyDocument.Statement.0.Action', before: '"a"', after: '"b"', recreates: false }, { name: 'PolicyName', before: '"x"', after: '"y"', recreates: false },
    ],
  };
  expect(text(planWith(stack({ changes: [policy] })))).toContain('PolicyDocument: see what is allowed');
  expect(text(planWith(stack({ changes: [policy] })))).not.toContain('Statement.0.Action');
});

test('what is deleted stands before what is replaced, and that before what may be', () => {
  const places = ['DELETED', 'REPLACED', 'perhaps replaced'].map((label) => text(BAD).indexOf(`  ${label}  `));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});
