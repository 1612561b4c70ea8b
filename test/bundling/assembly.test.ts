import { join } from 'node:path';
import { FakeAssembly, sha256 } from './fake-assembly';
import { failureOf, temporaryFolder, write } from './workspace';
import { readAssembly } from '../../src/bundling/assembly';

const KEY = `docker-${sha256('x')}`;

function assembly(): FakeAssembly {
  return new FakeAssembly(temporaryFolder());
}

describe('a function of an assembly', () => {
  test('is read with what its template says and where its code is', () => {
    const app = assembly().stack('shop', [{ id: 'Orders', path: 'shop/Orders/Resource', record: { key: KEY }, properties: { MemorySize: 512 } }]);
    expect(readAssembly(app.directory)).toEqual([{
      stack: 'shop', logicalId: 'Orders', constructPath: 'shop/Orders/Resource', handler: 'handler.handler', memorySize: 512,
      assetHash: sha256(KEY), directory: app.code(KEY), record: expect.objectContaining({ key: KEY, mode: 'docker', purpose: 'release' }),
    }]);
  });

  test("has Lambda's 128 MB where the template says nothing", () => {
    expect(readAssembly(assembly().stack('shop', [{}]).directory)[0].memorySize).toBe(128);
  });

  test('has no record where another construct made it', () => {
    expect(readAssembly(assembly().stack('shop', [{ record: null }]).directory)[0].record).toBeUndefined();
  });

  test('has no folder where its code is no asset of the assembly', () => {
    const [fn] = readAssembly(assembly().stack('shop', [{ properties: { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } } }]).directory);
    expect(fn.assetHash).toBeUndefined();
    expect(fn.directory).toBeUndefined();
  });

  test('is found by its asset even if the key is put together by CloudFormation', () => {
    const Code = { S3Bucket: 'assets', S3Key: { 'Fn::Sub': `\${Prefix}${sha256(KEY)}.zip` } };
    expect(readAssembly(assembly().stack('shop', [{ record: { key: KEY }, properties: { Code } }]).directory)[0].assetHash).toBe(sha256(KEY));
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
    expect(found.map(({ stack }) => stack)).toEqual(['one', 'one', 'two', 'child', 'three', 'grandchild']);
    expect(found.every(({ directory }) => directory?.startsWith(join(app.directory, 'asset.')))).toBe(true);
  });

  test('in no template at all, if there are none', () => {
    expect(readAssembly(assembly().stack('empty', []).directory)).toEqual([]);
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
