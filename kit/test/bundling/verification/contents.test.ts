import { contentFindings } from '../../../src/bundling/verification/contents';
import { type Files, temporaryFolder, write } from '../../project/workspace';

const ROOT = '/srv/checkouts/shop';
const NOTHING = { problems: [], warnings: [] };
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA'.repeat(8)}\n-----END RSA PRIVATE KEY-----\n`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${'MIIEpAIBAAKCAQEA'.repeat(8)}\n-----END CERTIFICATE-----\n`;

function findingsOf(files: Files, ours = true) {
  return contentFindings({ directory: write(temporaryFolder(), files), paths: Object.keys(files), ours, root: ROOT });
}

const problemsOf = (files: Files, ours = true) => findingsOf(files, ours).problems;

beforeEach(() => { process.env.HOME = '/home/alice'; });

test.each(['.env', 'app/.env.local', '.netrc', '.pypirc', '.aws/credentials', '.git/config', '.venv/bin/python', 'venv/pyvenv.cfg', '.ssh/id_ed25519'])('%s does not belong in a bundle', (path) => {
  expect(problemsOf({ [path]: 'x' })).toEqual([expect.stringContaining('does not belong in a bundle')]);
  expect(findingsOf({ [`pkg/${path}`]: 'x' }, false)).toEqual({ problems: [], warnings: [expect.stringContaining('does not belong in a bundle')] });
});

test.each(['.env.example', 'environment.py', 'app/env', 'gitignore'])('%s is no secret', (path) => {
  expect(findingsOf({ [path]: 'x' })).toEqual(NOTHING);
});

describe('a private key', () => {
  test('of ours is a problem, in whichever file', () => {
    expect(problemsOf({ 'server.pem': KEY })).toEqual(['server.pem has a private key in it']);
    expect(problemsOf({ 'config.py': `KEY = """${KEY}"""` })).toEqual(['config.py has a private key in it']);
    expect(problemsOf({ 'config.json': JSON.stringify({ key: KEY }) })).toEqual(['config.json has a private key in it']);
  });

  test('of a package is a warning, and none in its tests', () => {
    expect(findingsOf({ 'pkg/server.key': KEY }, false)).toEqual({ problems: [], warnings: ['pkg/server.key of a package is a private key'] });
    expect(findingsOf({ 'pkg/tests/server.key': KEY, 'test/x.pem': KEY }, false)).toEqual(NOTHING);
  });

  test('is neither a certificate nor code that reads keys', () => {
    expect(findingsOf({ 'cacert.pem': CERTIFICATE, 'keys.py': 'HEADER = "-----BEGIN PRIVATE KEY-----"\n' })).toEqual(NOTHING);
    expect(findingsOf({ 'certifi/cacert.pem': CERTIFICATE }, false)).toEqual(NOTHING);
  });
});

test('an AWS access key beside its secret is a problem, and its id alone, or the one of the manual, is none', () => {
  const [id, secret] = [`AKIA${'Q7X2'.repeat(4)}`, 'aB3/'.repeat(10)];
  expect(problemsOf({ 'settings.py': `KEY = "${id}"\nSECRET = "${secret}"\n` })).toEqual(['settings.py has an AWS access key with its secret in it']);
  expect(problemsOf({ 'settings.py': `SECRET = "${secret}"\nKEY = "${id}"\n` })).toHaveLength(1);
  expect(problemsOf({ 'settings.py': `KEY = "${id}"\n` })).toEqual([]);
  expect(problemsOf({ 'settings.py': `KEY = "AKIAIOSFODNN7EXAMPLE"\nSECRET = "${secret}"\n` })).toEqual([]);
  expect(problemsOf({ 'docs.py': `KEY = "${id}"\nSECRET = "${secret}"\n` }, false)).toEqual([]);
});

test('an access token of ours is a problem', () => {
  expect(problemsOf({ 'settings.py': `TOKEN = "glpat-${'x'.repeat(20)}"\n` })).toEqual(['settings.py has an access token in it']);
});

describe('the value of a secret variable', () => {
  test('is found anywhere, and not told', () => {
    Object.assign(process.env, { SHOP_API_KEY: 'k3y-of-the-shop', UV_DEFAULT_INDEX: 'https://me:p%40ss-word-1@index.example/simple' });
    for (const ours of [true, false]) {
      expect(problemsOf({ 'a.bin': Buffer.from('\0\x01k3y-of-the-shop\0', 'latin1') }, ours)).toEqual(['a.bin has the value of SHOP_API_KEY in it']);
      expect(problemsOf({ 'a.txt': 'p@ss-word-1' }, ours)).toEqual(['a.txt has the value of UV_DEFAULT_INDEX in it']);
      expect(problemsOf({ 'a.txt': 'p%40ss-word-1' }, ours)).toEqual(['a.txt has the value of UV_DEFAULT_INDEX in it']);
    }
  });

  test('that could be an ordinary word, a number or a file is not looked for', () => {
    Object.assign(process.env, { A_SECRET: 'password', B_TOKEN: '12345678', C_TOKEN: '/var/run/token', D_TOKEN: 'short' });
    expect(findingsOf({ 'a.txt': 'password 12345678 /var/run/token short' }, false)).toEqual(NOTHING);
  });
});

describe('paths of this machine', () => {
  test('are found in text and in compiled files', () => {
    expect(problemsOf({ 'a.py': `ROOT = "${ROOT}/data"\n` }, false)).toEqual(["a.py has the checkout's path in it"]);
    expect(problemsOf({ 'a.so': Buffer.from(`\x7fELF\0z${ROOT}/a.c\0`, 'latin1') }, false)).toEqual(["a.so has the checkout's path in it"]);
    expect(problemsOf({ 'a.json': '"/home/alice/.cache/x"' }, false)).toEqual(["a.json has the path of this user's home in it"]);
    expect(problemsOf({ 'a.json': '"/home/alice/.cache/uv/builds-v0/x"' }, false)).toEqual(["a.json has the path of this machine's uv cache in it"]);
  });

  test('are not parts of others', () => {
    expect(findingsOf({ 'a.py': `"${ROOT}-2" "/mnt${ROOT}" "/home/alice2" "/home/alice.old"` }, false)).toEqual(NOTHING);
  });

  test('count in packages only if not half of all wheels have them', () => {
    process.env.HOME = '/home/runner';
    const files = { 'a.so': '/home/runner/.cargo/registry/src/x.rs' };
    expect(findingsOf(files, false)).toEqual(NOTHING);
    expect(problemsOf(files)).toEqual(["a.so has the path of this user's home in it"]);
  });
});
