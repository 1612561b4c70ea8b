import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { codeRecord } from '../../../src/assembly/code-record';
import { changesBetween, changesOf } from '../../../src/deploy/plan/changes';
import { codeChanges } from '../../../src/deploy/plan/code';
import { exportsOf, importsOf, parseTemplate, templateHash } from '../../../src/deploy/plan/template';

const table = (properties: Record<string, never> | Record<string, unknown>, more: object = {}) =>
  ({ Resources: { Items: { Type: 'AWS::DynamoDB::Table', Properties: properties, Metadata: { 'aws:cdk:path': 'shop/Items/Resource' }, ...more } } }) as never;
const change = (more: Partial<ResourceChange>): ResourceChange => ({ Action: 'Modify', LogicalResourceId: 'Items', ResourceType: 'AWS::DynamoDB::Table', ...more });

describe('the changes of a change set', () => {
  test.each([['True', 'yes'], ['Conditional', 'maybe'], ['False', 'no'], [undefined, 'no']] as const)('replace what CloudFormation says is replaced: %s', (Replacement, replaced) => {
    expect(changesOf([change({ Replacement })], {}, {})).toMatchObject([{ replaced }]);
  });

  test.each([['Add', 'add'], ['Modify', 'modify'], ['Remove', 'remove'], ['Import', 'import'], ['Dynamic', 'modify']] as const)('%s is to %s', (Action, action) => {
    expect(changesOf([change({ Action })], {}, {})).toMatchObject([{ action }]);
  });

  test('have the values that CloudFormation tells, and the property for which a resource is made anew', () => {
    const Details = [
      { Target: { Attribute: 'Properties', Name: 'TableName', Path: '/Properties/TableName', BeforeValue: 'a', AfterValue: 'b', RequiresRecreation: 'Always' } },
      { Target: { Attribute: 'Properties', Name: 'Tags', Path: '/Properties/Tags/0/Value', BeforeValue: 'x', AfterValue: 'y', RequiresRecreation: 'Never' } },
    ] as ResourceChange['Details'];
    expect(changesOf([change({ Replacement: 'True', Details })], table({}), table({}))[0].properties).toEqual([
      { name: 'TableName', before: 'a', after: 'b', recreates: true }, { name: 'Tags.0.Value', before: 'x', after: 'y', recreates: false },
    ]);
    expect(changesOf([change({ Details: [...Details!].reverse() })], {}, {})).toEqual(changesOf([change({ Details })], {}, {}));
  });

  test('have those of the templates where it tells none', () => {
    const Details = [{ Target: { Attribute: 'Properties', Name: 'TableName', RequiresRecreation: 'Always' } }] as ResourceChange['Details'];
    expect(changesOf([change({ Details })], table({ TableName: 'a', Tags: [{ Key: 'x', Value: 1 }] }), table({ TableName: 'b', Tags: [{ Key: 'x', Value: 2 }] }))[0]).toMatchObject({
      path: 'Items', properties: [{ name: 'TableName', before: '"a"', after: '"b"', recreates: true }, { name: 'Tags.0.Value', before: '1', after: '2', recreates: false }],
    });
  });

  test('tell what is kept outside of the stack', () => {
    expect(changesOf([change({ Action: 'Remove' })], table({}, { DeletionPolicy: 'Retain' }), {})[0].kept).toBe(true);
    expect(changesOf([change({ Action: 'Remove' })], table({}, { UpdateReplacePolicy: 'Retain' }), {})[0].kept).toBe(false);
    expect(changesOf([change({ Replacement: 'True' })], table({}, { UpdateReplacePolicy: 'Snapshot' }), table({}))[0].kept).toBe(true);
  });
});

describe('the changes between two templates', () => {
  const key = (name: string) => table({ KeySchema: [{ AttributeName: name, KeyType: 'HASH' }] });

  test('are all that differ, with what is replaced', () => {
    expect(changesBetween(key('a'), key('b'))).toMatchObject([{ action: 'modify', path: 'Items', replaced: 'yes' }]);
    expect(changesBetween({}, key('a'))).toMatchObject([{ action: 'add', replaced: 'no', properties: [] }]);
    expect(changesBetween(key('a'), {})).toMatchObject([{ action: 'remove', type: 'AWS::DynamoDB::Table' }]);
    expect(changesBetween(key('a'), key('a'))).toEqual([]);
  });
});

describe('the hash of a template', () => {
  test('does not depend on spaces and the order of names', () => {
    expect(templateHash('{"A": 1,\n "B": {"D": 1, "C": [2, 1]}}')).toBe(templateHash('{"B":{"C":[2,1],"D":1},"A":1}'));
    expect(templateHash('{"A":[1,2]}')).not.toBe(templateHash('{"A":[2,1]}'));
  });

  test('is that of what CloudFormation answers, which has no character beyond ASCII', () => {
    expect(templateHash('{"A":"größer"}')).toBe(templateHash('{"A":"gr??er"}'));
  });

  test('is there for YAML, which somebody else deployed', () => {
    expect(parseTemplate('Resources:\n  Items:\n    Type: AWS::DynamoDB::Table\n')).toEqual({ Resources: { Items: { Type: 'AWS::DynamoDB::Table' } } });
  });
});

test('imports and exports are found wherever they are', () => {
  const value = (name: unknown) => ({ Type: 'X', Properties: { List: [{ Deep: { 'Fn::ImportValue': name } }] } });
  expect(importsOf({ Resources: { A: value('b'), B: value('a'), C: value('a'), D: value({ 'Fn::Sub': 'x' }) } } as never)).toEqual(['a', 'b']);
  expect(exportsOf({ Outputs: { A: { Export: { Name: 'a' } }, B: {}, C: { Export: { Name: { 'Fn::Sub': 'x' } } } } })).toEqual(['a']);
});

describe('the code of functions', () => {
  const template = (functions: Parameters<typeof codeRecord>[0]) => ({ Metadata: { PythonLambdaCode: codeRecord(functions) as never }, Resources: { F: { Type: 'x' } } });
  const orders = (bytes: number, ...packages: string[]) => ({ F: { function: 'orders', bytes, packages } });

  test('changes with its packages and its size', () => {
    expect(codeChanges(template(orders(10, 'a==1', 'b==1', 'c==1')), template(orders(12, 'a==2', 'b==1', 'd==1')))).toEqual([{
      function: 'orders', bytesBefore: 10, bytesAfter: 12, unknownBefore: false,
      packages: [{ name: 'a', before: '1', after: '2' }, { name: 'c', before: '1' }, { name: 'd', after: '1' }],
    }]);
    expect(codeChanges(template(orders(10, 'a==1')), template(orders(10, 'a==1')))).toEqual([]);
  });

  test('comes and goes with a function', () => {
    expect(codeChanges({}, template(orders(10, 'a==1')))).toMatchObject([{ bytesAfter: 10, packages: [{ name: 'a', after: '1' }] }]);
    expect(codeChanges(template(orders(10, 'a==1')), {})).toMatchObject([{ bytesBefore: 10, packages: [{ name: 'a', before: '1' }] }]);
  });

  test('is not called new where what runs recorded nothing', () => {
    expect(codeChanges({ Resources: { F: { Type: 'x' } } }, template(orders(10, 'a==1')))).toMatchObject([{ unknownBefore: true, packages: [] }]);
  });
});
