import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { elf } from './native-file';
import { type Files, failureOf, functionSettings, temporaryFolder, write } from './workspace';
import { parseRequirements } from '../../src/bundling/requirements';
import { targetOf } from '../../src/bundling/target';
import { SIZE_LIMIT, bundleProblems, dependencyProblems, installedPackages, refuse } from '../../src/bundling/verification';

const HASH = `--hash=sha256:${'a'.repeat(64)}`;
const TARGET = targetOf({ pythonVersion: '3.13', architecture: 'x86_64' });
const OLD = targetOf({ pythonVersion: '3.11', architecture: 'arm64' });

function installed(name: string, version: string, tag = 'py3-none-any'): Files {
  const info = `${name}-${version}.dist-info`;
  return { [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nName: not me\n`, [`${info}/WHEEL`]: `Wheel-Version: 1.0\nTag: ${tag}\n` };
}

/** Without requirements, those that allow anything: a set that is not locked. */
function problemsOf(files: Files, requirements = 'anything', target = TARGET): string[] {
  return dependencyProblems(write(temporaryFolder(), files), parseRequirements('requirements.txt', requirements), target);
}

test('installed packages are named and numbered by their metadata', () => {
  const directory = write(temporaryFolder(), { ...installed('Zope.Interface', '6.0'), ...installed('annotated_types', '0.7.0') });
  expect(installedPackages(directory)).toEqual(['annotated-types==0.7.0', 'zope-interface==6.0']);
});

describe('the installed set of a locked requirements file', () => {
  const lock = `idna==3.7 ${HASH}\nTyping_Extensions==4.12.2 ${HASH}\n`;
  const both = { ...installed('idna', '3.7'), ...installed('typing_extensions', '4.12.2') };

  test('has no problems if it is the lock', () => {
    expect(problemsOf(both, lock)).toEqual([]);
  });

  test('lacks a package', () => {
    expect(problemsOf(installed('idna', '3.7'), lock)).toEqual(['typing-extensions==4.12.2 is in requirements.txt but was not installed']);
  });

  test('has a package too many', () => {
    expect(problemsOf({ ...both, ...installed('six', '1.17.0') }, lock)).toEqual(['six==1.17.0 was installed but is not in requirements.txt']);
  });

  test('has another version', () => {
    expect(problemsOf({ ...both, ...installed('six', '1.17.0') }, `${lock}six==1.16.0 ${HASH}`)).toEqual([
      'six==1.16.0 is in requirements.txt but was not installed', 'six==1.17.0 was installed but is not in requirements.txt',
    ]);
  });

  test('may lack a package whose marker does not hold', () => {
    expect(problemsOf(both, `${lock}tomli==2.0.1 ; python_version < "3.11" ${HASH}`)).toEqual([]);
  });

  test('is not compared if the file is not locked: it may pull in more', () => {
    expect(problemsOf(both, 'idna==3.7')).toEqual([]);
  });
});

describe('wheels', () => {
  test.each(['py3-none-any', 'py2.py3-none-any', 'cp313-cp313-manylinux_2_34_x86_64', 'cp39-abi3-manylinux2014_x86_64', 'py3-none-manylinux2014_x86_64'])('with the tag %s fit', (tag) => {
    expect(problemsOf(installed('fast', '1.0', tag))).toEqual([]);
  });

  test('for another Python do not', () => {
    expect(problemsOf(installed('fast', '1.0', 'cp312-cp312-manylinux_2_17_x86_64'))).toEqual([
      'fast 1.0 is built for cp312-cp312-manylinux_2_17_x86_64, not for Python 3.13',
    ]);
  });

  test('that were compiled on this machine do not', () => {
    expect(problemsOf(installed('psycopg2', '2.9.9', 'cp313-cp313-linux_x86_64'))).toEqual([
      'psycopg2 2.9.9 has no wheel for Python 3.13 on x86_64 and was compiled on this machine',
    ]);
  });
});

describe('compiled extensions', () => {
  test('that the target can load are no problem', () => {
    expect(problemsOf({ 'fast/_core.so': elf(62, ['GLIBC_2.34']), 'fast.libs/libz.so.1': elf(62, ['GLIBC_2.2.5']) })).toEqual([]);
  });

  test('for another machine are', () => {
    expect(problemsOf({ 'fast/_core.so': elf(183) })).toEqual(['fast/_core.so is compiled for arm64, not for x86_64']);
    expect(problemsOf({ 'fast/_core.so': elf(62) }, undefined, OLD)).toEqual(['fast/_core.so is compiled for x86_64, not for arm64']);
  });

  test('that need a newer glibc are, by the version of the target', () => {
    expect(problemsOf({ 'fast/_core.so': elf(62, ['GLIBC_2.35']) })).toEqual(["fast/_core.so needs glibc 2.35, and Lambda's Python 3.13 on x86_64 has 2.34"]);
    expect(problemsOf({ 'fast.libs/libz.so.1.2': elf(183, ['GLIBC_2.28']) }, undefined, OLD)).toEqual([
      "fast.libs/libz.so.1.2 needs glibc 2.28, and Lambda's Python 3.11 on arm64 has 2.26",
    ]);
  });

  test('are judged by what they are, not by their name', () => {
    expect(problemsOf({ 'fast/notes.so.txt': 'no ELF' })).toEqual([]);
  });
});

describe('the handler of a bundle', () => {
  const problems = (files: Files, handler = 'handler.handler') => bundleProblems(write(temporaryFolder(), files), functionSettings('orders', { handler }));

  test.each([
    'def handler(event, context):\n    pass\n', 'import x\n\n@log\ndef handler(event, context): ...\n', 'class handler:\n', 'handler = App()\n', 'handler: Handler = App()\n',
    'from app import handler\n', 'from app import main as handler\n', 'async def handler(event, context): ...\n',
  ])('is there: %j', (source) => {
    expect(problems({ 'handler.py': source })).toEqual([]);
  });

  test.each(['def other(): ...\n', '# handler = 1\n', 'def handler_of(): ...\n', 'class A:\n    def handler(self): ...\n', ''])('is not there: %j', (source) => {
    expect(problems({ 'handler.py': source })).toEqual(["the handler is handler.handler, but handler.py defines no 'handler'"]);
  });

  test('may be in a module of a package, or in a package', () => {
    expect(problems({ 'app/api/main.py': 'def run(e, c): ...\n' }, 'app.api.main.run')).toEqual([]);
    expect(problems({ 'app/__init__.py': 'def run(e, c): ...\n' }, 'app.run')).toEqual([]);
  });

  test('whose file is missing is named with the file', () => {
    expect(problems({ 'main.py': 'x' }, 'app.api.run')).toEqual(['the handler is app.api.run, but there is no app/api.py']);
  });
});

test("a bundle that is larger than Lambda takes is a problem, and one of exactly Lambda's limit is none", () => {
  const directory = write(temporaryFolder(), { 'handler.py': 'def handler(e, c): ...\n', 'model.bin': '' });
  const handlerSize = 'def handler(e, c): ...\n'.length;
  truncateSync(join(directory, 'model.bin'), SIZE_LIMIT - handlerSize);
  expect(bundleProblems(directory, functionSettings('orders'))).toEqual([]);
  truncateSync(join(directory, 'model.bin'), SIZE_LIMIT - handlerSize + 1);
  expect(bundleProblems(directory, functionSettings('orders'))).toEqual([`it has ${SIZE_LIMIT + 1} bytes unzipped, and Lambda takes ${SIZE_LIMIT}`]);
});

describe('problems', () => {
  test('that are none refuse nothing', () => {
    expect(() => refuse('orders', [], 'x')).not.toThrow();
  });

  test('are told all at once, with where and what to do, and code 65', async () => {
    expect(await failureOf(() => refuse('orders', ['one'], 'mend it'))).toMatchObject({ message: 'one', code: 65, where: 'orders', fix: 'mend it' });
    expect((await failureOf(() => refuse('orders', ['one', 'two'], 'mend it'))).message).toBe('2 problems:\n  - one\n  - two');
  });
});
