import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { functionSettings } from './function-settings';
import { temporaryFolder } from './run';
import { BUNDLE_METADATA } from '../../src/assembly/record';
import { knownPlan } from '../../src/bundling/plan';
import { Store } from '../../src/bundling/store/store';
import type { BuildMode } from '../../src/config/policy';
import type { FunctionSettings } from '../../src/config/settings';
import type { Workspace } from '../../src/config/workspace';
import { codeOf } from '../../src/constructs/function-code';

/**
 * An assembly with one small function that is bundled for a release: published in a store, staged by the CDK, and
 * recorded as `PythonFunction` does, with an alias if it is to have one. It needs `BUNDLING_PURPOSE=release`.
 *
 * @returns its folder
 */
export async function releasedAssembly(mode: BuildMode = 'docker', stage = 'production', alias?: string): Promise<string> {
  const workspace: Workspace = { root: temporaryFolder(), settings: { project: 'test', functions: {}, stages: [], local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' } } };
  const fn = await publishedFunction(workspace, mode);
  return assemblyOf((stack) => {
    const { code, record } = codeOf(fn, workspace);
    const lambda = addFunction(stack, code);
    (lambda.node.defaultChild as CfnResource).addMetadata(BUNDLE_METADATA, { ...record, stage });
    if (alias) lambda.addAlias(alias);
  });
}

/** An assembly with a Python function of another construct, of which nothing is recorded. */
export function foreignAssembly(): string {
  const sources = temporaryFolder();
  writeFileSync(join(sources, 'handler.py'), 'def handler(event, context):\n    return event\n');
  return assemblyOf((stack) => addFunction(stack, Code.fromAsset(sources)));
}

function assemblyOf(define: (stack: Stack) => void): string {
  const outdir = temporaryFolder();
  const app = new App({ outdir });
  define(new Stack(app, 'Test'));
  app.synth();
  return outdir;
}

function addFunction(stack: Stack, code: Code): LambdaFunction {
  return new LambdaFunction(stack, 'Greet', { code, handler: 'handler.handler', runtime: Runtime.PYTHON_3_13 });
}

async function publishedFunction(workspace: Workspace, release: BuildMode): Promise<FunctionSettings> {
  const fn = functionSettings('greet', { policy: { unit: 'skip', develop: 'auto', verify: 'docker', release } });
  const entry = join(workspace.root, fn.entry);
  mkdirSync(entry, { recursive: true });
  writeFileSync(join(entry, 'requirements.txt'), '');
  writeFileSync(join(entry, 'handler.py'), 'def handler(event, context):\n    return event\n');
  await Store.of(workspace).publish(knownPlan(workspace, fn, release, 'verify')!.key, async (directory) => {
    writeFileSync(join(directory, 'handler.py'), 'def handler(event, context):\n    return event\n');
    return { mode: release, pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
  });
  return fn;
}
