import { failureOf, functionSettings, workspaceWith } from './workspace';
import { normaliseName, parseRequirements, readRequirements } from '../../src/bundling/requirements';

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

  test.each(['idna', 'idna>=3.7', 'idna~=3.7', 'idna==3.*', 'idna==3.7,!=3.8', 'idna @ https://example.test/idna.whl', '-r other.txt', '--index-url https://example.test'])(
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
    const { pins, locked, text } = parse(`# by uv\nidna==3.7 \\\n    ${A} \\\n    ${B}\n    # via requests\nsix==1.17.0 \\\r\n    ${B}\r\n`);
    expect(locked).toBe(true);
    expect(pins).toEqual([{ name: 'idna', version: '3.7' }, { name: 'six', version: '1.17.0' }]);
    expect(text).toBe(`idna==3.7 ${A} ${B}\nsix==1.17.0 ${B}`);
  });

  test('may be empty: a function without packages', () => {
    expect(parse('\n# none\n')).toEqual({ path: PATH, text: '', pins: [], locked: true });
  });

  test.each([
    ['one has no hash', `idna==3.7 ${A}\nsix==1.17.0`],
    ['none has a hash', 'idna==3.7'],
    ['one has no version', `idna==3.7 ${A}\nsix>=1 ${B}`],
    ['one is an address', `idna==3.7 ${A}\nsix @ https://example.test/six.whl ${B}`],
  ])('is none if %s', (_, content) => {
    expect(lockedAs(content)).toBe(false);
  });
});

describe('the text', () => {
  test('is the same whatever comments, blanks and order there are', () => {
    const text = parse(`idna==3.7 ${A}\nsix==1.17.0`).text;
    expect(parse(`# c\n\nsix==1.17.0   # why\nidna==3.7 \\\n  ${A}\n`).text).toBe(text);
  });

  test('keeps a # that is a part of a requirement', () => {
    expect(parse('idna @ https://example.test/idna.whl#sha256=1').text).toBe('idna @ https://example.test/idna.whl#sha256=1');
  });
});

describe('the requirements file of a function', () => {
  test('is read from its folder', () => {
    const { root } = workspaceWith({ orders: { 'requirements.txt': 'idna==3.7\n' } });
    expect(readRequirements(root, functionSettings('orders'))).toEqual({
      path: PATH, text: 'idna==3.7', pins: [{ name: 'idna', version: '3.7' }], locked: false,
    });
  });

  test('is missed with the function and the command that makes one', async () => {
    const { root } = workspaceWith({ orders: { 'requirements.txt': null } });
    const failure = await failureOf(() => readRequirements(root, functionSettings('orders')));
    expect(failure).toMatchObject({ code: 65, where: 'lambda_src/orders', message: 'the function has no requirements.txt' });
    expect(failure.fix).toContain(`touch ${PATH}`);
  });
});

test('names are normalised as PEP 503 says', () => {
  expect(['Foo', 'foo-bar', 'foo.bar', 'FOO_BAR', 'foo-_.bar'].map(normaliseName)).toEqual(['foo', 'foo-bar', 'foo-bar', 'foo-bar', 'foo-bar']);
});
