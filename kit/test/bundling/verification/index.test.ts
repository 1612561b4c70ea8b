import { installed } from './packages';
import type { BundlePlan, PackagesPlan } from '../../../src/bundling/plan';
import { refuse, verifyBundle, verifyDependencies } from '../../../src/bundling/verification';
import { parseRequirements } from '../../../src/python/requirements';
import { targetOf } from '../../../src/python/target';
import { elf } from '../../project/native-file';
import { type Files, failureOf, functionSettings, temporaryFolder, write } from '../../project/workspace';

const ROOT = '/srv/checkouts/shop';
const target = targetOf({ pythonVersion: '3.13', architecture: 'x86_64' });
const HASH = `--hash=sha256:${'a'.repeat(64)}`;

function dependencies(files: Files, requirements = `idna==3.7 ${HASH}`) {
  const plan = { kind: 'packages', mode: 'local', target, requirements: parseRequirements('requirements.txt', requirements) } as PackagesPlan;
  return verifyDependencies(write(temporaryFolder(), files), plan, ROOT);
}

function bundle(own: Files, others: Files = {}) {
  const sources = Object.keys(own).map((path) => ({ path, absolute: path, sha256: '' }));
  return verifyBundle(write(temporaryFolder(), { ...own, ...others }), { function: functionSettings('orders'), sources, target } as unknown as BundlePlan, ROOT);
}

test('dependencies in order give no findings', () => {
  expect(dependencies({ ...installed('idna', '3.7'), 'idna/core.py': '' })).toEqual({ problems: [], warnings: [] });
});

test('every check of dependencies is made, and all problems are told at once', () => {
  const { problems, warnings } = dependencies({
    ...installed('idna', '3.6', { tag: 'cp312-cp312-manylinux_2_17_x86_64', record: ['x.py,sha256=1,'] }),
    ...installed('fast', '1.0', { record: ['x.py,sha256=2,'] }),
    'fast/_core.so': elf(183), 'fast/__pycache__/a.cpython-311.pyc': '', '__editable__.a.pth': 'import a\n', 'b.pth': 'import b\n', 'c.json': `"${ROOT}/"`,
  });
  expect(problems).toEqual([
    'idna==3.7 is in requirements.txt but was not installed',
    'fast==1.0 was installed but is not in requirements.txt',
    'idna==3.6 was installed but is not in requirements.txt',
    'idna 3.6 is built for cp312-cp312-manylinux_2_17_x86_64, not for Python 3.13 on x86_64',
    'fast/_core.so is compiled for arm64, not for x86_64',
    'fast/__pycache__/a.cpython-311.pyc is bytecode of another Python than 3.13',
    'x.py is in fast and in idna, with different contents',
    '__editable__.a.pth is of an editable package, whose code is not in the bundle',
    "c.json has the checkout's path in it",
  ]);
  expect(warnings).toEqual(['b.pth has no effect: Lambda does not read .pth files']);
});

test("of a bundle, the function's own files are looked into, and its packages only weighed", () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA'.repeat(4)}\n`;
  expect(bundle({ 'handler.py': 'def handler(e, c): ...\n' }, { 'pkg/key.py': key, 'pkg/_core.so': elf(183) })).toEqual({ problems: [], warnings: [] });
  expect(bundle({ 'handler.py': 'def other(): ...\n', 'key.py': key, 'tool': elf(183) }).problems).toEqual([
    expect.stringContaining("defines no 'handler'"), 'tool is compiled for arm64, not for x86_64', 'key.py has a private key in it',
  ]);
});

describe('problems', () => {
  test('that are none refuse nothing', () => {
    expect(() => refuse('orders', [], 'x')).not.toThrow();
  });

  test('are told all at once, with where and what to do, and code 65', async () => {
    expect(await failureOf(() => refuse('orders', ['one'], 'correct it'))).toMatchObject({ message: 'one', code: 65, where: 'orders', fix: 'correct it' });
    expect((await failureOf(() => refuse('orders', ['one', 'two'], 'correct it'))).message).toBe('2 problems:\n  - one\n  - two');
  });
});
