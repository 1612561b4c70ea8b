import { PURPOSES } from '../../src/config/policy';
import { sampleSettings as settings } from '../project/places';
import { runCommand } from '../project/run';

const [ONE] = Object.keys(settings.functions);


interface Explained {
  readonly function: string;
  readonly purpose: string;
  readonly mode: string;
  readonly rule: string;
  readonly environment: Record<string, string>;
}

async function explain(env: Record<string, string> = {}, args: string[] = []): Promise<Explained[]> {
  const { code, stdout, stderr } = await runCommand('bundle', ['--explain', ...args, '--json'], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { schemaVersion, functions } = JSON.parse(stdout) as { schemaVersion: number; functions: Explained[] };
  expect(schemaVersion).toBe(1);
  return functions;
}

describe('bundle --explain', () => {
  test.each(PURPOSES)('tells for every function what the policy makes of the purpose %s', async (purpose) => {
    const explained = await explain({ BUNDLING_PURPOSE: purpose, CI: '1' });
    expect(explained.map((e) => e.function)).toEqual(Object.keys(settings.functions));
    for (const { function: name, ...decision } of explained) {
      const mode = settings.functions[name as keyof typeof settings.functions].policy[purpose];
      expect(decision).toMatchObject({
        purpose, mode, rule: `BUNDLING_PURPOSE is ${purpose}; the policy maps ${purpose} to ${mode}`,
        environment: { BUNDLING_PURPOSE: purpose, CI: '1' },
      });
    }
  });

  test('says that CI alone means unit', async () => {
    const [first] = await explain({ CI: '1' });
    expect(first).toMatchObject({ purpose: 'unit', rule: expect.stringMatching(/^no purpose is set and CI is; /), environment: { CI: '1' } });
  });

  test('says that nothing at all means develop', async () => {
    const [first] = await explain();
    expect(first).toMatchObject({ purpose: 'develop', rule: expect.stringMatching(/^neither a purpose nor CI is set; /), environment: {} });
  });

  test('names a mode that the environment asks for', async () => {
    const [first] = await explain({ BUNDLING_MODE: 'local' }, [ONE]);
    expect(first).toMatchObject({ function: ONE, mode: 'local', rule: expect.stringMatching(/; BUNDLING_MODE is local$/) });
  });

  test('is a table for people, with the variables that it looked at', async () => {
    const { code, stdout, stderr } = await runCommand('bundle', ['--explain'], { GITLAB_CI: 'true' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [header, ...rows] = stdout.split('\n');
    expect(header).toMatch(/^FUNCTION +PURPOSE +MODE +RULE$/);
    for (const [i, name] of Object.keys(settings.functions).entries()) {
      expect(rows[i]).toMatch(new RegExp(`^${name} +unit +${settings.functions[name as typeof ONE].policy.unit} +no purpose is set and GITLAB_CI is; `));
    }
    expect(stdout).toContain('Looked at BUNDLING_PURPOSE, BUNDLING_MODE, CI and GITLAB_CI; set: GITLAB_CI=true.');
  });

  test.each([
    ['a purpose that there is not', { BUNDLING_PURPOSE: 'nonsense' }, "BUNDLING_PURPOSE is 'nonsense', but must be one of unit, develop, verify, release."],
    ['a mode that there is not', { BUNDLING_MODE: 'podman' }, "BUNDLING_MODE is 'podman', but must be one of docker, local, in-image, skip, auto."],
    ['a release that is skipped', { BUNDLING_PURPOSE: 'release', BUNDLING_MODE: 'skip' }, 'a release must be built: BUNDLING_MODE is skip'],
  ])('ends with 78 for %s, and says so in one message', async (_, env, message) => {
    const { code, stdout, stderr } = await runCommand('bundle', ['--explain'], env);
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)/m);
  });
});
