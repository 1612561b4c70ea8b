import { optionArguments, optionLines } from '../../src/python/installer-options';
import { namedVariables, parseRequirements } from '../../src/python/requirements';
import { failureOf } from '../project/workspace';

const PATH = 'lambda_src/orders/requirements.txt';

describe('options for the installer', () => {
  const options = (content: string) => parseRequirements(PATH, content).options;

  test('stay in the order of the file: of two indexes, the first that has a package counts', () => {
    expect(options('--extra-index-url https://b.test\nidna==3.7\n--extra-index-url https://a.test\n-i https://c.test\n')).toEqual(
      ['--extra-index-url https://b.test', '--extra-index-url https://a.test', '--index-url https://c.test']);
  });

  test.each([
    ['-ihttps://a.test', ['--index-url https://a.test']],
    ['-i=https://a.test', ['--index-url https://a.test']],
    ['--index-url=https://a.test/?a=b', ['--index-url https://a.test/?a=b']],
    ['--index-url "https://a.test"', ['--index-url https://a.test']],
    ['--index-url ${INDEX}', ['--index-url ${INDEX}']],
    ['-i https://a.test --pre', ['--index-url https://a.test', '--pre']],
    ['--no-binary=a,b', ['--no-binary a', '--no-binary b']],
  ])('are written as uv reads them: %s', (line, expected) => {
    expect(options(line)).toEqual(expected);
  });

  test('that uv does not take from a file are arguments', () => {
    const all = options('--pre\n--index-url https://a.test\n--trusted-host a.test:8443\n--require-hashes\n');
    expect(optionArguments(all)).toEqual(['--prerelease=allow', '--allow-insecure-host', 'a.test:8443']);
    expect(optionLines(all)).toEqual(['--index-url https://a.test', '--require-hashes']);
  });
});

describe('variables in a file', () => {
  test('are those that it names, with their values', () => {
    Object.assign(process.env, { INDEX_USER: 'me', INDEX_PW: 'secret' });
    expect(namedVariables(PATH, ['--index-url https://${INDEX_USER}:${INDEX_PW}@a.test', 'idna==3.7', 'x @ https://${INDEX_PW}@a.test/$x'])).toEqual({ INDEX_USER: 'me', INDEX_PW: 'secret' });
  });

  test.each([undefined, ''])('that have no value are refused by their name: %p', async (value) => {
    if (value === undefined) delete process.env.INDEX_PW;
    else process.env.INDEX_PW = value;
    const failure = await failureOf(() => namedVariables(PATH, ['--index-url https://me:${INDEX_PW}@a.test']));
    expect(failure).toMatchObject({ code: 78, where: PATH, message: `${PATH} wants the variable INDEX_PW, which is not set` });
  });
});
