import { join } from 'node:path';
import { ARCHITECTURES, PolicyError } from '../../src/config/policy';
import { LOCAL_STAGE, type Settings, type StageSettings } from '../../src/config/settings';
import { hostArchitecture, selectFunctions, stageNamed, thisWorkspace, toolsDirectory } from '../../src/config/workspace';
import { SAMPLE, sampleSettings as settings } from '../project/places';
import { failureOf, workspaceWith } from '../project/workspace';

describe('this workspace', () => {
  test('is the project around the working directory, and nothing where there is none', async () => {
    const home = process.cwd();
    try {
      process.chdir(join(SAMPLE, 'lambda_src/orders'));
      expect(thisWorkspace()).toEqual({ root: SAMPLE, settings });
      process.chdir('/'); // the folder of temporary files may be inside of a project
      expect(await failureOf(() => thisWorkspace())).toMatchObject({ code: 78, message: 'this folder is not in a project of python-lambda-kit' });
    } finally {
      process.chdir(home);
    }
  });

  test.each(ARCHITECTURES)('has functions for %s if the environment overrides theirs', (architecture) => {
    process.env.BUNDLING_ARCHITECTURE = architecture;
    const functions = Object.values(thisWorkspace().settings.functions);
    expect(functions.length).toBeGreaterThan(0);
    expect(functions.map((fn) => fn.architecture)).toEqual(functions.map(() => architecture));
  });

  test('refuses an architecture that Lambda has not, instead of going on with another', () => {
    process.env.BUNDLING_ARCHITECTURE = 'amd64';
    expect(() => thisWorkspace()).toThrow(PolicyError);
  });

  test('refuses another architecture than the settings for a release', () => {
    Object.assign(process.env, { BUNDLING_ARCHITECTURE: 'arm64', BUNDLING_PURPOSE: 'release' });
    expect(() => thisWorkspace()).toThrow(PolicyError);
  });

  test('keeps its programs in the checkout', () => {
    expect(toolsDirectory({ root: '/checkout', settings })).toBe('/checkout/.toolchain');
  });

  test('is on a machine that Lambda has a name for', () => {
    expect(ARCHITECTURES).toContain(hostArchitecture());
  });
});

describe('a stage', () => {
  const stage = (name: string, production: boolean): StageSettings => ({ name, production, modes: ['docker'] });
  const stages: Settings = { ...workspaceWith({}).settings, stages: [stage('production', true), stage('development', false), stage('test', false)] };

  test('is found by its name, the local one too', () => {
    expect(stageNamed(stages, 'production')?.name).toBe('production');
    expect(stageNamed(stages, 'local')).toBe(LOCAL_STAGE);
    expect(stageNamed(stages, 'prod')).toBeUndefined();
  });

  test('is never production without its name', () => {
    expect(stageNamed(stages)?.name).toBe('development');
    expect(stageNamed({ ...stages, stages: [stage('production', true)] })).toBeUndefined();
  });
});

describe('functions', () => {
  const workspace = workspaceWith({ orders: {}, bills: {} });
  const names = (asked?: string[]) => selectFunctions(workspace, asked).map(({ name }) => name);

  test('are all of them if none is named, and else the named ones', () => {
    expect(names()).toEqual(['orders', 'bills']);
    expect(names(['bills'])).toEqual(['bills']);
  });

  test('that do not exist are named, with those that do, and code 64', async () => {
    const failure = await failureOf(() => selectFunctions(workspace, ['orders', 'oders']));
    expect(failure).toMatchObject({ code: 64, message: "there is no function 'oders'" });
    expect(failure.fix).toContain('orders, bills');
  });
});
