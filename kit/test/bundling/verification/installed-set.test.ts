import { localPackageProblems, sameVersion, setProblems } from '../../../src/bundling/verification/installed-set';
import { parseRequirements } from '../../../src/python/requirements';
import { targetOf } from '../../../src/python/target';

const HASH = `--hash=sha256:${'a'.repeat(64)}`;
const COMMIT = 'b'.repeat(40);
const LOCK = `idna==3.7 ${HASH}\nTyping_Extensions==4.12.2 ${HASH}\n`;
const target = targetOf({ pythonVersion: '3.13', architecture: 'arm64' });

/** @param packages `name==version` */
function problemsOf(packages: readonly string[], requirements: string): string[] {
  const found = packages.map((one) => ({ name: one.split('==')[0], version: one.split('==')[1] }));
  return setProblems(found, { requirements: parseRequirements('requirements.txt', requirements), target });
}

const both = ['idna==3.7', 'typing-extensions==4.12.2'];

test('a set that is the lock has no problems', () => {
  expect(problemsOf(both, LOCK)).toEqual([]);
});

test('a package can be missing, too many, or of another version', () => {
  expect(problemsOf(['idna==3.7'], LOCK)).toEqual(['typing-extensions==4.12.2 is in requirements.txt but was not installed']);
  expect(problemsOf([...both, 'six==1.17.0'], LOCK)).toEqual(['six==1.17.0 was installed but is not in requirements.txt']);
  expect(problemsOf(['idna==3.6', both[1]], LOCK)).toEqual([
    'idna==3.7 is in requirements.txt but was not installed', 'idna==3.6 was installed but is not in requirements.txt',
  ]);
});

test('a marker that does not hold for the target must have kept its package out', () => {
  const lock = `${LOCK}tomli==2.0.1 ; python_version < "3.11" ${HASH}`;
  expect(problemsOf(both, lock)).toEqual([]);
  expect(problemsOf([...both, 'tomli==2.0.1'], lock)).toEqual([
    'tomli==2.0.1 was installed, but requirements.txt wants it only where python_version < "3.11", and not for Python 3.13 on arm64',
  ]);
});

test('a marker that holds must have let its package in', () => {
  const lock = `${LOCK}sniffio==1.3.1 ; platform_machine == "aarch64" ${HASH}`;
  expect(problemsOf(both, lock)).toEqual(['sniffio==1.3.1 is in requirements.txt but was not installed']);
  expect(problemsOf([...both, 'sniffio==1.3.1'], lock)).toEqual([]);
});

test('a marker that cannot be decided allows both', () => {
  const lock = `${LOCK}backport==1.0 ; python_full_version < "3.13.2" ${HASH}`;
  expect(problemsOf(both, lock)).toEqual([]);
  expect(problemsOf([...both, 'backport==1.0'], lock)).toEqual([]);
});

test('of two versions with markers, the one for the target is installed', () => {
  const lock = `pillow==13.0.0 ; python_version >= "3.12" ${HASH}\npillow==12.2.0 ; python_version < "3.12" ${HASH}`;
  expect(problemsOf(['pillow==13.0.0'], lock)).toEqual([]);
  expect(problemsOf(['pillow==12.2.0'], lock)).toHaveLength(2);
});

describe('a package from a repository', () => {
  const lock = `${LOCK}money @ git+https://git.example/money@${COMMIT}`;

  test('may have any version, and must be there', () => {
    expect(problemsOf([...both, 'money==0.1'], lock)).toEqual([]);
    expect(problemsOf(both, lock)).toEqual(['money is in requirements.txt but was not installed']);
  });

  test('that is not named is one more', () => {
    const nameless = `${LOCK}git+https://git.example/money@${COMMIT}`;
    expect(problemsOf([...both, 'money==0.1'], nameless)).toEqual([]);
    expect(problemsOf([...both, 'money==0.1', 'six==1.0'], nameless)).toHaveLength(2);
  });

  test('is named by its egg or its wheel', () => {
    expect(problemsOf([...both, 'money==0.1'], `${LOCK}git+https://git.example/x@${COMMIT}#egg=money`)).toEqual([]);
  });
});

test('a file that is not locked is not compared: it may pull in more', () => {
  expect(problemsOf(both, 'idna==3.7')).toEqual([]);
});

test('versions are the same however they are written', () => {
  for (const [a, b] of [['1.0', '1.0.0'], ['2024.01.02', '2024.1.2'], ['1.0-RC1', '1.0rc1'], ['1.0.alpha.1', '1.0a1'], ['2.0', '2.0+cpu'], ['1.0.post1', '1.0-post1']]) {
    expect([a, b, sameVersion(a, b)]).toEqual([a, b, true]);
  }
  for (const [a, b] of [['1.0', '1.0.1'], ['1.0', '1.0rc1'], ['1.0', '10'], ['2.0+cpu', '2.0+gpu'], ['1!1.0', '1.0'], ['1.10', '1.1']]) {
    expect([a, b, sameVersion(a, b)]).toEqual([a, b, false]);
  }
});

test('a local package is exactly one', () => {
  expect(localPackageProblems([{ name: 'money', version: '1' }], { path: 'libs/money' })).toEqual([]);
  expect(localPackageProblems([], { path: 'libs/money' })).toEqual(['building libs/money installed no package']);
});
