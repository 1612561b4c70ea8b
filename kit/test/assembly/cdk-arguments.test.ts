import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHarmlessArguments } from '../../src/assembly/cdk-arguments';
import { cdkVariables } from '../../src/assembly/cdk-variables';
import type { StageSettings } from '../../src/config/settings';
import { failureOf } from '../project/workspace';

const PRODUCTION: StageSettings = { name: 'production', production: true, modes: ['docker'] };

interface Registry {
  readonly globalOptions: Readonly<Record<string, { readonly alias?: string | readonly string[] }>>;
  readonly commands: Readonly<Record<string, { readonly options?: Registry['globalOptions'] }>>;
}

/** What the CDK CLI that is installed says of its own options. */
const REGISTRY = JSON.parse(readFileSync(join(require.resolve('aws-cdk/package.json'), '../lib/cli/cli-type-registry.json'), 'utf8')) as Registry;
const OPTIONS = Object.keys({ ...REGISTRY.globalOptions, ...REGISTRY.commands.deploy.options });

/** Of all options of `cdk deploy`. One that a later CDK CLI brings is refused, and has to be thought about here. */
const TAKEN = [
  'asset-build-concurrency', 'asset-parallelism', 'asset-prebuild', 'ci', 'color', 'concurrency', 'debug', 'monitoring-time-minutes', 'no-color', 'notices',
  'notification-arns', 'outputs-file', 'progress', 'require-approval', 'rollback', 'rollback-trigger-alarm-arns', 'trace', 'verbose', 'yes',
];

/** Variables of these change the network's way, what is told, or nothing without `hotswap`. */
const HARMLESS_VARIABLES = [
  'ca-bundle-path', 'debug-app', 'debug-cli', 'hotswap-ecs-maximum-healthy-percent', 'hotswap-ecs-minimum-healthy-percent',
  'hotswap-ecs-stabilization-timeout-seconds', 'ignore-no-stacks', 'logs', 'proxy', 'strict', 'telemetry-file', 'version-reporting',
];

const take = (...words: string[]) => requireHarmlessArguments(PRODUCTION, words, {});
const isRefused = (...words: string[]) => {
  try {
    take(...words);
    return false;
  } catch {
    return true;
  }
};

test('of the options that the CDK CLI has, production takes those that change nothing that is deployed', () => {
  expect(OPTIONS.length).toBeGreaterThan(50);
  expect(OPTIONS.filter((option) => !isRefused(`--${option}`)).sort()).toEqual(TAKEN);
  expect(OPTIONS.filter((option) => !isRefused(`--${option}=x`)).sort()).toEqual(TAKEN.filter((option) => option !== 'no-color'));
});

test.each([
  ['an option', '--hotswap'], ['with a value', '--hotswap=true'], ['with its value behind', '--hotswap', 'true'], ['by its beginning', '--hots'],
  ['in camel case', '--hotswapFallback'], ['in capitals', '--HOTSWAP'], ['by its letter', '-a', 'x'], ['by its letter and a value', '-ax'], ['among letters', '-vf'],
  ['with a single dash', '-hotswap'], ['behind one that is taken', '--verbose', '--force'], ['where a value belongs', '--outputs-file', '--force'],
  ['in the place of a value, twice', '--outputs-file', 'o.json', 'Stack'], ['as a path into an option', '--context.x=1'], ['denied', '--no-execute'],
  ['denied with a value', '--no-rollback=x'], ['after the end of options', '--', '--force'], ['a stack', 'Shop'], ['nothing', ''], ['a dash', '-'], ['two dashes', '--'],
  ['with a line end', '--force\n'], ['with a space', '--outputs-file=x', 'y'], ['of every object', '--constructor'], ['prototype', '--__proto__=x'],
])('what could go round the guard is refused, however it is written: %s', (_, ...words) => {
  expect(isRefused(...words)).toBe(true);
});

test.each([[[]], [['--verbose', '-v', '--yes']], [['--outputs-file', 'o.json', '-O', 'p.json', '--outputs-file=q']], [['--no-rollback', '--progress', 'events']], [['--notification-arns', 'a', 'b', '--ci']]])(
  'what changes nothing is taken: %j', (words) => expect(isRefused(...words)).toBe(false));

test('all of it is told at once, with the command that works', async () => {
  const failure = await failureOf(() => take('--verbose', '--hotswap', '--force', 'Shop'));
  expect(failure).toMatchObject({ code: 64, where: 'the arguments after --' });
  expect(failure.message).toBe('production is production, and takes nothing that could go round its guard or its plan: --hotswap, --force, Shop');
  expect(failure.fix).toMatch(/^leave it out: npx projen deploy production\. Production takes --asset-build-concurrency, /);
});

test('variables that the CDK CLI takes for options are refused, and others are not', async () => {
  const withVariables = (environment: Record<string, string>) => () => requireHarmlessArguments(PRODUCTION, [], environment);
  expect(withVariables({ CDK_DOCKER: 'podman', CDK_DEFAULT_ACCOUNT: '1', CDK_HOTSWAP: '' })).not.toThrow();
  const failure = await failureOf(withVariables({ CDK_HOTSWAP: 'true', CDK_TOOLKIT_STACK_NAME: 'x' }));
  expect(failure).toMatchObject({ code: 64, where: 'the environment', fix: expect.stringContaining('unset CDK_HOTSWAP CDK_TOOLKIT_STACK_NAME') });
});

test('each option that production does not take is refused from the environment, and so is its letter', () => {
  const all: Registry['globalOptions'] = { ...REGISTRY.globalOptions, ...REGISTRY.commands.deploy.options };
  const missed = Object.entries(all).filter(([option]) => !TAKEN.includes(option) && !HARMLESS_VARIABLES.includes(option))
    .flatMap(([option, { alias = [] }]) => [option, ...(typeof alias === 'string' ? [alias] : alias)])
    .map((name) => `CDK_${name.toUpperCase().replaceAll('-', '_')}`).filter((name) => cdkVariables({ [name]: 'x' }).length === 0);
  expect(missed).toEqual([]);
});

test.each(['CDK_hotswap', 'CDK_Hotswap', 'CDKHOTSWAP', 'CDKhotswap', 'cdk_hotswap', 'CDK_HOTSWAP_FALLBACK', 'CDK_hotswapFallback', 'CDK_A', 'CDK_p', 'CDK_CONTEXT'])(
  'in whatever spelling: %s', async (name) => {
    for (const command of ['deploy', 'plan', 'rollback'] as const) {
      const failure = await failureOf(() => requireHarmlessArguments(PRODUCTION, [], { [name]: 'true' }, command));
      expect(failure).toMatchObject({ code: 64, fix: expect.stringContaining(`npx projen ${command} production, after: unset ${name}`) });
    }
  });

test('other stages take what the CDK CLI takes', () => {
  expect(() => requireHarmlessArguments({ ...PRODUCTION, production: false }, ['--hotswap'], { CDK_HOTSWAP: 'true' })).not.toThrow();
});
