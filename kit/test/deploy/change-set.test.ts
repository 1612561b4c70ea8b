import { join } from 'node:path';
import { type Change, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { type Plan, changeSetName, changesOf, readPlan } from '../../src/deploy/change-set';
import { sha256 } from '../project/fake-assembly';
import { failureOf, temporaryFolder, write } from '../project/workspace';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'; // of the Node that this template still takes

const DIGEST = sha256('assembly');
const PLAN: Plan = {
  digest: DIGEST, changeSet: changeSetName(DIGEST),
  stacks: [{ id: 'Shop', name: 'shop', changes: [{ action: 'Modify', resource: 'Table', type: 'AWS::DynamoDB::Table', replaced: true }] }],
};

describe('the name of a change set', () => {
  test('tells its assembly, and is one that CloudFormation takes', () => {
    expect(changeSetName(DIGEST)).toBe(`plan-${DIGEST.slice(0, 32)}`);
    expect(changeSetName(DIGEST)).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
  });

  test('is another one for another assembly', () => {
    expect(changeSetName(sha256('other'))).not.toBe(changeSetName(DIGEST));
  });
});

describe('a plan', () => {
  const file = (content: string) => join(write(temporaryFolder(), { 'plan.json': content }), 'plan.json');

  test('is read when it is of this assembly', () => {
    expect(readPlan(file(JSON.stringify(PLAN)), DIGEST)).toEqual(PLAN);
  });

  test.each<[string, string, RegExp]>([
    ['another assembly', JSON.stringify({ ...PLAN, digest: sha256('other') }), new RegExp(
      `^the plan is for another assembly: ${sha256('other')}, and not ${DIGEST}$`,
    )],
    ['no assembly', JSON.stringify({ ...PLAN, digest: undefined }), /^the plan is for another assembly: undefined/],
    ['no stacks', JSON.stringify({ digest: DIGEST, changeSet: PLAN.changeSet }), /^this is no plan$/],
    ['stacks without changes', JSON.stringify({ ...PLAN, stacks: [{ id: 'Shop' }] }), /^this is no plan$/],
    ['no change set', JSON.stringify({ ...PLAN, changeSet: undefined }), /^this is no plan$/],
    ...['{}', '[]', 'null', '1', '"x"', '{"stacks": [null], "changeSet": "x"}']
      .map((content): [string, string, RegExp] => [content, content, /^this is no plan$/]),
    ['half a file', JSON.stringify(PLAN).slice(0, -2), /^there is no plan to carry out: /],
    ['nothing', '', /^there is no plan to carry out: /],
  ])('of %s is refused with 65 and how to get the right one', async (_, content, message) => {
    const path = file(content);
    const failure = await failureOf(() => readPlan(path, DIGEST));
    expect(failure).toMatchObject({ code: 65, where: path, fix: 'run the job plan again, then this one' });
    expect(failure.message).toMatch(message);
  });

  test('that is not there is refused with 65', async () => {
    const path = join(temporaryFolder(), 'plan.json');
    expect(await failureOf(() => readPlan(path, DIGEST))).toMatchObject({ code: 65, where: path });
  });
});

describe('the changes of a change set', () => {
  /** A client whose pages of changes, or whose error, are given. */
  function clientWith(...answers: readonly (readonly Change[] | Error)[]): CloudFormationClient {
    const client = new CloudFormationClient({ region: 'eu-central-1' });
    let page = 0;
    client.send = async () => {
      const answer = answers[page++];
      if (answer instanceof Error) throw answer;
      return { Changes: answer, ...(page < answers.length && { NextToken: String(page) }) };
    };
    return client;
  }

  const change = (Action: string, Replacement?: string): Change =>
    ({ Type: 'Resource', ResourceChange: { Action, Replacement, LogicalResourceId: 'Table', ResourceType: 'AWS::DynamoDB::Table' } } as Change);
  const changes = (client: CloudFormationClient) => changesOf(client, 'shop', PLAN.changeSet);

  test('are those of all pages', async () => {
    const found = await changes(clientWith([change('Add'), change('Remove')], [], [change('Modify')]));
    expect(found.map(({ action }) => action)).toEqual(['Add', 'Remove', 'Modify']);
    expect(found[0]).toEqual({ action: 'Add', resource: 'Table', type: 'AWS::DynamoDB::Table', replaced: false });
  });

  test.each([
    ['True', true], ['Conditional', true], ['False', false], [undefined, false],
  ])('say whether a resource is made anew: %s', async (replacement, replaced) => {
    expect((await changes(clientWith([change('Modify', replacement)])))[0].replaced).toBe(replaced);
  });

  test('are none of what is no resource', async () => {
    expect(await changes(clientWith([{ Type: 'Resource' }, { HookInvocationCount: 1 }]))).toEqual([]);
  });

  test.each([
    ['ChangeSetNotFound', 'ChangeSet [plan-1] does not exist'], ['ChangeSetNotFoundException', ''], ['ValidationError', 'Stack [shop] does not exist'],
  ])('are none where the CLI found nothing to change and removed it: %s', async (name, message) => {
    expect(await changes(clientWith(Object.assign(new Error(message), { name })))).toEqual([]);
  });

  test('are not none where AWS refuses to tell', async () => {
    await expect(changes(clientWith([change('Add')], Object.assign(new Error('not authorized'), { name: 'AccessDenied' })))).rejects.toThrow('not authorized');
  });
});
