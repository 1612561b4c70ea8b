import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CODE_METADATA, type FunctionContents, contentsOf } from '../../src/assembly/code-record';
import { recordContents } from '../../src/constructs/contents-record';
import { newApp } from '../project/app';

function templateWith(contents: Readonly<Record<string, FunctionContents>>): { Metadata: Record<string, unknown> } {
  const stack = new Stack(newApp(), 'Test');
  stack.templateOptions.metadata = { Team: 'shop' };
  for (const [id, of] of Object.entries(contents)) recordContents(new CfnQueue(stack, id), of);
  return Template.fromStack(stack).toJSON() as { Metadata: Record<string, unknown> };
}

const ORDERS = { function: 'orders', bytes: 1234, packages: ['idna==3.10', 'requests==2.32.3'] };

test('what functions are made of is read from the template as it was recorded, beside what a team notes there', () => {
  const mail = { function: 'mail', bytes: 5, packages: ['idna==3.10'] };
  const { Metadata } = templateWith({ Orders: ORDERS, Mail: mail, Empty: { function: 'empty', bytes: 1, packages: [] } });
  expect(contentsOf(Metadata)).toEqual({ Orders: ORDERS, Mail: mail, Empty: { function: 'empty', bytes: 1, packages: [] } });
  expect(Metadata.Team).toBe('shop');
});

test('a template in which nothing is recorded tells nothing', () => {
  expect(contentsOf(undefined)).toBeUndefined();
  expect(contentsOf({})).toBeUndefined();
});

test('two hundred functions of fifty packages each take a fraction of the megabyte that a template may have', () => {
  const packages = (set: number) => Array.from({ length: 50 }, (_, i) => `a-package-with-a-name-${i}==${set}.0.${i}`).sort();
  const functions = Array.from({ length: 200 }, (_, i) => [`Function${i}`, { function: `function-${i}`, bytes: 40_000_000, packages: packages(i % 20) }] as const);
  const { Metadata } = templateWith(Object.fromEntries(functions));
  expect(JSON.stringify(Metadata[CODE_METADATA], undefined, 1).length).toBeLessThan(125_000);
});
