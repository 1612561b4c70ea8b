import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { bundleAll } from '../../../src/bundling/bundle';
import { importInImage } from '../../../src/bundling/import-check';
import type { FunctionSettings } from '../../../src/config/settings';
import { type Workspace, selectFunctions } from '../../../src/config/workspace';
import { docker } from '../../../src/docker/docker';
import { ExitCode, type Failures } from '../../../src/kernel/failure';
import { targetOf } from '../../../src/python/target';
import { Checkout } from '../../project/checkout';
import { SilentProgress } from '../../project/silent-progress';
import { failureOf, fakeProgram, workspaceWith, write } from '../../project/workspace';

jest.setTimeout(300_000);

const RUNTIME = 'public.ecr.aws/lambda/python:3.13';
const HANDLER = 'def handler(e, c): ...\n';

function bundle(workspace: Workspace, changes: Partial<FunctionSettings> = {}) {
  return bundleAll(workspace, selectFunctions(workspace).map((fn) => ({ ...fn, runtimeImage: RUNTIME, ...changes })), new SilentProgress());
}

/** Bundles, that is: trees with a handler. */
function storedBundles({ root }: Workspace): string[] {
  return readdirSync(join(root, '.bundle-cache')).filter((key) => existsSync(join(root, '.bundle-cache', key, 'files', 'handler.py')));
}

/** An engine that notes each command and hands it on. */
function watchedDocker(): string {
  return fakeProgram('docker', '#!/bin/sh\nprintf "%s\\n" "$*" >> "$(dirname "$0")/calls"\nexec docker "$@"\n');
}

beforeEach(() => { process.env.BUNDLING_MODE = 'docker'; });

/** Only Lambda's own Python can tell whether this works. */
function byName(module: string): string {
  return `import importlib\nimportlib.import_module('${module}')\n`;
}

test('handlers that can be imported are stored, after one container for all of them', async () => {
  process.env.CDK_DOCKER = watchedDocker();
  const workspace = workspaceWith({
    native: { 'requirements.txt': 'markupsafe==3.0.3', 'handler.py': `from markupsafe._speedups import _escape_inner\n${HANDLER}` },
    plain: { 'handler.py': `import json, os\nassert os.getcwd() == '/var/task'\nassert os.path.exists('/var/task/handler.py')\n${HANDLER}` },
  });
  const bundles = await bundle(workspace);
  expect(bundles.map(({ stored }) => stored.manifest.warnings)).toEqual([[], []]);
  expect(storedBundles(workspace)).toHaveLength(2);
  const calls = readFileSync(join(process.env.CDK_DOCKER, '..', 'calls'), 'utf8');
  const called = (command: string) => calls.split('\n').filter((line) => line.startsWith(`${command} `));
  expect(called('create').filter((line) => line.includes(RUNTIME))).toHaveLength(1);
  expect(called('rm')).toHaveLength(called('create').length);
});

test('one that cannot be imported is told with the error, and none of its container is stored', async () => {
  const workspace = workspaceWith({
    good: { 'handler.py': HANDLER },
    broken: { 'handler.py': `${byName('yaml')}${HANDLER}` },
    dead: { 'handler.py': `raise RuntimeError('no')\n${HANDLER}` },
  });
  const failure = await failureOf(() => bundle(workspace)) as Failures;
  expect(failure).toMatchObject({
    code: ExitCode.BAD_INPUT, where: 'broken, dead', fix: expect.stringContaining('lambda_src/broken/requirements.txt'),
  });
  const [broken, dead] = failure.all.map(({ message, output }) => `${message}\n${output}`);
  expect(broken).toMatch(/cannot be imported in [^]*No module named 'yaml'/);
  expect(dead).toMatch(/cannot be imported in [^]*RuntimeError: no/);
  expect(storedBundles(workspace)).toHaveLength(1); // the good one's
});

test('functions that share packages do not see each other: not their files, and not their bytecode', async () => {
  // Both handlers are as long as each other, and so are their modules of the same name.
  const shared = { 'requirements.txt': 'markupsafe==3.0.3' };
  const workspace = workspaceWith({
    first: { ...shared, 'own.py': "NAME = 'first_'\n", 'only.py': '', 'handler.py': `import markupsafe, own\nassert own.NAME == 'first_'\n${HANDLER}` },
    second: { ...shared, 'own.py': "NAME = 'second'\n", 'handler.py': `import markupsafe, own\nassert own.NAME == 'second'\n${HANDLER}` },
    third: { ...shared, 'handler.py': `${byName('only')}${HANDLER}` },
  });
  const failure = await failureOf(() => bundle(workspace));
  expect(failure).toMatchObject({ where: 'third', output: expect.stringContaining("No module named 'only'") });
});

test('what handlers print while they are imported is no answer, with an end of its line or without', async () => {
  const workspace = workspaceWith({
    loud: { 'handler.py': `import sys\nprint('loading...', end='')\nprint('{"code": 1, "output": ""}', file=sys.__stdout__)\n${HANDLER}` },
    plain: { 'handler.py': HANDLER },
  });
  expect((await bundle(workspace)).map(({ stored }) => stored.manifest.warnings)).toEqual([[], []]);
});

test('a handler that insists on variables is given those of its settings, and those of no other', async () => {
  const source = `import os\nif not os.environ.get('TABLE'): raise RuntimeError('TABLE is not set')\n${HANDLER}`;
  const workspace = workspaceWith({ given: { 'handler.py': source }, without: { 'handler.py': source } });
  const functions = selectFunctions(workspace).map((fn) => ({ ...fn, runtimeImage: RUNTIME }));
  functions[0] = { ...functions[0], testEnvironment: { TABLE: 'orders' } };
  const failure = await failureOf(() => bundleAll(workspace, functions, new SilentProgress()));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, where: 'without', fix: expect.stringContaining('functions.without.testEnvironment') });
  expect(failure.output).toContain('TABLE is not set');
  const [{ stored }] = await bundleAll(workspace, [functions[0]], new SilentProgress());
  expect(stored.manifest.warnings).toEqual([]);
});

test('secrets that a handler was given are in no error of it', async () => {
  const workspace = workspaceWith({ orders: { 'handler.py': `import os\nraise RuntimeError('boom ' + os.environ['API_TOKEN'])\n${HANDLER}` } });
  const failure = await failureOf(() => bundle(workspace, { testEnvironment: { API_TOKEN: 'hunter2-super-secret' } }));
  expect(failure.output).toContain('RuntimeError: boom ***');
  expect(failure.output).not.toContain('hunter2');
});

test('a container that a killed run left in the middle of an import is removed by the next run', async () => {
  const checkout = Checkout.with({ orders: {} }, { runtimeImage: RUNTIME });
  write(checkout.root, { 'lambda_src/orders/handler.py': `import time\ntime.sleep(50)\n${HANDLER}` });
  const containers = async () => {
    const { stdout } = await docker(['ps', '--all', '--filter', `label=python-lambda-bundling=${hostname()}:${checkout.root}`, '--format', '{{.Image}} {{.State}}'], 30);
    return stdout.split('\n').filter(Boolean);
  };
  const run = checkout.start({ BUNDLING_MODE: 'docker' });
  for (let tries = 0; !(await containers()).includes(`${RUNTIME} running`); tries++) {
    if (tries > 300) throw new Error(run.stderr);
    await new Promise((done) => setTimeout(done, 200));
  }
  run.kill();
  await run.ended();
  expect(await containers()).toHaveLength(1);
  write(checkout.root, { 'lambda_src/orders/handler.py': HANDLER });
  expect(await checkout.build({ BUNDLING_MODE: 'docker' })).toMatchObject({ code: 0 });
  expect(await containers()).toEqual([]);
  expect(checkout.leftovers()).toEqual([]);
});

test.each([
  ['is no function', 'handler = 1\n', 'handler.handler cannot be called'],
  ['needs a file that is not there', `open('model.bin')\n${HANDLER}`, "No such file or directory: 'model.bin'"],
  ['needs a library that is not there', `import ctypes\nctypes.CDLL('libnone.so.1')\n${HANDLER}`, 'libnone.so.1: cannot open shared object file'],
  ['looks a key up in vain', `{}['key']\n${HANDLER}`, "KeyError: 'key'"],
])('a handler that %s cannot be imported', async (_, source, output) => {
  const failure = await failureOf(() => bundle(workspaceWith({ orders: { 'handler.py': source } })));
  expect(failure).toMatchObject({ code: ExitCode.BAD_INPUT, message: `handler.handler cannot be imported in ${RUNTIME}` });
  expect(failure.output).toContain(output);
});

test.each([
  ['a variable that the stack sets', `import os\nTABLE = os.environ['TABLE']\n${HANDLER}`, "KeyError: 'TABLE'"],
  ['a service on the network', `import socket\nsocket.create_connection(('127.0.0.1', 1))\n${HANDLER}`, 'ConnectionRefusedError'],
])('a handler that asks for %s is stored, with a warning', async (_, source, warning) => {
  const workspace = workspaceWith({ orders: { 'handler.py': source } });
  const [{ stored, plan }] = await bundle(workspace);
  expect(stored.manifest.warnings).toEqual([expect.stringContaining(warning)]);
  expect(await importInImage(workspace, plan, stored.directory)).toEqual([expect.stringContaining(warning)]);
});

test('an image that this host cannot run gives a note, and no failure', async () => {
  const workspace = workspaceWith({ orders: { 'handler.py': HANDLER } });
  const [{ plan, stored }] = await bundle(workspace);
  process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\n[ "$1" = start ] && { echo "exec /bin/sh: exec format error" >&2; exit 1; }\nexec docker "$@"\n');
  const note = [`the handler was not imported: this host cannot run ${RUNTIME} for x86_64`];
  expect(await importInImage(workspace, plan, stored.directory)).toEqual(note);
  process.env.CDK_DOCKER = fakeProgram('docker', '#!/bin/sh\n[ "$1" = create ] && { echo "no matching manifest for linux/arm64 in the manifest list entries" >&2; exit 1; }\nexec docker "$@"\n');
  expect(await importInImage(workspace, { ...plan, target: targetOf({ pythonVersion: '3.13', architecture: 'arm64' }) }, stored.directory)).toEqual([note[0].replace('x86_64', 'arm64')]);
});

test('an image that is not to be had is a failure that names it', async () => {
  const failure = await failureOf(() => bundle(workspaceWith({ orders: {} }), { runtimeImage: 'localhost:1/no/such-image:1' }));
  expect(failure).toMatchObject({ code: ExitCode.UNAVAILABLE, where: 'orders', message: expect.stringContaining('localhost:1/no/such-image:1') });
});
