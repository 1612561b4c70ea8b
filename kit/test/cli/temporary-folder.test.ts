import { join } from 'node:path';
import { COMMANDS, type CommandName } from '../../src/config/commands';
import { runCommand, temporaryFolder } from '../project/run';

jest.setTimeout(300_000);

/** What a command is given so that it would start to work. */
const ARGUMENTS: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  'create': ['never-made'], 'deploy': ['development'], 'doctor': ['--wait', '0'], 'kit:upgrade': ['somewhere'], 'plan': ['production', '--out', 'never-made.json'],
};

describe('a folder for temporary files that is not there', () => {
  test.each((Object.keys(COMMANDS) as CommandName[]).filter((name) => name !== 'doctor'))('is named by %s, with what makes it', async (name) => {
    const TMPDIR = join(temporaryFolder(), 'nothing');
    const { code, stderr } = await runCommand(name, ARGUMENTS[name], { TMPDIR });
    expect(stderr).toContain('✖ the folder for temporary files cannot be used: ENOENT');
    expect(stderr).toContain(`at  TMPDIR=${TMPDIR}`);
    expect(stderr).toContain('fix mkdir -p "$TMPDIR", or unset TMPDIR');
    expect(stderr).not.toMatch(/^\s+at \S+ \(/m);
    expect(code).toBe(73);
  });

  test('is a finding of the doctor, which goes on', async () => {
    const { code, stdout } = await runCommand('doctor', ARGUMENTS.doctor, { TMPDIR: join(temporaryFolder(), 'nothing') });
    expect(stdout).toContain('DIND36');
    expect(code).toBe(69);
  });

  test('keeps nobody from the help', async () => {
    const { code, stdout } = await runCommand('deploy', ['--help'], { TMPDIR: join(temporaryFolder(), 'nothing') });
    expect(stdout).toContain('Usage:');
    expect(code).toBe(0);
  });
});
