import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { withPurpose } from './purpose';
import { knownPlan } from '../../src/bundling/plan';
import { Store, type Stored } from '../../src/bundling/store/store';
import type { BuildMode, Mode } from '../../src/config/policy';
import type { FunctionSettings } from '../../src/config/settings';
import { SETTINGS_FILE } from '../../src/config/settings-file';
import type { Workspace } from '../../src/config/workspace';
import { type FunctionCode, codeOf } from '../../src/constructs/function-code';
import { newApp } from '../project/app';
import { functionSettings } from '../project/function-settings';

withPurpose('develop');

const root = mkdtempSync(join(tmpdir(), 'function-code-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'lambda_src/greet/tests'), { recursive: true });
writeFileSync(join(root, 'lambda_src/greet/handler.py'), 'def handler(event, context):\n    return "hello"\n');
writeFileSync(join(root, 'lambda_src/greet/tests/test_handler.py'), '');
writeFileSync(join(root, 'lambda_src/greet/requirements.txt'), '');

const workspace: Workspace = { root, settings: { project: 'test', functions: {}, stages: [], local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' } } };

beforeEach(() => rmSync(join(root, '.bundle-cache'), { recursive: true, force: true }));

describe('codeOf', () => {
  test('is the bundle that is in the store', async () => {
    const { artifact } = await publish('local');
    const { assetPath, packaging } = synthesise(codeOf(greet('local'), workspace));
    expect(packaging).toBe('file');
    expect(readFileSync(assetPath)).toEqual(readFileSync(artifact));
  });

  test('has the SHA-256 of its zip as the hash of its asset, the name of the file and of the object', async () => {
    await publish('local');
    const { assetHash, assetPath, objectKey } = synthesise(codeOf(greet('local'), workspace));
    const sha256 = createHash('sha256').update(readFileSync(assetPath)).digest('hex');
    expect({ assetHash, objectKey, name: basename(assetPath) }).toEqual({ assetHash: sha256, objectKey: `${sha256}.zip`, name: `asset.${sha256}.zip` });
  });

  test('records what the guard holds the code against', async () => {
    const { manifest } = await publish('docker');
    const { record } = codeOf(greet('docker'), workspace);
    expect(record).toEqual({
      function: 'greet', purpose: 'develop', mode: 'docker', key: manifest.key, artifact: manifest.artifact.sha256,
    });
    expect(record.key).toMatch(/^docker-/);
  });

  test('is the bundle made in Docker when any will do and both are there', async () => {
    await publish('local');
    expect(codeOf(greet('auto'), workspace).record.mode).toBe('local');
    await publish('docker');
    expect(codeOf(greet('auto'), workspace).record.mode).toBe('docker');
  });

  test('is the plain sources, with no artifact, when the policy skips bundling', async () => {
    await publish('local');
    const { record } = codeOf(greet('skip'), workspace);
    expect(record).toEqual({ function: 'greet', purpose: 'develop', mode: 'skip', key: expect.stringMatching(/^skip-/) });
  });

  test('has another hash after an edit of the sources, and the same after an edit of the tests', () => {
    const hash = () => synthesise(codeOf(greet('skip'), workspace)).assetHash;
    const before = hash();
    writeFileSync(join(root, 'lambda_src/greet/tests/test_handler.py'), 'assert True\n');
    expect(hash()).toBe(before);
    writeFileSync(join(root, 'lambda_src/greet/more.py'), '');
    expect(hash()).not.toBe(before);
  });

  test('has a bundle that was altered in the store made anew, and says plainly that this failed', async () => {
    const { artifact } = await publish('local');
    chmodSync(artifact, 0o644);
    writeFileSync(artifact, 'altered');
    mkdirSync(join(root, '.projen'));
    const gone = functionSettings('greet', { entry: 'lambda_src/gone' });
    writeFileSync(join(root, SETTINGS_FILE), JSON.stringify({ ...workspace.settings, functions: { greet: gone } }));
    const attempt = () => codeOf(greet('local'), workspace);
    expect(attempt).toThrow(/^bundling failed; the cause is above$/);
    expect(Store.of(workspace).has(knownPlan(workspace, greet('local'), 'local', 'develop')!.key)).toBe(false);
  });
});

function greet(develop: Mode): FunctionSettings {
  return functionSettings('greet', { policy: { unit: 'skip', develop, verify: 'docker', release: 'docker' } });
}

/** Puts a small bundle into the store, as a run of `npx projen bundle` would. */
function publish(mode: BuildMode): Promise<Stored> {
  const { key } = knownPlan(workspace, greet(mode), mode, 'develop')!;
  return Store.of(workspace).publish(key, async (directory) => {
    writeFileSync(join(directory, 'handler.py'), readFileSync(join(root, 'lambda_src/greet/handler.py')));
    writeFileSync(join(directory, 'package.py'), `MODE = "${mode}"\n`);
    return { mode, pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
  });
}

interface Asset {
  readonly source: { readonly path: string; readonly packaging: string };
  readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
}

/** What CDK would upload for this code. */
function synthesise({ code }: FunctionCode): { assetHash: string; assetPath: string; packaging: string; objectKey: string } {
  const app = newApp();
  new LambdaFunction(new Stack(app, 'Test'), 'Function', { code, handler: 'handler.handler', runtime: Runtime.PYTHON_3_13 });
  const { directory } = app.synth();
  const { files } = JSON.parse(readFileSync(join(directory, 'Test.assets.json'), 'utf8')) as { files: Record<string, Asset> };
  const [assetHash] = Object.keys(files).filter((hash) => !files[hash].source.path.endsWith('.template.json'));
  const { source: { path, packaging }, destinations } = files[assetHash];
  return { assetHash, assetPath: join(directory, path), packaging, objectKey: Object.values(destinations)[0].objectKey };
}
