import { COMMANDS, type CommandName } from '../../src/config/commands';
import { type Finished, runCommand } from '../project/run';

const NAMES = Object.keys(COMMANDS) as CommandName[];
/** Those that have something to tell to a program, too. */
const REPORTING: readonly CommandName[] = [
  'assemble', 'bundle', 'bundle:history', 'bundle:prune', 'doctor', 'gitlab:access', 'gitlab:lint', 'guard', 'kit:upgrade', 'local', 'plan', 'smoke', 'test:bundling',
];
/** Those that take an assembly that was made earlier. */
const TAKING: readonly CommandName[] = ['deploy', 'diff', 'plan', 'rollback', 'smoke'];

describe('--help', () => {
  const helps: Record<string, Finished> = {};

  beforeAll(async () => {
    // Two at a time, as most of it is waiting for the disk.
    const next = NAMES.values();
    const work = async () => {
      for (const name of next) helps[name] = await runCommand(name, ['--help']);
    };
    await Promise.all([work(), work()]);
  });

  test.each(NAMES)('of %s says how it is called and what it does, and succeeds', (name) => {
    const { code, stdout, stderr } = helps[name];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [usage, , description] = stdout.split('\n');
    expect(usage).toMatch(new RegExp(`^Usage: npx projen ${name} \\[options\\]`));
    expect(description).toMatch(/^[A-Z].{20,}/);
  });

  test.each(NAMES)('of %s explains each of its arguments and options', (name) => {
    const lines = helps[name].stdout.split('\n').filter((line) => /^  \S/.test(line));
    expect(helps[name].stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(lines.filter((line) => !/^  \S.*? {2,}\S/.test(line))).toEqual([]);
    expect(lines.some((line) => line.includes('--json'))).toBe(REPORTING.includes(name));
    expect(lines.some((line) => line.includes('--digest'))).toBe(TAKING.includes(name));
  });
});

describe('wrong usage', () => {
  test.each<[string, CommandName, string[], string]>([
    ['an unknown option', 'bundle', ['--fast'], "error: unknown option '--fast'"],
    ['an argument too many', 'guard', ['development', 'production'], 'error: too many arguments'],
    ['an option without its value', 'deploy', ['--app'], "error: option '--app <directory>' argument missing"],
    ['a digest without its value', 'rollback', ['--digest'], "error: option '--digest <sha256>' argument missing"],
    ['a history of no rows', 'bundle:history', ['--limit', '0'], "error: option '--limit <count>' argument '0' is invalid. It must be a whole number from 1 on."],
    ['a test of no functions at a time', 'test:bundling', ['--jobs', '0'], "error: option '--jobs <count>' argument '0' is invalid. It must be a whole number from 1 on."],
    ['a wait without an end', 'doctor', ['--wait', 'forever'], "error: option '--wait <seconds>' argument 'forever' is invalid"],
  ])('%s ends with 64 and says how to find the right one', async (_, name, args, message) => {
    const { code, stdout, stderr } = await runCommand(name, args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(`npx projen ${name} --help`);
  });

  test('an unknown function ends with 64, the cause, and the functions that there are', async () => {
    const { code, stdout, stderr } = await runCommand('bundle', ['ordres']);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(/^✖ there is no function 'ordres'\n {2}fix use one of: .*npx projen\n$/);
  });

  test.each(['deploy', 'plan'] as const)('an unknown stage ends with 64, before %s does any work', async (name) => {
    const { code, stderr } = await runCommand(name, ['prod']);
    expect(code).toBe(64);
    expect(stderr).toMatch(/^✖ there is no stage 'prod'\n {2}fix use one of: .*pipeline\.stages in \.projenrc\.ts\n$/);
  });

  test('is one JSON document for a program that asks for JSON', async () => {
    const { code, stdout } = await runCommand('bundle', ['ordres', '--json']);
    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, error: { what: "there is no function 'ordres'", fix: expect.any(String), code: 64 } });
  });
});
