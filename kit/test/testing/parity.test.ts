import type { Bundle } from '../../src/bundling/bundle';
import { describeFiles } from '../../src/bundling/store/manifest';
import { differencesOf, holdTogether, notBundledWithoutDocker } from '../../src/testing/parity';
import { functionSettings } from '../project/function-settings';
import { type Files, temporaryFolder, write } from '../project/workspace';

const WHEEL = 'cp313-cp313-manylinux_2_17_x86_64';

interface Package {
  readonly version?: string;
  readonly tag?: string;
  readonly content?: string;
}

/** A bundle with the packages as an installer leaves them. */
function bundle(packages: Readonly<Record<string, Package>>, files: Files = { 'handler.py': '' }, mayDiffer?: readonly string[]): Bundle {
  const directory = write(temporaryFolder(), files);
  for (const [name, { version = '1.0', tag = WHEEL, content = '' }] of Object.entries(packages)) {
    const info = `${name}-${version}.dist-info`;
    write(directory, {
      [`${name}/__init__.py`]: content,
      [`${info}/METADATA`]: `Name: ${name}\nVersion: ${version}\n`,
      [`${info}/WHEEL`]: `Tag: ${tag}\n`,
      [`${info}/RECORD`]: [`${name}/__init__.py`, `${info}/METADATA`, `${info}/WHEEL`, `${info}/RECORD`].map((path) => `${path},,`).join('\n'),
    });
  }
  return {
    plan: { function: functionSettings('orders', { mayDiffer }) }, reused: false,
    stored: { directory, manifest: { files: describeFiles(directory) } },
  } as unknown as Bundle;
}

const differences = (a: Bundle, b: Bundle) => differencesOf(a.stored, b.stored);

test('bundles that are the same have no difference', () => {
  expect(differences(bundle({ idna: {}, six: {} }), bundle({ idna: {}, six: {} }))).toEqual([]);
  expect(holdTogether(bundle({ idna: {} }), bundle({ idna: {} }), 5)).toEqual({
    checks: [{ name: 'parity', kind: 'passed', message: 'the same files with Docker and without', ms: 5 }], warnings: [],
  });
});

test.each<[string, Package, Package, string]>([
  ['another version', { version: '2.0' }, {}, 'idna is 2.0 in Docker, and 1.0 without'],
  ['another wheel', { tag: WHEEL }, { tag: 'py3-none-any' }, `idna 1.0 is the wheel ${WHEEL} in Docker, and the wheel py3-none-any without`],
  ['a build from source', { tag: 'cp313-cp313-linux_x86_64' }, {}, `idna 1.0 is a build from source cp313-cp313-linux_x86_64 in Docker, and the wheel ${WHEEL} without`],
  ['other contents', { content: 'x = 1' }, {}, `idna 1.0 is the wheel ${WHEEL} on both sides, with other contents, as when each builds it from source`],
])('%s is told', (_, docker, local, reason) => {
  const [difference, ...others] = differences(bundle({ idna: docker, six: {} }), bundle({ idna: local, six: {} }));
  expect(others).toEqual([]);
  expect(difference).toMatchObject({ package: 'idna', reason });
  expect(difference.files.every((path) => path.startsWith('idna'))).toBe(true);
});

test('a package that only one side has is told', () => {
  expect(differences(bundle({ idna: {} }), bundle({})).map(({ reason }) => reason)).toEqual(['idna 1.0 is in the bundle made in Docker only']);
  expect(differences(bundle({}), bundle({ idna: {} })).map(({ reason }) => reason)).toEqual(['idna 1.0 is in the bundle made without Docker only']);
});

test('a file of its own that differs, in its mode alone too', () => {
  const [difference] = differences(bundle({}, { 'handler.py': 'x' }), bundle({}, { 'handler.py': '' }));
  expect(difference).toEqual({ package: '', reason: 'its own files differ', files: ['handler.py'] });
  const other = bundle({});
  Object.assign(other.stored.manifest.files['handler.py'], { mode: '755' });
  expect(differences(bundle({}), other)).toHaveLength(1);
});

test('each difference fails with its files and what allows it', () => {
  const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [`${name}.py`, 'x']));
  const { checks } = holdTogether(bundle({ idna: { content: 'x' } }, files), bundle({ idna: {} }, {}), 5);
  expect(checks.map(({ kind }) => kind)).toEqual(['no-parity', 'no-parity']);
  expect(checks[0].message).toBe('its own files differ: a.py, b.py, c.py and 2 more');
  expect(checks[1].fix).toContain("functions.orders.mayDiffer: ['idna']");
});

test('what the config names may differ, and what it names in vain is told', () => {
  const differing = (mayDiffer: string[]) => holdTogether(bundle({ idna: { content: 'x' } }, { 'handler.py': '' }, mayDiffer), bundle({ idna: {} }), 5);
  expect(differing(['idna'])).toMatchObject({ checks: [{ kind: 'passed', message: 'differs only in what may differ' }], warnings: [] });
  expect(differing(['*'])).toMatchObject({ checks: [{ kind: 'passed' }], warnings: [] });
  expect(differing(['six'])).toMatchObject({ checks: [{ kind: 'no-parity' }], warnings: [{ about: 'parity', message: expect.stringContaining('mayDiffer names six') }] });
});

describe('a function that only Docker can bundle', () => {
  const check = { name: 'bundle', kind: 'bundle-error', message: 'psycopg2 has no wheel', fix: 'take psycopg2-binary', ms: 5 } as const;

  test('fails, with both ways out', () => {
    const { checks: [{ kind, message, fix }] } = notBundledWithoutDocker('orders', ['psycopg2'], check);
    expect([kind, message]).toEqual(['no-parity', 'without Docker it cannot be bundled: psycopg2 has no wheel']);
    expect(fix).toBe("take psycopg2-binary; or, if only Docker shall bundle it, functions.orders.mayDiffer: ['*'] in .projenrc.ts");
  });

  test('passes where the config says so', () => {
    expect(notBundledWithoutDocker('orders', ['*'], check).checks).toMatchObject([{ kind: 'passed' }]);
  });

  test('is not judged for a network that is down', () => {
    expect(notBundledWithoutDocker('orders', [], { ...check, kind: 'not-run' }).checks).toMatchObject([{ name: 'parity', kind: 'not-run', message: 'psycopg2 has no wheel' }]);
  });
});
