import { redact } from '../../src/kernel/redaction';
import '../project/workspace'; // restores the environment after each test

describe('credentials in addresses are taken out', () => {
  test.each([
    ['https://alice:s3cr3t@pypi.example.test/simple', 'https://***@pypi.example.test/simple'],
    ['https://token@pypi.example.test/simple', 'https://***@pypi.example.test/simple'],
    ['https://__token__:glpat-abc_DEF@gitlab.example.test/api', 'https://***@gitlab.example.test/api'],
    ['git+ssh://git:pw@example.test/repo.git', 'git+ssh://***@example.test/repo.git'],
    ['two: http://a:b@one.test and http://c:d@two.test/x', 'two: http://***@one.test and http://***@two.test/x'],
    ['https://u:p@ss@one.test/simple', 'https://***@one.test/simple'],
    ['x@git+https://u:TOK@one.test/x.git@main', 'x@git+https://***@one.test/x.git@main'],
    ['https://one.test/a.whl?token=TOK&file=a', 'https://one.test/a.whl?token=***&file=a'],
    ['(https://one.test/a.whl?file=a&X-Amz-Signature=TOK)', '(https://one.test/a.whl?file=a&X-Amz-Signature=***'],
    ['{"url":"https://one.test/a?sig=TOK","user":"me@one.test"}', '{"url":"https://one.test/a?sig=***","user":"me@one.test"}'],
    ['error sending request for url (https://u:p%40ss@one.test/simple/idna/)', 'error sending request for url (https://***@one.test/simple/idna/)'],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });
});

test.each(['https://pypi.org/simple', 'mail to me@example.test', 'idna @ https://example.test/idna.whl', 'see https://example.test/a and b@c',
  'git+https://example.test/x.git@main', 'https://example.test?mail=me@example.test', 'https://example.test/get?file=a&design=b'])(
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
  test.each(['CI_JOB_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'UV_INDEX_PRIVATE_PASSWORD', 'MY_API_KEY', 'database_passwd', 'SSH_PRIVATE_KEY', 'INDEX_PW', 'PYPI_PASS'])('%s', (name) => {
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

  test.each(['PWD', 'BYPASS', 'COMPASS_DIR'])('nor that of %s, which only sounds alike', (name) => {
    process.env[name] = '/somewhere/else';
    expect(redact('in /somewhere/else')).toBe('in /somewhere/else');
  });

  test.each(['https://me:p@ss-word@index.test', 'https://me:p%40ss-word@index.test'])('and the password of an address in one: %s', (address) => {
    process.env.UV_DEFAULT_INDEX = address;
    expect(redact('it is p@ss-word')).toBe('it is ***');
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

test.each([['"quoted"', '\\"quoted\\"'], ['two\nlines', 'two\\nlines'], ['grüße-secret', 'gr\\u00fc\\u00dfe-secret']])('%j is found in JSON, too', (secret, written) => {
  expect(redact(`{"a": "${written}"}`, { MY_SECRET: secret })).toBe('{"a": "***"}');
});

test.each(['y', 'ab+', 'a.b-', '?', 'http://', '&a='])('a log of nothing but %j is looked through in time', (word) => {
  // Each of its letters may begin an address. What took time by the square of the length would be at it for hours.
  const text = word.repeat(2_000_000 / word.length);
  expect(redact(text)).toHaveLength(text.length);
});
