import { bundleAll } from '../../src/bundling/bundle';
import { Store } from '../../src/bundling/store/store';
import { type Workspace, selectFunctions } from '../../src/config/workspace';
import { Failure, Failures } from '../../src/kernel/failure';
import { useFakeUv } from '../project/fake-uv';
import { SilentProgress } from '../project/silent-progress';
import { failureOf, workspaceWith } from '../project/workspace';

let installs: () => number;

beforeEach(() => { installs = useFakeUv(); });

const bundle = (workspace: Workspace) => bundleAll(workspace, selectFunctions(workspace), new SilentProgress());
const bundled = (workspace: Workspace) => Object.keys(workspace.settings.functions).filter((name) => Store.of(workspace).lastTakenBy(name));
const GOOD = { 'requirements.txt': 'idna==3.7' };

test('every bad function is named with its own cause and fix, and the good ones are bundled', async () => {
  const workspace = workspaceWith({
    first: GOOD,
    unlisted: { 'requirements.txt': null, 'pyproject.toml': '[project]\n' },
    importing: { 'handler.py': 'import yaml\ndef handler(e, c): ...\n' },
    misspelt: { 'handler.py': 'def handle(e, c): ...\n' },
    wheelless: { 'requirements.txt': 'foreign==1.0' },
    offline: { 'requirements.txt': 'absent==1.0' },
    last: { 'requirements.txt': 'certifi==2024.1' },
  });
  const failure = await failureOf(() => bundle(workspace)) as Failures;
  expect(failure).toBeInstanceOf(Failures);
  expect(failure.code).toBe(65);
  expect(failure.all.map(({ code, where }) => [code, where])).toEqual(expect.arrayContaining([
    [65, 'lambda_src/unlisted'], [65, 'importing'], [65, 'misspelt'], [65, 'wheelless'], [69, 'offline (lambda_src/offline/requirements.txt)'],
  ]));
  expect(failure.all).toHaveLength(5);
  expect(new Set(failure.all.map(({ fix }) => fix)).size).toBe(5);
  expect(bundled(workspace)).toEqual(['first', 'last']);
  expect(await bundleAll(workspace, selectFunctions(workspace, ['first', 'last']), new SilentProgress())).toMatchObject([{ reused: true }, { reused: true }]);
});

test('one bad function is told as ever', async () => {
  const workspace = workspaceWith({ first: GOOD, misspelt: { 'handler.py': 'def handle(e, c): ...\n' } });
  const failure = await failureOf(() => bundle(workspace));
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).not.toBeInstanceOf(Failures);
  expect(failure).toMatchObject({ code: 65, where: 'misspelt' });
  expect(bundled(workspace)).toEqual(['first']);
});

test('packages of many functions that cannot be installed are told once', async () => {
  const workspace = workspaceWith({ a: { 'requirements.txt': 'foreign==1.0' }, b: { 'requirements.txt': 'foreign==1.0' }, c: GOOD });
  expect(await failureOf(() => bundle(workspace))).toMatchObject({ code: 65, where: 'a, b' });
  expect(bundled(workspace)).toEqual(['c']);
});

test('a network that is not there is not asked for by each of many, and every function is named', async () => {
  const names = Array.from({ length: 32 }, (_, i) => `f${i}`);
  const workspace = workspaceWith(Object.fromEntries(names.map((name, i) => [name, { 'requirements.txt': `absent==1.${i}` }])));
  const failure = await failureOf(() => bundle(workspace)) as Failures;
  expect(failure.code).toBe(69);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(failure.where!))).toEqual([]);
  expect(installs()).toBeLessThan(16);
});

test('what is no Failure is a bug, and ends all', async () => {
  const workspace = workspaceWith({ a: GOOD, b: GOOD });
  const broken = { ...workspace, settings: { ...workspace.settings, functions: { ...workspace.settings.functions, a: undefined as never } } };
  await expect(bundleAll(broken, Object.values(broken.settings.functions), new SilentProgress())).rejects.toThrow(TypeError);
});
