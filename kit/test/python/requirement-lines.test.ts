import { parseRequirements } from '../../src/python/requirements';
import { failureOf } from '../project/workspace';

const PATH = 'lambda_src/orders/requirements.txt';
const A = `--hash=sha256:${'a'.repeat(64)}`;
const parse = (content: string) => parseRequirements(PATH, content);

test.each(['-r other.txt', '-rother.txt', '--requirement other.txt', '--requirement=other.txt', '-c limits.txt', '--constraint=limits.txt'])(
  'another file is not included: %s', async (line) => {
    const failure = await failureOf(() => parse(`idna==3.7\n${line}\n`));
    expect(failure).toMatchObject({ code: 65, where: `${PATH}:2`, message: `${PATH} includes another file (${line}), whose changes nobody would notice` });
  });

describe('a line is never left out', () => {
  const COMMIT = 'c'.repeat(40);

  test.each([
    [`-e git+file:///srv/git@${COMMIT}#egg=gitpkg`, { direct: [`git+file:///srv/git@${COMMIT}#egg=gitpkg`], locked: true }],
    ['-egit+https://example.test/money.git', { direct: ['git+https://example.test/money.git'], locked: false }],
    ['-e .', { local: [{ path: '.', extras: [] }] }],
    ['.[pdf]', { local: [{ path: '.', extras: ['pdf'] }] }],
    ['-e../libs/x', { local: [{ path: '../libs/x', extras: [] }] }],
    ['--editable=../../libs/money', { local: [{ path: '../../libs/money', extras: [] }] }],
    ['--editable ../../libs/money[b,a]', { local: [{ path: '../../libs/money', extras: ['a', 'b'] }] }],
    ['-e ../libs#egg=money[pdf]&subdirectory=money', { local: [{ path: '../libs/money', extras: ['pdf'] }] }],
    ['libs/money ; sys_platform == "win32"', { local: [{ path: 'libs/money', extras: [], marker: 'sys_platform == "win32"' }] }],
    ['money[pdf] @ file:../money', { local: [{ path: '../money', extras: ['pdf'] }] }],
    ['money@../money', { local: [{ path: '../money', extras: [] }] }],
    ['money@git+https://example.test/money.git', { direct: ['money@git+https://example.test/money.git'] }],
    ['https://example.test/money-1.0-py3-none-any.whl', { direct: ['https://example.test/money-1.0-py3-none-any.whl'] }],
    ['idna==3.7 # a comment does not continue \\\nsix==1.17.0', { registry: ['idna==3.7', 'six==1.17.0'] }],
    ['idna==3.7 \\', { registry: ['idna==3.7'] }],
    ['\uFEFFidna==3.7', { registry: ['idna==3.7'] }],
  ])('%s', (line, found) => {
    expect(parse(`${line}\n`)).toMatchObject(found);
  });

  test.each([
    ['-e', 'these options are understood'], ['--editable=', 'these options are understood'], ['- idna', 'these options are understood'],
    ['--prefer-binary', '--only-binary <package>'], ['--no-build-isolation', 'take it out'], [`--hash=sha256:${'a'.repeat(64)}`, 'take it out'],
    ['--index-url https://example.test/simple idna==3.7', 'take it out'], ['--pre=yes', 'take it out'], ['--index-url', 'write an address after --index-url'],
    ['--find-links ./wheels', 'write an address'], ['--extra-index-url=--pre', 'write an address'],
    ['/srv/libs/money', 'relative'], ['money @ file:///srv/libs/money', 'relative'], [`../money ${A}`, 'name the folder alone'],
    ['${MONEY}', 'write the address itself'], ['money @ ${MONEY}', 'write the address itself'],
  ])('or else it is refused with its number and what to write instead: %s', async (line, fix) => {
    const failure = await failureOf(() => parse(`# packages\nidna==3.7 \\\n  ${A}\n${line}\n`));
    expect(failure).toMatchObject({ code: 65, where: `${PATH}:4` });
    expect(failure.fix).toContain(fix);
  });

  test('and what it says of a refused line has no password', async () => {
    expect((await failureOf(() => parse('--proxy https://me:secret@example.test'))).message).toContain('https://***@example.test');
  });
});
