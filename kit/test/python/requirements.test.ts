import { normaliseName, parseRequirements, requirementsText, withoutRuntimePackages } from '../../src/python/requirements';

const PATH = 'lambda_src/orders/requirements.txt';
const [A, B] = ['a', 'b'].map((letter) => `--hash=sha256:${letter.repeat(64)}`);
const parse = (content: string) => parseRequirements(PATH, content);

describe('a pin', () => {
  test.each([
    ['idna==3.7', { name: 'idna', version: '3.7' }],
    ['idna == 3.7', { name: 'idna', version: '3.7' }],
    ['Typing_Extensions==4.12.2', { name: 'typing-extensions', version: '4.12.2' }],
    ['zope.interface==6.0.post1', { name: 'zope-interface', version: '6.0.post1' }],
    ['torch==2.3.0+cpu', { name: 'torch', version: '2.3.0+cpu' }],
    ['pydantic[email,timezone]==2.9.0', { name: 'pydantic', version: '2.9.0' }],
    ['tomli==2.0.1 ; python_version < "3.11"', { name: 'tomli', version: '2.0.1', marker: 'python_version < "3.11"' }],
    ['tomli==2.0.1; python_version < "3.11"', { name: 'tomli', version: '2.0.1', marker: 'python_version < "3.11"' }],
    [`idna==3.7 ${A} ${B}`, { name: 'idna', version: '3.7' }],
    [`tomli==2.0.1 ; sys_platform == "linux" ${A}`, { name: 'tomli', version: '2.0.1', marker: 'sys_platform == "linux"' }],
  ])('is read from %s', (line, pin) => {
    expect(parse(line).pins).toEqual([pin]);
  });

  test.each(['idna', 'idna>=3.7', 'idna~=3.7', 'idna==3.*', 'idna==3.7,!=3.8', 'idna @ https://example.test/idna.whl', '--index-url https://example.test'])(
    'is not read from %s', (line) => {
      expect(parse(line).pins).toEqual([]);
    });
});

describe('a locked set', () => {
  const lockedAs = (content: string) => parse(content).locked;

  test('has a version and a hash for every package', () => {
    expect(lockedAs(`idna==3.7 ${A}\nsix==1.17.0 ${B}\n`)).toBe(true);
  });

  test('is written by uv over several lines, with comments', () => {
    const requirements = parse(`# by uv\nidna==3.7 \\\n    ${A} \\\n    ${B}\n    # via requests\nsix==1.17.0 \\\r\n    ${B}\r\n`);
    expect(requirements.locked).toBe(true);
    expect(requirements.pins).toEqual([{ name: 'idna', version: '3.7' }, { name: 'six', version: '1.17.0' }]);
    expect(requirementsText(requirements)).toBe(`idna==3.7 ${A} ${B}\nsix==1.17.0 ${B}`);
  });

  test('may be empty: a function without packages', () => {
    expect(parse('\n# none\n')).toEqual({ path: PATH, registry: [], direct: [], local: [], options: [], pins: [], locked: true });
  });

  test.each([
    ['one has no hash', `idna==3.7 ${A}\nsix==1.17.0`],
    ['none has a hash', 'idna==3.7'],
    ['one has no version', `idna==3.7 ${A}\nsix>=1 ${B}`],
    ['one is an address without a hash', `idna==3.7 ${A}\nsix @ https://example.test/six.whl`],
  ])('is none if %s', (_, content) => {
    expect(lockedAs(content)).toBe(false);
  });
});

describe('the text that decides which packages are installed', () => {
  const textOf = (content: string) => requirementsText(parse(content));

  test('is the same whatever comments, blanks and order there are', () => {
    expect(textOf(`# c\n\nsix==1.17.0   # why\nidna==3.7 \\\n  ${A}\n`)).toBe(textOf(`idna==3.7 ${A}\nsix==1.17.0`));
  });

  test('keeps a # that is a part of a requirement', () => {
    expect(textOf('idna @ https://example.test/idna.whl#sha256=1')).toBe('idna @ https://example.test/idna.whl#sha256=1');
  });

  test.each(['--index-url https://me:secret@example.test/simple', '-i https://example.test', '--extra-index-url https://b.test', '-f https://example.test/wheels',
    '--no-index', '--trusted-host example.test'])('does not hold %s, which only says where packages come from', (option) => {
    expect(textOf(`${option}\nidna==3.7\n`)).toBe('idna==3.7');
  });

  test.each(['--no-binary :all:', '--only-binary idna', '--pre', '--require-hashes'])('holds %s, which decides what is installed', (option) => {
    expect(textOf(`${option}\nidna==3.7\n`)).toBe(`${option}\nidna==3.7`);
  });

  const ENDS = `@example.test/money.git@${'c'.repeat(40)}`;
  test.each<[string, (token: string) => string]>([
    ['a repository', (token) => `money @ git+https://me:${token}${ENDS}`],
    ['a repository without spaces before it', (token) => `money@git+https://me:${token}${ENDS}`],
    ['a repository without a name', (token) => `git+https://me:${token}${ENDS}`],
    ['a repository over ssh', (token) => `money @ git+ssh://me:${token}${ENDS}`],
    ['a file', (token) => `money @ https://me:${token}@example.test/money.whl`],
    ['a file without a name', (token) => `https://${token}@example.test/money-1.0-py3-none-any.whl`],
    ['a password with signs in it', (token) => `money @ https://me:p@${token}@ss:w@example.test/money.whl`],
    ['a query', (token) => `money @ https://example.test/money.whl?token=${token}`],
    ['a query among others', (token) => `money @ https://example.test/get?file=money.whl&access_token=${token}#egg=money`],
    ['a signed query', (token) => `money @ https://example.test/money.whl?X-Amz-Credential=${token}&X-Amz-Signature=${token}&X-Amz-Date=${token}`],
    ['any query of a file with a hash', (token) => `money @ https://example.test/money.whl?se=${token} ; sys_platform == "linux" ${A}`],
  ])('does not hold the token in the address of %s, so a rotated one changes nothing', (_, line) => {
    const texts = ['first-token', 'z-second'].map((token) => textOf(`${line(token)}\nmoney2 @ https://example.test/m.whl`));
    expect(texts[0]).not.toMatch(/first|token=|me:/);
    expect(texts[1]).toBe(texts[0]);
  });

  test('holds what else tells one address from another', () => {
    const texts = ['?file=a.whl', '?file=b.whl', '?file=a.whl#egg=a', '#subdirectory=a'].map((end) => textOf(`money @ https://example.test/get${end}`));
    expect(new Set(texts).size).toBe(4);
  });
});

describe('a requirement that is not from an index', () => {
  test('is told apart: from an address, or a folder of this checkout', () => {
    const { registry, direct, local, options } = parse([
      'idna==3.7', 'money @ git+https://example.test/money.git', 'git+https://example.test/other.git', '-e ./libs/one', './libs/two[extra]', '../three', 'four @ file:../four',
      '--editable file:libs/five ; python_version > "3"', '--pre',
    ].join('\n'));
    expect({ registry, options }).toEqual({ registry: ['idna==3.7'], options: ['--pre'] });
    expect(direct).toEqual(['git+https://example.test/other.git', 'money @ git+https://example.test/money.git']);
    expect(local.map(({ path }) => path)).toEqual(['../four', '../three', './libs/one', './libs/two', 'libs/five']);
  });

  test.each([
    ['a commit', `money @ git+https://example.test/money.git@${'c'.repeat(40)}`, true],
    ['a commit and a subdirectory', `money @ git+https://example.test/money.git@${'c'.repeat(40)}#subdirectory=a`, true],
    ['a hash', `money @ https://example.test/money.whl#sha256=${'a'.repeat(64)}`, true],
    ['a hash beside it, as uv locks it', `money @ https://example.test/money.whl ${A}`, true],
    ['a hash after other parts of the fragment', `https://example.test/money.whl#egg=money&sha256=${'a'.repeat(64)}`, true],
    ['half a hash', `money @ https://example.test/money.whl --hash=sha256:${'a'.repeat(32)}`, false],
    ['a weak hash', `money @ https://example.test/money.whl --hash=md5:${'a'.repeat(32)}`, false],
    ['a hash of a branch', `money @ git+https://example.test/money.git@main#sha256=${'a'.repeat(64)}`, false],
    ['a folder that looks like a commit', `money @ https://example.test/x@${'c'.repeat(40)}`, false],
    ['a branch', 'money @ git+https://example.test/money.git@main', false],
    ['half a commit', `money @ git+https://example.test/money.git@${'c'.repeat(12)}`, false],
    ['nothing', 'money @ git+https://example.test/money.git', false],
  ])('is locked, or not, by %s', (_, line, locked) => {
    expect(parse(`idna==3.7 ${A}\n${line}\n`).locked).toBe(locked);
  });

  test('is locked if it is a folder of this checkout, whose files are in the key', () => {
    expect(parse(`idna==3.7 ${A}\n./libs/money\n`).locked).toBe(true);
  });
});

test('what the runtime provides is left out by its name, however that is written, and nothing else', () => {
  const lines = ['boto3', 'Botocore', 'python_dateutil', 'urllib3', 'six', 'S3Transfer', 'jmespath', 'boto3-stubs', 'requests'].map((name) => `${name}==1.0 ${A}`);
  const { pins, registry, locked } = withoutRuntimePackages(parse(lines.join('\n')));
  expect(pins.map(({ name }) => name)).toEqual(['boto3-stubs', 'requests']);
  expect({ registry: registry.length, locked }).toEqual({ registry: 2, locked: true });
});

test('names are normalised as PEP 503 says', () => {
  expect(['Foo', 'foo-bar', 'foo.bar', 'FOO_BAR', 'foo-_.bar'].map(normaliseName)).toEqual(['foo', 'foo-bar', 'foo-bar', 'foo-bar', 'foo-bar']);
});
