import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { withPurpose } from './purpose';
import { knownPlan } from '../../src/bundling/plan';
import { Store, type Stored } from '../../src/bundling/store/store';
import type { BuildMode, FunctionSettings, Mode } from '../../src/config/policy';
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
    const { directory } = await publish('local');
    const { assetPath } = synthesise(codeOf(greet('local'), workspace));
    expect(readFileSync(join(assetPath, 'package.py'), 'utf8')).toBe(readFileSync(join(directory, 'package.py'), 'utf8'));
  });

  test('has an asset hash that is derived from the key, so another mode never passes for it', async () => {
    const { manifest } = await publish('local');
    const bundled = synthesise(codeOf(greet('local'), workspace));
    expect(bundled.assetHash).toBe(createHash('sha256').update(manifest.key).digest('hex'));
    expect(synthesise(codeOf(greet('skip'), workspace)).assetHash).not.toBe(bundled.assetHash);
  });

  test('records what the guard holds the code against', async () => {
    const { manifest } = await publish('docker');
    const { record } = codeOf(greet('docker'), workspace);
    expect(record).toEqual({
      function: 'greet', purpose: 'develop', mode: 'docker', key: manifest.key, contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(record.key).toMatch(/^docker-/);
  });

  test('is the bundle made in Docker when any will do and both are there', async () => {
    await publish('local');
    expect(codeOf(greet('auto'), workspace).record.mode).toBe('local');
    await publish('docker');
    expect(codeOf(greet('auto'), workspace).record.mode).toBe('docker');
  });

  test('is the plain sources, with no hash of a content, when the policy skips bundling', async () => {
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
    const { directory } = await publish('local');
    writeFileSync(join(directory, 'package.py'), 'print("altered")\n');
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

/** What CDK would upload for this code. */
function synthesise({ code }: FunctionCode): { assetHash: string; assetPath: string } {
  const app = newApp();
  new LambdaFunction(new Stack(app, 'Test'), 'Function', { code, handler: 'handler.handler', runtime: Runtime.PYTHON_3_13 });
  const { directory } = app.synth();
  const { files } = JSON.parse(readFileSync(join(directory, 'Test.assets.json'), 'utf8')) as { files: Record<string, { source: { path: string } }> };
  const [assetHash] = Object.keys(files).filter((hash) => !files[hash].source.path.endsWith('.template.json'));
  return { assetHash, assetPath: join(directory, files[assetHash].source.path) };
}
