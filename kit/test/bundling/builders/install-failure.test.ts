import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installation } from '../../../src/bundling/builders/builder';
import { explainInstallFailure } from '../../../src/bundling/builders/install-failure';
import { knownPlan } from '../../../src/bundling/plan';
import type { Failure } from '../../../src/kernel/failure';
import { functionSettings, workspaceWith } from '../../project/workspace';

const FILE = 'lambda_src/orders/requirements.txt';

function installation(): Installation {
  const { dependencies: [plan] } = knownPlan(workspaceWith({ orders: {} }), functionSettings('orders'), 'local', 'develop')!;
  return { plan, functions: ['orders', 'bills'], input: '/nowhere', directory: '/nowhere' };
}

/** What is made of the output that the real uv wrote; see fixtures/uv/README.md. */
function explain(fixture: string): Failure {
  return explainInstallFailure(installation(), readFileSync(join(__dirname, 'fixtures/uv', `${fixture}.txt`), 'utf8'));
}

const ALL = [
  'unknown-package', 'unknown-version', 'range-too-high', 'two-pins', 'conflict', 'source-only', 'build-failed', 'no-wheel', 'wrong-hash', 'hash-missing', 'malformed',
  'unreachable', 'server-error',
];

test.each(ALL)('%s names the functions and their file, and keeps the end of what uv said', (fixture) => {
  const failure = explain(fixture);
  expect(failure.where).toBe(`orders, bills (${FILE})`);
  expect(failure.output!.split('\n').length).toBeLessThanOrEqual(12);
  expect(failure.fix).not.toMatch(/\$1|\{/);
  expect(failure.message).not.toMatch(/\$1|\{|undefined/);
});

describe('a requirement that does not exist', () => {
  test.each([
    ['unknown-package', 'surely-no-such-package-a1b2 was not found in the package registry'],
    ['unknown-version', 'there is no version of certifi==1999.1.1'],
  ])('is named: %s', (fixture, cause) => {
    expect(explain(fixture)).toMatchObject({
      code: 65, message: `the requirements cannot be resolved: ${cause}`, fix: `correct the name and version in ${FILE}`,
    });
  });

  test('is named with the version that there is', () => {
    expect(explain('range-too-high').message).toMatch(/only certifi<=\S+ is available/);
  });
});

describe('a requirement without a wheel for the target', () => {
  test('is named with the target, and the fix is another version or Docker', () => {
    expect(explain('no-wheel')).toMatchObject({
      code: 65, message: 'numpy==2.4.6 has no wheel for Python 3.13 on x86_64', fix: `pin a version that has one in ${FILE}, or bundle in Docker`,
    });
  });

  test.each([['source-only', 'psycopg2==2.9.9'], ['build-failed', 'mysqlclient==2.2.4']])('is named if building it failed: %s', (fixture, name) => {
    const failure = explain(fixture);
    expect(failure).toMatchObject({ code: 65, message: `${name} has no wheel for Python 3.13 on x86_64, and building it from source failed` });
    expect(failure.fix).toContain('psycopg2-binary instead of psycopg2');
    expect(failure.fix).toContain('or bundle in Docker');
  });
});

test.each(['two-pins', 'conflict'])('requirements that contradict each other are told so: %s', (fixture) => {
  const failure = explain(fixture);
  expect(failure).toMatchObject({ code: 65, fix: `correct the versions in ${FILE}` });
  expect(failure.message).toMatch(/contradict each other/);
  expect(failure.output).toMatch(/idna==3\.7 and idna==3\.6|urllib3==1\.20/);
});

test('a wrong hash is named with its package, and the fix is not to trust it', () => {
  const failure = explain('wrong-hash');
  expect(failure).toMatchObject({ code: 65, message: 'certifi==2024.8.30 is not what its hash says' });
  expect(failure.fix).toContain('do not trust the package index');
});

test.each(['unreachable', 'server-error'])('an index that does not answer is unavailable, and the fix is the network: %s', (fixture) => {
  const failure = explain(fixture);
  expect(failure).toMatchObject({ code: 69, message: 'the package index cannot be reached' });
  expect(failure.fix).toContain('HTTPS_PROXY');
});

test('a full disk is told before anything that it leads to', () => {
  const output = 'error: Failed to build `numpy==2.4.6`\n  cause: failed to write to file `x`: No space left on device (os error 28)\n';
  expect(explainInstallFailure(installation(), output)).toMatchObject({ code: 74, message: 'the disk is full' });
});

test('a requirement without a hash among others is named, and the fix is to lock them', () => {
  expect(explain('hash-missing')).toMatchObject({ code: 65, message: 'certifi==2024.8.30 has no hash', fix: `lock all of ${FILE}: npx projen lock` });
});

test('an index that refuses the credentials is told so, and the fix is their variables', () => {
  const failure = explain('unauthorised');
  expect(failure).toMatchObject({ code: 77, message: 'the package index refuses the credentials' });
  expect(failure.fix).toContain('UV_INDEX_<NAME>_PASSWORD');
});

test('what is not known is shown as uv said it', () => {
  const failure = explain('malformed');
  expect(failure).toMatchObject({ code: 65, message: 'its requirements could not be installed (local)' });
  expect(failure.fix).toContain(FILE);
  expect(failure.output).toMatch(/Couldn't parse requirement/);
});
