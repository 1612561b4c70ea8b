import type { BundlePlan, DependencyPlan } from '../../../src/bundling/plan';
import { localDependencyProblems } from '../../../src/bundling/verification/local-dependencies';
import type { FunctionSettings } from '../../../src/config/settings';
import { parseRequirements } from '../../../src/python/requirements';
import { targetOf } from '../../../src/python/target';
import { functionSettings, temporaryFolder, write } from '../../project/workspace';

const MONEY = 'libs/money';

/** An installed package in a folder: its name, its version and what it needs. */
function install(folder: string, [name, version]: readonly string[], requires: readonly string[] = []): string {
  const metadata = ['Metadata-Version: 2.4', `Name: ${name}`, `Version: ${version}`, ...requires.map((one) => `Requires-Dist: ${one}`), '', 'Requires-Dist: no-header', ''];
  return write(folder, { [`${name}-${version}.dist-info/METADATA`]: metadata.join('\n') });
}

interface Case {
  readonly needs: readonly string[];
  /** Of an index, as `name==version`, each with what it needs. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
  readonly extras?: string;
  readonly settings?: Partial<FunctionSettings>;
}

function problems({ needs, packages = {}, extras = '', settings = {} }: Case): string[] {
  const fn = functionSettings('orders', settings);
  const installed = temporaryFolder();
  for (const [pin, requires] of Object.entries(packages)) install(installed, pin.split('=='), requires);
  const plan = { requirements: parseRequirements('requirements.txt', `./${MONEY}${extras}\n`, () => MONEY), target: targetOf(fn), function: fn } as BundlePlan;
  return localDependencyProblems(plan, [
    { plan: { kind: 'packages' } as DependencyPlan, directory: installed },
    { plan: { kind: 'local package', path: MONEY } as DependencyPlan, directory: install(temporaryFolder(), ['money', '1.0'], needs) },
  ]);
}

test.each<[string, Case]>([
  ['nothing', { needs: [] }],
  ['what is there', { needs: ['Six>=1.16', 'charset_normalizer (>=3)'], packages: { 'six==1.17.0': [], 'charset-normalizer==3.4.4': [] } }],
  ['what is wanted elsewhere only', { needs: ["pywin32 ; sys_platform == 'win32'", 'tomli; python_version < "3.11"'] }],
  ['what an extra wants that nobody asked for', { needs: ["six ; extra == 'pdf'"] }],
  ['what Lambda has, if that is left out', { needs: ['boto3>=1.40'], settings: { contents: { slim: false, bytecode: false, omitRuntimePackages: true } } }],
  ['itself, by an extra', { needs: ["money[csv] ; extra == 'pdf'", "money[pdf] ; extra == 'csv'"], extras: '[pdf,csv]' }],
  ['a version that only uv can compare', { needs: ['six>=2rc1'], packages: { 'six==1.17.0': [] } }],
  ['another by its address', { needs: ['dates @ file:///somewhere/dates'], packages: { 'dates==0': [] } }],
])('a package of the checkout may need %s', (_, one) => {
  expect(problems(one)).toEqual([]);
});

test.each<[string, Case, string]>([
  ['is not there', { needs: ['six'] }, 'libs/money needs six, but requirements.txt brings no such package'],
  ['is too old', { needs: ['six>=1.18,<2'], packages: { 'six==1.17.0': [] } }, 'libs/money needs six>=1.18,<2, but six==1.17.0 is installed'],
  ['is wanted here', { needs: ["uvloop ; sys_platform != 'win32'"] }, 'libs/money needs uvloop, but requirements.txt brings no such package'],
  ['an extra wants that was asked for', { needs: ["six ; extra == 'pdf'"], extras: '[pdf]' }, 'libs/money needs six, but requirements.txt brings no such package'],
  ['an extra of another package wants', { needs: ['requests[socks]'], packages: { 'requests==2.32.0': ["PySocks>=1.5 ; extra == 'socks'"] } },
    'libs/money needs PySocks>=1.5, but requirements.txt brings no such package'],
  ['Lambda has, if that is not left out', { needs: ['boto3'] }, 'libs/money needs boto3, but requirements.txt brings no such package'],
])('what a package of the checkout needs is missed if it %s', (_, one, expected) => {
  expect(problems(one)).toEqual([expected]);
});

test('packages of an index are not looked at: uv resolved them, or a lock did', () => {
  expect(problems({ needs: [], packages: { 'requests==2.32.0': ['idna'] } })).toEqual([]);
});
