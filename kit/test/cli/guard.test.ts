import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandName } from '../../src/config/commands';
import { withPurpose } from '../constructs/purpose';
import { foreignAssembly, releasedAssembly } from '../project/assemblies';
import { sampleSettings as settings, SAMPLE } from '../project/places';
import { runCommand, synthesise, temporaryFolder } from '../project/run';

withPurpose('release');

const PRODUCTION = settings.stages.find(({ production }) => production)!.name;
const DEVELOPMENT = settings.stages.find(({ production }) => !production)!.name;

describe('an assembly whose bundling was skipped', () => {
  let app: string;

  beforeAll(async () => {
    app = await synthesise({ BUNDLING_PURPOSE: 'unit' });
    mkdirSync(resolve(SAMPLE, app, '.cache'));
  });

  test.each([DEVELOPMENT, PRODUCTION])('is not deployed to %s: 65, every function named, and the CDK CLI never called', async (stage) => {
    const { code, stdout, stderr } = await runCommand('deploy', [stage, '--app', app]);
    expect({ code, stdout }).toEqual({ code: 65, stdout: '' }); // 69 is what a CLI that failed ends with
    expect(stderr).toContain(`this assembly must not be deployed to ${stage}:`);
    for (const name of Object.keys(settings.functions)) expect(stderr).toContain(`  - ${name}: bundling was skipped, so its packages are missing`);
    expect(stderr).toContain(`fix assemble it anew: npx projen assemble ${stage}`);
    // What deploy does last before it calls the CLI.
    expect(existsSync(resolve(SAMPLE, app, '.cache'))).toBe(true);
  });

  test('is refused by the guard alone too, and told to a program as JSON', async () => {
    const { code, stdout } = await runCommand('guard', [DEVELOPMENT, '--app', app, '--json']);
    expect(code).toBe(65);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, error: { code: 65, what: expect.stringContaining('bundling was skipped') } });
  });

  test('is refused by CloudFormation, if all else is got around', () => {
    const [template] = readdirSync(resolve(SAMPLE, app)).filter((name) => name.endsWith('.template.json'));
    expect(JSON.parse(readFileSync(resolve(SAMPLE, app, template), 'utf8')).Rules).toHaveProperty('BundlesWereSkipped');
  });
});

describe('an assembly that is bundled for a release', () => {
  let app: string;

  beforeEach(async () => {
    app = await releasedAssembly();
  });

  test('may be deployed', async () => {
    const { code, stdout } = await runCommand('guard', [PRODUCTION, '--app', app]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${PRODUCTION}: 1 functions may be deployed: greet\n` });
  });

  test('is listed with its records for a program', async () => {
    const { stdout } = await runCommand('guard', [PRODUCTION, '--app', app, '--json']);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      stage: PRODUCTION,
      functions: [{ function: 'greet', purpose: 'release', stage: PRODUCTION, mode: 'docker', key: expect.stringMatching(/^docker-/), artifact: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
  });

  test('is not deployed after its zip was altered', async () => {
    chmodSync(stagedZip(app), 0o644);
    appendFileSync(stagedZip(app), '\n');
    expect(await refusal('deploy', app)).toContain('  - greet: its zip was altered after it was bundled');
  });

  test('is not deployed after its record was rewritten', async () => {
    const template = resolve(SAMPLE, app, 'Test.template.json');
    writeFileSync(template, readFileSync(template, 'utf8').replace(/"artifact": "./, '"artifact": "x'));
    expect(await refusal('guard', app)).toContain('  - greet: its record belongs to other code than the template deploys');
  });
});

describe('other assemblies', () => {
  test('made in a mode that the stage does not allow are refused', async () => {
    const stderr = await refusal('guard', await releasedAssembly('local'));
    expect(stderr).toContain(`  - greet: it was bundled in the mode 'local', and ${PRODUCTION} takes docker, in-image`);
  });

  test('bundled in an allowed mode, but not for a release, are refused for production', async () => {
    process.env.BUNDLING_PURPOSE = 'verify';
    const app = await releasedAssembly('docker');
    process.env.BUNDLING_PURPOSE = 'release';
    expect(await refusal('guard', app)).toContain('  - greet: it was bundled to verify, and production takes releases only');
  });

  test('with a Python function that PythonFunction did not bundle are refused', async () => {
    expect(await refusal('guard', foreignAssembly())).toMatch(/ {2}- Greet\w*: its code was not bundled by PythonFunction, so nothing is known of it/);
  });

  test.each(['guard', 'deploy'] as const)('that are not there end %s with 65 and the command that makes one', async (command) => {
    const nowhere = join(temporaryFolder(), 'nothing');
    const stderr = await refusal(command, nowhere);
    expect(stderr).toContain('there is no sound cloud assembly');
    expect(stderr).toContain('fix make one: npx projen assemble');
  });
});

/** Why a command refuses an assembly for production. */
async function refusal(command: CommandName, app: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand(command, [PRODUCTION, '--app', app]);
  expect({ code, stdout }).toEqual({ code: 65, stdout: '' });
  return stderr;
}

function stagedZip(app: string): string {
  const [asset] = readdirSync(resolve(SAMPLE, app)).filter((name) => name.startsWith('asset.'));
  return resolve(SAMPLE, app, asset);
}
