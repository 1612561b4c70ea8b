import { redact } from '../../src/bundling/redaction';
import './workspace'; // restores the environment after each test

describe('credentials in addresses are taken out', () => {
  test.each([
    ['https://alice:s3cr3t@pypi.example.test/simple', 'https://***@pypi.example.test/simple'],
    ['https://token@pypi.example.test/simple', 'https://***@pypi.example.test/simple'],
    ['https://__token__:glpat-abc_DEF@gitlab.example.test/api', 'https://***@gitlab.example.test/api'],
    ['git+ssh://git:pw@example.test/repo.git', 'git+ssh://***@example.test/repo.git'],
    ['two: http://a:b@one.test and http://c:d@two.test/x', 'two: http://***@one.test and http://***@two.test/x'],
    ['error sending request for url (https://u:p%40ss@one.test/simple/idna/)', 'error sending request for url (https://***@one.test/simple/idna/)'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });
});

test.each(['https://pypi.org/simple', 'mail to me@example.test', 'idna @ https://example.test/idna.whl', 'see https://example.test/a and b@c'])(
  'an address without credentials stays as it is: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

describe('key ids of AWS are taken out', () => {
  test.each(['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'])('%s', (id) => {
    expect(redact(`the key ${id} is known`)).toBe('the key *** is known');
  });

  test('and a longer or shorter word stays', () => {
    expect(redact('AKIAIOSFODNN7 AKIAIOSFODNN7EXAMPLEANDMORE')).toBe('AKIAIOSFODNN7 AKIAIOSFODNN7EXAMPLEANDMORE');
  });
});

describe('values of variables that are secrets by their name are taken out', () => {
  test.each(['CI_JOB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'UV_INDEX_PRIVATE_PASSWORD', 'MY_API_KEY', 'database_passwd', 'SSH_PRIVATE_KEY'])('%s', (name) => {
    process.env[name] = 'v3ry/secret+value=';
    expect(redact('before v3ry/secret+value= and again v3ry/secret+value=')).toBe('before *** and again ***');
  });

  test('the longer one first, if one holds the other', () => {
    Object.assign(process.env, { A_TOKEN: 'abcdef', B_TOKEN: 'abcdef-ghijkl' });
    expect(redact('abcdef-ghijkl abcdef')).toBe('*** ***');
  });

  test('but no short value, which would blank out ordinary words', () => {
    process.env.A_TOKEN = 'on';
    expect(redact('it is on')).toBe('it is on');
  });

  test('and no value of another variable', () => {
    process.env.BUILD_NAME = 'nightly-build';
    expect(redact('the nightly-build')).toBe('the nightly-build');
  });
});

test('a value with characters that mean something in a pattern is taken as it is', () => {
  process.env.A_SECRET = 'a.c$&(x)';
  expect(redact('abc$&(x) a.c$&(x)')).toBe('abc$&(x) ***');
});
