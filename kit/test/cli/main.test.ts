import { join } from 'node:path';
import { COMMANDS, COMMAND_GROUPS } from '../../src/config/commands';
import { PROGRAM } from '../../src/kernel/program';
import { KIT, TYPESCRIPT } from '../project/places';
import { type Finished, runNode } from '../project/run';

const run = (...args: string[]): Promise<Finished> => runNode([PROGRAM, ...args], {});

describe.each([['no word at all', []], ['help', ['help']], ['--help', ['--help']], ['-h', ['-h']]])('%s', (_, args) => {
  test('lists every command in its group, with what it does, in 80 columns', async () => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => /^ {2}[a-z:]+ {2,}\S/.test(line)).map((line) => line.trim().split(' ')[0])).toEqual(Object.keys(COMMANDS));
    expect(lines).toEqual(expect.arrayContaining(Object.values(COMMAND_GROUPS).map((group) => `${group}:`)));
  });
});

test('help <command> is that of the command', async () => {
  expect(await run('help', 'bundle')).toEqual(await run('bundle', '--help'));
});

test.each([
  ['depoy', 'deploy'], ['bundel', 'bundle'], ['test-bundling', 'test:bundling'], ['gitlab-lint', 'gitlab:lint'], ['kit:upgrad', 'kit:upgrade'],
])('%s is no command, and %s was probably meant', async (typed, meant) => {
  const { code, stdout, stderr } = await run(typed);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(`error: unknown command '${typed}'`);
  expect(stderr).toContain(`Did you mean ${meant}?`);
  expect(stderr).toContain('python-lambda --help');
});

test.each([['help', 'depoy'], ['constructor'], ['__proto__'], ['--nonsense'], ['']])('%s is wrong usage', async (...args) => {
  expect(await run(...args)).toMatchObject({ code: 64, stdout: '' });
});

describe('one JSON document', () => {
  test.each<[string, string[], object]>([
    ['an unknown command', ['depoy', '--json'], { what: "unknown command 'depoy'", fix: 'python-lambda --help', code: 64 }],
    ['an unknown option of the program', ['--json'], { what: "unknown option '--json'", fix: 'python-lambda --help', code: 64 }],
    ['an unknown option of a command', ['bundle', '--fast', '--json'], { what: "unknown option '--fast'", fix: 'npx projen bundle --help', code: 64 }],
    ['a command that has no JSON to tell', ['destroy', '--json'], { what: "unknown option '--json'", fix: 'npx projen destroy --help', code: 64 }],
    ['a value that cannot be', ['bundle:history', '--json', '--limit', '0'], {
      what: "option '--limit <count>' argument '0' is invalid. It must be a whole number from 1 on.", fix: 'npx projen bundle:history --help', code: 64,
    }],
  ])('tells of %s', async (_, args, error) => {
    const { code, stdout } = await run(...args);
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, error });
    expect(code).toBe(64);
  });

  test('tells of a bug, and of where it is on standard error', async () => {
    // A home that no program has: what comes of it is no error that anybody expected.
    const { code, stdout, stderr } = await runNode(['--require', require.resolve('./fixtures/broken-json.js'), PROGRAM, 'bundle', '--explain', '--json'], {});
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, error: { what: 'TypeError: settings are broken', fix: expect.stringContaining('python-lambda-kit'), code: 70 } });
    expect(stderr).toMatch(/TypeError: settings are broken\n +at /);
    expect(code).toBe(70);
  });

  test('is the only one, also of a command that tells a result and then fails', async () => {
    const { code, stdout, stderr } = await runNode([...TYPESCRIPT, join(__dirname, 'tells-then-fails.ts'), '--json'], {}, KIT);
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, results: ['bad'] });
    expect(stderr).toBe('✖ one of them is bad\n  fix fix it\n');
    expect(code).toBe(65);
  });

  test('is not asked for by what comes after --', async () => {
    expect((await run('depoy', '--', '--json')).stdout).toBe('');
  });
});
