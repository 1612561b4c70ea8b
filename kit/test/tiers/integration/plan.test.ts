import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../src/deploy/plan/plan';
import { EnforcingAws } from '../../access/enforcing-aws';
import { type Shop, shop } from '../../deploy/plan/shop';
import { type Finished, runCommand, temporaryFolder } from '../../project/run';

jest.setTimeout(600_000);

let aws: EnforcingAws;

beforeAll(async () => {
  aws = await EnforcingAws.start();
  await aws.bootstrap();
});

afterAll(() => aws?.stop());

const STAGE = 'development';

test('first', async () => {
  const app = shop({ actions: ['sqs:SendMessage'] });
  const file = join(temporaryFolder(), 'plan.json');
  const planned = await runCommand('plan', [STAGE, '--app', app, '--out', file], aws.env);
  console.log(planned.stdout, planned.stderr, planned.code);
  const applied = await runCommand('deploy', [STAGE, '--app', app, '--planned', file], aws.env);
  console.log(applied.stdout, applied.stderr, applied.code);
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
  const accepted = await runCommand('deploy', [STAGE, '--app', app, '--planned', file, '--accept', plan.id], aws.env);
  console.log(accepted.stdout, accepted.stderr, accepted.code);
  const again = await runCommand('deploy', [STAGE, '--app', app, '--planned', file, '--accept', plan.id], aws.env);
  console.log(again.stdout, again.stderr, again.code);
  const app2 = shop({ actions: ['sqs:SendMessage', 's3:*'], seconds: 31, key: 'other', imports: true });
  const planned2 = await runCommand('plan', [STAGE, '--app', app2, '--out', file, '--report', file.replace('json', 'md')], aws.env);
  console.log(planned2.stdout, planned2.stderr, planned2.code);
  console.log(readFileSync(file, 'utf8'));
  const plan2 = JSON.parse(readFileSync(file, 'utf8')) as Plan;
  const accepted2 = await runCommand('deploy', [STAGE, '--app', app2, '--planned', file, '--accept', plan2.id], aws.env);
  console.log(accepted2.stdout, accepted2.stderr, accepted2.code);
  const planned3 = await runCommand('plan', [STAGE, '--app', app2, '--out', file], aws.env);
  console.log(planned3.stdout, planned3.stderr, planned3.code);
  const applied3 = await runCommand('deploy', [STAGE, '--app', app2, '--planned', file], aws.env);
  console.log(applied3.stdout, applied3.stderr, applied3.code);
});
