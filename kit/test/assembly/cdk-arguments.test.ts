import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHarmlessArguments } from '../../src/assembly/cdk-arguments';
import { cdkVariables } from '../../src/assembly/cdk-variables';
import { nodeVariables } from '../../src/assembly/node-variables';
import type { StageSettings } from '../../src/config/settings';
import { temporaryFolder } from '../project/run';
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

/** The home of a person without settings of the CDK CLI. */
const NOBODY = join(__dirname, 'nobody');

const take = (...words: string[]) => requireHarmlessArguments(PRODUCTION, words, {}, NOBODY);
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
  const withVariables = (environment: Record<string, string>) => () => requireHarmlessArguments(PRODUCTION, [], environment, NOBODY);
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
      const failure = await failureOf(() => requireHarmlessArguments(PRODUCTION, [], { [name]: 'true' }, NOBODY, command));
      expect(failure).toMatchObject({ code: 64, fix: expect.stringContaining(`npx projen ${command} production, after: unset ${name}`) });
    }
  });

test.each<[string, string[]]>([
  ['', []], ['--max-old-space-size=4096 --use-system-ca', []], ['--dns-result-order=ipv4first  --no-warnings', []],
  ['--require ./hook.js', ['NODE_OPTIONS']], ['-r ./hook.js', ['NODE_OPTIONS']], ['--import=data:text/javascript,0', ['NODE_OPTIONS']],
  ['--max-old-space-size=4096 --experimental-loader=x', ['NODE_OPTIONS']], ['--inspect-brk', ['NODE_OPTIONS']], ['--max-old-space-size 4096', ['NODE_OPTIONS']],
  ['"--require" x', ['NODE_OPTIONS']], ['--openssl-config=x', ['NODE_OPTIONS']], ['--conditions=x', ['NODE_OPTIONS']],
])('variables by which Node loads other code are refused: NODE_OPTIONS=%s', (options, refused) => {
  expect(nodeVariables({ NODE_OPTIONS: options })).toEqual(refused);
  expect(nodeVariables({ NODE_OPTIONS: options, NODE_PATH: '/somewhere' })).toEqual([...refused, 'NODE_PATH']);
});

test('it is told in which variable', async () => {
  const failure = await failureOf(() => requireHarmlessArguments(PRODUCTION, [], { NODE_OPTIONS: '--require x' }, NOBODY, 'assemble'));
  expect(failure).toMatchObject({ code: 64, where: 'the environment', fix: 'leave it out: npx projen assemble production, after: unset NODE_OPTIONS' });
});

test.each<[object, string[]]>([
  [{}, []], [{ notices: false, progress: 'events', language: 'typescript' }, []], [{ context: { 'cli-telemetry': false } }, []],
  [{ plugin: ['./plugin.js'] }, ['plugin']], [{ app: 'node x.js', toolkitStackName: 'x', color: true }, ['app', 'toolkitStackName']],
  [{ context: { 'cli-telemetry': false, 'stage': 'x' } }, ['context']], [{ requireApproval: 'never', profile: 'x' }, ['requireApproval', 'profile']],
])('settings of the CDK CLI of a person are refused: %j', async (settings, refused) => {
  const home = homeWith(settings);
  const decide = () => requireHarmlessArguments(PRODUCTION, [], {}, home, 'rollback');
  if (refused.length === 0) return expect(decide).not.toThrow();
  const file = join(home, '.cdk.json');
  expect(await failureOf(decide)).toMatchObject({
    code: 64, where: file, message: expect.stringMatching(new RegExp(`: ${refused.join(', ')}$`)),
    fix: `leave it out: npx projen rollback production, after taking ${refused.join(', ')} out of ${file}, or into the project's cdk.json`,
  });
});

test('settings of the CDK CLI that cannot be read are refused', async () => {
  expect(await failureOf(() => requireHarmlessArguments(PRODUCTION, [], {}, homeWith('{"plugin":')))).toMatchObject({ code: 78, where: expect.stringContaining('.cdk.json') });
});

test.each(['CDK_REQUIRE_APPROVAL', 'CDK_YES', 'TSX_TSCONFIG_PATH', 'CONTEXT_OVERFLOW_LOCATION_ENV', 'NODE_COMPILE_CACHE'])('is told by the argument, and not by the environment: %s', async (name) => {
  expect(await failureOf(() => requireHarmlessArguments(PRODUCTION, [], { [name]: 'x' }, NOBODY))).toMatchObject({ code: 64, fix: expect.stringContaining(`unset ${name}`) });
});

test('other stages take what the CDK CLI takes', () => {
  expect(() => requireHarmlessArguments({ ...PRODUCTION, production: false }, ['--hotswap'], { CDK_HOTSWAP: 'true', NODE_OPTIONS: '--require x' }, homeWith({ plugin: 'x' }))).not.toThrow();
});

function homeWith(settings: object | string): string {
  const home = temporaryFolder();
  writeFileSync(join(home, '.cdk.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
  return home;
}
