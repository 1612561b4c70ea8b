import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOST } from '../../src/testing/history/history';
import { Checkout } from '../project/command-checkout';
import { functionSettings } from '../project/workspace';
import { commitId, entry, linesOf } from '../testing/history/entries';
import { StandInRegistry, TOKEN } from '../testing/history/gitlab-registry';


const PATH = '.bundle-history/history.jsonl';
const JOB = { CI_COMMIT_SHA: commitId('a'), CI_COMMIT_BRANCH: 'main', CI_DEFAULT_BRANCH: 'main' };

let checkout: Checkout;
const show = (...args: string[]) => checkout.run('bundle:history', args);
const here = () => readFileSync(join(checkout.root, PATH), 'utf8');

beforeEach(() => {
  checkout = new Checkout([functionSettings('orders'), functionSettings('thumbnail')]);
});

test('an empty history says how one comes about', async () => {
  const { code, stdout } = await show();
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^there is no history yet: npx projen test:bundling .* --pull /) });
  expect(JSON.parse((await show('--json')).stdout)).toEqual({ schemaVersion: 1, entries: [], unreadableLines: 0 });
});

test('people see a table, the newest first, as long as they ask for', async () => {
  checkout.write({ [PATH]: linesOf(entry('a', 1), entry('b', 2), entry('c', 3, { dirty: true })) });
  const { stdout } = await show('--limit', '2');
  expect(stdout).toBe([
    'COMMIT     BRANCH  WHEN (UTC)        RUNTIME  FUNCTIONS  SIZE     BUNDLING  SLOWEST INIT',
    'c0000000*  main    2026-11-23 12:03  docker   orders     11.3 MB  4.0 s     400 ms',
    'b0000000   main    2026-11-23 12:02  docker   orders     11.3 MB  4.0 s     400 ms',
    '* with changes that were not committed: nothing is compared with it', '',
  ].join('\n'));
});

test('programs get the entries of one function', async () => {
  checkout.write({ [PATH]: linesOf(entry('a', 1), entry('b', 2, { functions: { gone: { initMs: 5 } } })) });
  expect(JSON.parse((await show('gone', '--json')).stdout).entries).toEqual([entry('b', 2, { functions: { gone: { initMs: 5 } } })]);
  expect((await show('thumbnail')).stdout).toBe('no entry of the history has the function thumbnail yet\n');
  expect(await show('ordres')).toMatchObject({ code: 64, stderr: expect.stringMatching(/there is no function 'ordres'.*\n.*orders, thumbnail, gone/) });
});

test('lines that are none are told once, and the others are shown', async () => {
  checkout.write({ [PATH]: `${linesOf(entry('a', 1))}{"torn\n${linesOf(entry('b', 2))}x\n` });
  const { code, stdout, stderr } = await show();
  expect({ code, rows: stdout.trim().split('\n').length }).toEqual({ code: 0, rows: 3 });
  expect(stderr).toBe('! lines 2, 4 of the history are no entry of this version, and kept as they are: {"torn\n');
  expect(here()).toContain('{"torn\n');
});

describe("with GitLab's registry", () => {
  let registry: StandInRegistry;
  const run = (args: string[], env: Record<string, string> = {}) => checkout.run('bundle:history', args, { ...JOB, ...registry.variables, ...env });

  beforeEach(async () => {
    registry = await StandInRegistry.start();
  });

  afterEach(() => registry.stop());

  test('--pull merges what is kept, and shows it', async () => {
    registry.file = linesOf(entry('a', 1), entry('b', 4));
    checkout.write({ [PATH]: linesOf(entry('b', 2), entry('c', 3)) });
    const { code, stdout, stderr } = await run(['--pull']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'GitLab keeps 2 entries\n' });
    expect(stdout).toMatch(/^b0000000 [^]*^c0000000 [^]*^a0000000 /m);
    expect(here()).toBe(linesOf(entry('a', 1), entry('c', 3), entry('b', 4)));
    expect(registry.file).toBe(linesOf(entry('a', 1), entry('b', 4)));
  });

  test('--pull of nothing is no error', async () => {
    expect(await run(['--pull'])).toMatchObject({ code: 0, stderr: 'GitLab keeps no history yet\n', stdout: expect.stringContaining('there is no history yet') });
  });

  test('--push keeps what others pushed meanwhile, lines of other versions too, and leaves out what was not committed', async () => {
    registry.file = `{"schemaVersion":2}\n${linesOf(entry('a', 1))}`;
    checkout.write({ [PATH]: linesOf(entry('b', 2), entry('c', 3, { dirty: true })) });
    const { code, stderr } = await run(['--push']);
    expect(code).toBe(0);
    expect(stderr).toContain('GitLab keeps 1 entry\n2 entries uploaded\n');
    expect(registry.file).toBe(`{"schemaVersion":2}\n${linesOf(entry('a', 1), entry('b', 2))}`);
    expect(registry.asked.map(({ method }) => method)).toEqual(['GET', 'PUT']);
  });

  test('--push keeps no more than is shown anywhere', async () => {
    registry.file = linesOf(...Array.from({ length: MOST }, (_, i) => entry(`x${i}y`, i)));
    checkout.write({ [PATH]: linesOf(entry('new', MOST + 1)) });
    expect((await run(['--push'])).code).toBe(0);
    expect(registry.file.trim().split('\n')).toHaveLength(MOST);
    expect(registry.file).toContain(commitId('new'));
    expect(registry.file).not.toContain(commitId('x0y'));
  });

  test.each([['another branch', { CI_COMMIT_BRANCH: 'feature' }], ['a merge request', { CI_COMMIT_BRANCH: '', CI_COMMIT_REF_NAME: 'main' }]])('--push in a job of %s uploads nothing', async (_, env) => {
    checkout.write({ [PATH]: linesOf(entry('b', 2)) });
    expect(await run(['--push'], env)).toMatchObject({ code: 0, stderr: 'this job is not for the default branch: nothing is uploaded\n', stdout: expect.stringContaining('b0000000') });
    expect(registry.asked).toEqual([]);
  });

  test('--push of nothing uploads nothing', async () => {
    expect((await run(['--push'])).stderr).toBe('GitLab keeps no history yet\nthere is nothing to upload\n');
    expect(registry.file).toBeUndefined();
  });

  test.each<[string, string, number, (one: StandInRegistry) => Record<string, string>]>([
    ['a token that GitLab refuses', '--push', 77, () => ({ CI_JOB_TOKEN: 'of-another-project' })],
    ['a fault', '--pull', 75, (one) => {
      one.answer = (_, response) => response.writeHead(500).end(TOKEN);
      return {};
    }],
    ['no answer', '--push', 75, (one) => {
      one.answer = () => undefined;
      return { BUNDLING_DEADLINE_SECONDS: '0.5' };
    }],
    ['garbage, even with the token in it', '--push', 65, (one) => {
      one.file = `<html>${TOKEN}`;
      return {};
    }],
    ['nobody who asks', '--pull', 78, () => ({ CI_JOB_TOKEN: '' })],
  ])('%s ends %s with %d, one message, no token, and what was there', async (_, option, expected, arrange) => {
    checkout.write({ [PATH]: linesOf(entry('b', 2)) });
    const env = arrange(registry);
    const before = registry.file;
    const { code, stdout, stderr } = await run([option], env);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^✖ .*\n( {2}at {2}.*\n)? {2}fix .*\n$/);
    expect(stderr).not.toMatch(/secret-of-the-job|of-another-project/);
    expect(here()).toBe(linesOf(entry('b', 2)));
    expect(registry.file).toBe(before);
  });
});
