import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findLock, knownRequirements, readRequirements } from '../../../src/bundling/locks/lock';
import type { Workspace } from '../../../src/config/workspace';
import { UV_VERSION } from '../../../src/toolchain/uv-release';
import { type Files, failureOf, fakeProgram, functionSettings, temporaryFolder, workspaceWith, write } from '../../project/workspace';

/** A stand-in for uv, which exports whatever the file `export` beside it holds and counts how often it was asked. */
const FAKE_UV = `#!${process.execPath}
const fs = require('fs'), at = (name) => require('path').join(__dirname, name);
if (process.argv[2] === '--version') console.log('uv ${UV_VERSION}');
else {
  fs.appendFileSync(at('asked'), process.cwd() + ' ' + process.argv.slice(2).join(' ') + '\\n');
  if (!fs.existsSync(at('export'))) { console.error('error: The lockfile needs to be updated'); process.exit(2); }
  process.stdout.write(fs.readFileSync(at('export')));
}`;

const fn = functionSettings('orders');
const PINNED = `idna==3.7 --hash=sha256:${'a'.repeat(64)}\n`;

/** A function with these files instead of a requirements file; the paths are relative to the root. */
function checkout(files: Files): Workspace {
  const workspace = workspaceWith({ orders: { 'requirements.txt': null } });
  write(workspace.root, files);
  return workspace;
}

function fakeUv(exported?: string): () => string[] {
  const folder = dirname(fakeProgram('uv', FAKE_UV));
  if (exported !== undefined) write(folder, { export: exported });
  // A stand-in for the function's Python, which is only asked for its version.
  process.env.PATH = `${folder}:${dirname(fakeProgram('python3.13', '#!/bin/sh\necho 3.13\n'))}`;
  return () => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n') : []);
}

describe('the lock of a function', () => {
  const entry = fn.entry;

  test.each<[string, Files, object]>([
    ['its requirements.txt', { [`${entry}/requirements.txt`]: '' }, { kind: 'requirements.txt', path: `${entry}/requirements.txt` }],
    ['its poetry.lock', { [`${entry}/poetry.lock`]: '', [`${entry}/pyproject.toml`]: '' }, { kind: 'poetry.lock', path: `${entry}/poetry.lock` }],
    ['its poetry.lock, even in a workspace of uv', { [`${entry}/poetry.lock`]: '', [`${entry}/pyproject.toml`]: '', 'uv.lock': '' }, { kind: 'poetry.lock' }],
    ['its Pipfile.lock', { [`${entry}/Pipfile.lock`]: '', [`${entry}/Pipfile`]: '' }, { kind: 'Pipfile.lock', path: `${entry}/Pipfile.lock` }],
    ['its own uv.lock', { [`${entry}/uv.lock`]: '', [`${entry}/pyproject.toml`]: '', 'uv.lock': '' }, { kind: 'uv.lock', path: `${entry}/uv.lock` }],
    ["the nearest folder's uv.lock", { 'lambda_src/uv.lock': '', [`${entry}/pyproject.toml`]: '', 'uv.lock': '' }, { kind: 'uv.lock', path: 'lambda_src/uv.lock' }],
    ["the workspace's uv.lock", { [`${entry}/pyproject.toml`]: '', 'uv.lock': '' }, { kind: 'uv.lock', path: 'uv.lock' }],
    ['not a uv.lock above it, if it is no project', { [`${entry}/requirements.txt`]: '', 'uv.lock': '' }, { kind: 'requirements.txt' }],
  ])('is %s', (_, files, lock) => {
    expect(findLock(checkout(files).root, fn)).toMatchObject(lock);
  });

  test.each<[string, Files]>([['requirements for tests', { [`${entry}/requirements-dev.txt`]: '' }]])(
    'is missed with what to write, if there is only %s', async (_, files) => {
      const failure = await failureOf(() => findLock(checkout(files).root, fn));
      expect(failure).toMatchObject({ code: 65, where: entry, message: 'the function has no requirements.txt, and no lock' });
      expect(failure.fix).toContain(`list its packages in ${entry}/requirements.txt`);
    });

  test.each<[string, Files, string]>([
    ['a project', { [`${entry}/pyproject.toml`]: '[project]\n' }, 'pyproject.toml, which was never locked by uv'],
    ['a project of Poetry', { [`${entry}/pyproject.toml`]: '[tool.poetry]\n' }, 'pyproject.toml, which was never locked by Poetry'],
    ['a project of PDM', { [`${entry}/pyproject.toml`]: '[tool.pdm]\n' }, 'pyproject.toml, which was never locked by PDM'],
    ['a project of Pipenv', { [`${entry}/Pipfile`]: '' }, 'Pipfile, which was never locked by Pipenv'],
    ['a project that is built by poetry-core', { [`${entry}/pyproject.toml`]: '[project]\n[build-system]\nbuild-backend = "poetry.core.masonry.api"\n' }, 'never locked by uv'],
    ['a project of Poetry with a lock of uv, which has none of its packages [E1]', {
      [`${entry}/pyproject.toml`]: '[tool.poetry.dependencies]\npython = "^3.13"\nidna = "3.7"\n', [`${entry}/uv.lock`]: '',
    }, 'never locked by Poetry'],
  ])('is missed with the command that makes one, if there is %s', async (_, files, message) => {
    const failure = await failureOf(() => findLock(checkout(files).root, fn));
    expect(failure).toMatchObject({ code: 65, where: entry, message: expect.stringContaining(message), fix: 'npx projen lock orders' });
  });

  test.each<[string, Files]>([
    ['uv.lock and requirements.txt', { [`${entry}/requirements.txt`]: '', [`${entry}/pyproject.toml`]: '', [`${entry}/uv.lock`]: '' }],
    ['poetry.lock and Pipfile.lock', { [`${entry}/poetry.lock`]: '', [`${entry}/Pipfile.lock`]: '' }],
  ])('is not one of two: %s', async (names, files) => {
    const failure = await failureOf(() => findLock(checkout(files).root, fn));
    const paths = names.split(' and ').map((name) => `${entry}/${name}`).join(' and ');
    expect(failure).toMatchObject({ code: 65, where: entry, fix: 'keep one of them', message: `the function's packages are in ${paths}` });
  });
});

test('a function that says nowhere that it requires anything requires nothing, and is locked', () => {
  const workspace = checkout({ [`${fn.entry}/handler.py`]: '', [`${fn.entry}/pyproject.toml`]: '[tool.ruff]\n' });
  expect(findLock(workspace.root, fn)).toBeUndefined();
  expect(knownRequirements(workspace, fn)).toMatchObject({ registry: [], direct: [], local: [], locked: true, path: `${fn.entry}/requirements.txt` });
});

describe('an export', () => {
  const project = (): Workspace => checkout({ [`${fn.entry}/pyproject.toml`]: '[project]\n', 'uv.lock': 'version = 1\nsource = { editable = "libs/money" }\n', 'libs/money/pyproject.toml': '' });

  test('is made once, and known without a tool afterwards', async () => {
    const asked = fakeUv(PINNED);
    const workspace = project();
    expect(knownRequirements(workspace, fn)).toBeUndefined();
    const requirements = await readRequirements(workspace, fn);
    expect(requirements).toMatchObject({ path: 'uv.lock', locked: true, pins: [{ name: 'idna', version: '3.7' }] });
    expect(await readRequirements(workspace, fn)).toEqual(requirements);
    expect(knownRequirements(workspace, fn)).toEqual(requirements);
    expect(asked()).toHaveLength(1);
  });

  test.each(['uv.lock', 'lambda_src/orders/pyproject.toml', 'libs/money/pyproject.toml'])('is made anew after an edit of %s', async (path) => {
    const asked = fakeUv(PINNED);
    const workspace = project();
    await readRequirements(workspace, fn);
    write(workspace.root, { [path]: '# other\n' });
    expect(knownRequirements(workspace, fn)).toBeUndefined();
    await readRequirements(workspace, fn);
    expect(asked()).toHaveLength(2);
  });

  test('is not made anew after an edit of a source', async () => {
    fakeUv(PINNED);
    const workspace = project();
    await readRequirements(workspace, fn);
    write(workspace.root, { 'lambda_src/orders/handler.py': '# other\n', 'libs/money/money.py': '' });
    expect(knownRequirements(workspace, fn)).toBeDefined();
  });

  test('is asked of uv in the folder of the function, with its extras and groups', async () => {
    const asked = fakeUv(PINNED);
    const workspace = project();
    await readRequirements(workspace, { ...fn, extras: ['pdf'], groups: ['metrics', 'tracing'] });
    expect(asked()[0]).toMatch(`${join(workspace.root, fn.entry)} export --locked `);
    expect(asked()[0]).toMatch(/ --extra pdf --group metrics --group tracing$/);
    expect(asked()[0]).toContain(' --no-default-groups '); // else groups that nobody named are bundled
    expect(knownRequirements(workspace, fn)).toBeUndefined();
  });

  test('that fails ends with what the tool said and the command that fixes it, and is not kept', async () => {
    fakeUv();
    const workspace = project();
    const failure = await failureOf(() => readRequirements(workspace, fn));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders', message: 'uv.lock does not fit its project, or cannot be exported' });
    expect(failure.output).toContain('The lockfile needs to be updated');
    expect(knownRequirements(workspace, fn)).toBeUndefined();
  });
});

describe('a local package', () => {
  test.each<[string, Files, string, string]>([
    ["relative to the workspace's lock", { [`${fn.entry}/pyproject.toml`]: '', 'uv.lock': '' }, './libs/money', 'libs/money'],
    ["relative to the function's own lock", { [`${fn.entry}/pyproject.toml`]: '', [`${fn.entry}/uv.lock`]: '' }, '../../libs/money', 'libs/money'],
    ["relative to the function's folder", { [`${fn.entry}/Pipfile.lock`]: '' }, '-e ../../libs/money', 'libs/money'],
    ['with an address that holds the place of the checkout', { [`${fn.entry}/poetry.lock`]: '' }, 'money @ file://ROOT/libs/money', 'libs/money'],
  ])('is found %s', async (_, files, line, expected) => {
    const workspace = checkout(files);
    fakeUv(`${line.replace('ROOT', workspace.root)} ; python_version >= "3.9"\n`);
    expect((await readRequirements(workspace, fn)).local).toEqual([{ path: expected, extras: [], marker: 'python_version >= "3.9"' }]);
  });

  test('is found in a requirements.txt, and in a checkout that was moved after its export', async () => {
    const { root, settings } = checkout({ [`${fn.entry}/requirements.txt`]: './vendored/money\n' });
    expect(knownRequirements({ root, settings }, fn)?.local).toEqual([{ path: `${fn.entry}/vendored/money`, extras: [] }]);
    rmSync(join(root, fn.entry, 'requirements.txt'));
    write(root, { [`${fn.entry}/poetry.lock`]: '' });
    fakeUv(`money @ file://${root}/libs/money\n`);
    await readRequirements({ root, settings }, fn);
    const moved = write(temporaryFolder(), { [`${fn.entry}/poetry.lock`]: '' });
    const [exported] = readdirSync(join(root, '.bundle-cache/exports'));
    write(moved, { [`.bundle-cache/exports/${exported}`]: readFileSync(join(root, '.bundle-cache/exports', exported)) });
    expect(knownRequirements({ root: moved, settings }, fn)?.local).toEqual([{ path: 'libs/money', extras: [] }]);
  });
});
