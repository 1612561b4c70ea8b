import { basename, join } from 'node:path';
import { readAssembly, stacksOf } from '../../src/assembly/assembly';
import { FakeAssembly, sha256 } from '../project/fake-assembly';
import { failureOf, temporaryFolder, write } from '../project/workspace';

const KEY = `docker-${sha256('x')}`;

function assembly(): FakeAssembly {
  return new FakeAssembly(temporaryFolder());
}

describe('a function of an assembly', () => {
  test('is read with what its template says and where its code is', () => {
    const app = assembly().stack('shop', [{ id: 'Orders', path: 'shop/Orders/Resource', record: { key: KEY }, properties: { MemorySize: 512, Environment: { Variables: { LEVEL: 'INFO', TABLE: { Ref: 'Table' } } } } }]);
    expect(readAssembly(app.directory)).toEqual([{
      stack: 'shop', nesting: [], logicalId: 'Orders', constructPath: 'shop/Orders/Resource', handler: 'handler.handler', memorySize: 512,
      timeoutSeconds: 3, variables: { LEVEL: 'INFO', TABLE: undefined },
      record: expect.objectContaining({ key: KEY, mode: 'docker', purpose: 'release' }),
    }]);
  });

  test("has Lambda's 128 MB where the template says nothing", () => {
    expect(readAssembly(assembly().stack('shop', [{}]).directory)[0].memorySize).toBe(128);
  });

  test('has no record where another construct made it', () => {
    expect(readAssembly(assembly().stack('shop', [{ record: null }]).directory)[0].record).toBeUndefined();
  });
});

test.each([
  ['runs Node', { Runtime: 'nodejs22.x' }],
  ['has its code in the template', { Code: { ZipFile: 'def handler(): ...' } }],
  ['is a container image', { Code: { ImageUri: 'example.test/image' }, Runtime: undefined }],
])('a function that %s has no bundle to look at', (_, properties) => {
  expect(readAssembly(assembly().stack('shop', [{ properties }]).directory)).toEqual([]);
});

describe('functions are found', () => {
  test('in every stack, nested stack and nested assembly', () => {
    const app = assembly().stack('one', [{}, {}]).stack('two', [{}]).stack('child', [{}], 'nested');
    app.nested('production').stack('three', [{}]).stack('grandchild', [{}], 'nested');
    const found = readAssembly(app.directory);
    expect(found.map(({ stack, nesting }) => [stack, ...nesting].join('/'))).toEqual(['one', 'one', 'two', 'two/childNested', 'three', 'three/grandchildNested']);
  });

  test('in no template at all, if there are none', () => {
    expect(readAssembly(assembly().stack('empty', []).directory)).toEqual([]);
  });
});

describe('the stacks of an assembly', () => {
  const stack = (stackName: string, dependencies: string[] = [], displayName?: string) => ({
    type: 'aws:cloudformation:stack', dependencies, properties: { stackName, templateFile: `${stackName}.template.json` }, ...(displayName && { displayName }),
  });
  const stacks = (artifacts: object, others: Record<string, object> = {}) => {
    const manifests = Object.entries({ '.': artifacts, ...others }).map(([folder, all]) => [join(folder, 'manifest.json'), JSON.stringify({ artifacts: all })]);
    return stacksOf(write(temporaryFolder(), Object.fromEntries(manifests)));
  };

  test('are told by the name that the CDK CLI selects them by, and the one in CloudFormation', () => {
    const found = stacks({ Shop: stack('shop-production', [], 'production/Shop'), Plain: { type: 'aws:cloudformation:stack' } });
    expect(found).toMatchObject([{ id: 'production/Shop', name: 'shop-production' }, { id: 'Plain', name: 'Plain' }]);
    expect(basename(found[0].template)).toBe('shop-production.template.json');
  });

  test('have a region where the app names one', () => {
    const found = stacks({ Here: { ...stack('a'), environment: 'aws://unknown-account/unknown-region' }, There: { ...stack('b'), environment: 'aws://123456789012/eu-west-1' } });
    expect(found.map(({ region }) => region)).toEqual([undefined, 'eu-west-1']);
  });

  test('come after those that they depend on, also through others', () => {
    const artifacts = { web: stack('web', ['api', 'data']), api: stack('api', ['queue']), queue: stack('queue', ['data']), data: stack('data') };
    expect(stacks(artifacts).map(({ name }) => name)).toEqual(['data', 'queue', 'api', 'web']);
  });

  test('are there once each, also where they depend on each other, on assets, or on what is not there', () => {
    const artifacts = {
      'a.assets': { type: 'cdk:asset-manifest', properties: { file: 'a.assets.json' } },
      'a': stack('a', ['a.assets', 'b', 'gone']), 'b': stack('b', ['a']), 'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
    };
    expect(stacks(artifacts).map(({ name }) => name)).toEqual(['b', 'a']);
  });

  test('are those of nested assemblies, too, each in its own order', () => {
    const nested = (directoryName: string, dependencies: string[] = []) => ({ type: 'cdk:cloud-assembly', dependencies, properties: { directoryName } });
    const found = stacks(
      { 'last': stack('last', ['assembly-two']), 'assembly-two': nested('assembly-two', ['assembly-one']), 'assembly-one': nested('assembly-one') },
      { 'assembly-one': { x: stack('one-x', ['y'], 'one/x'), y: stack('one-y', [], 'one/y') }, 'assembly-two': { x: stack('two-x', [], 'two/x') } },
    );
    expect(found).toMatchObject([{ id: 'one/y', name: 'one-y' }, { id: 'one/x', name: 'one-x' }, { id: 'two/x', name: 'two-x' }, { id: 'last', name: 'last' }]);
  });

  test('are none where there are none', () => {
    expect(stacks({})).toEqual([]);
  });

  test('are not told of a folder that is no assembly', async () => {
    expect(await failureOf(() => stacksOf(temporaryFolder()))).toMatchObject({ code: 65 });
  });
});

describe('a folder that is no sound assembly', () => {
  const broken: Record<string, (directory: string) => void> = {
    'it is empty': () => undefined,
    'its manifest is cut off': (directory) => write(directory, { 'manifest.json': '{"artifacts": {' }),
    'a template is missing': (directory) => write(directory, {
      'manifest.json': JSON.stringify({ artifacts: { shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'shop.template.json' } } } }),
    }),
    'its asset manifest is missing': (directory) => write(directory, {
      'manifest.json': JSON.stringify({ artifacts: { assets: { type: 'cdk:asset-manifest', properties: { file: 'app.assets.json' } } } }),
    }),
    'a nested assembly is missing': (directory) => write(directory, {
      'manifest.json': JSON.stringify({ artifacts: { a: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-a' } } } }),
    }),
  };

  test.each(Object.keys(broken))('is refused with code 65 and the command that makes one: %s', async (name) => {
    const directory = temporaryFolder();
    broken[name](directory);
    const failure = await failureOf(() => readAssembly(directory));
    expect(failure.message).toMatch(/^there is no sound cloud assembly: /);
    expect(failure).toMatchObject({ code: 65, fix: 'make one: npx projen assemble <stage>' });
    expect(failure.where).toContain(directory);
  });
});
