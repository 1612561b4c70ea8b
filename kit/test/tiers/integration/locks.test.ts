import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HANDLER, bundleLocally, checkoutWith, filesWith, packageFiles, readIfThere, textOf } from './bundling';
import { knownPlan } from '../../../src/bundling/plan';
import { Checkout } from '../../project/command-checkout';
import { failureOf, functionSettings } from '../../project/workspace';

jest.setTimeout(120_000);

const PROJECT = (name: string, dependencies: readonly string[], more = '') =>
  `[project]\nname = "${name}"\nversion = "0"\nrequires-python = ">=3.13"\ndependencies = ${JSON.stringify(dependencies)}\n${more}`;

async function lock(checkout: Checkout, ...args: string[]): Promise<string> {
  const { code, stderr } = await checkout.run('lock', args);
  if (code !== 0) throw new Error(stderr);
  return stderr;
}

describe('a requirements.txt without pins', () => {
  const unpinned = () => checkoutWith({ 'lambda_src/orders/requirements.txt': 'python-dateutil<3\n' });

  test('is resolved for development, with all that its packages need', async () => {
    const [{ stored: { manifest } }] = await bundleLocally(unpinned());
    expect(manifest.packages.map((pin) => pin.split('==')[0])).toEqual(['python-dateutil', 'six']);
  });

  test('is refused for a release, with the command that locks it', async () => {
    process.env.BUNDLING_PURPOSE = 'release';
    const failure = await failureOf(() => bundleLocally(unpinned()));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders' });
  });

  test('is locked by that command: then it is the lock, what was written stays to be edited, and it can be released', async () => {
    const checkout = unpinned();
    expect(await lock(checkout, 'orders')).toContain('requirements.txt is requirements.in now');
    expect(readIfThere(checkout.root, 'lambda_src/orders/requirements.in')).toBe('python-dateutil<3\n');
    const locked = readIfThere(checkout.root, 'lambda_src/orders/requirements.txt')!;
    expect(locked).toMatch(/^python-dateutil==\S+ \\\n {4}--hash=sha256:/m);
    expect(locked).toMatch(/^six==/m);
    expect(locked).toContain('npx projen lock orders');
    expect(locked).not.toContain(checkout.root);
    await lock(checkout);
    expect(readIfThere(checkout.root, 'lambda_src/orders/requirements.txt')).toBe(locked);
    process.env.BUNDLING_PURPOSE = 'release';
    const [{ plan }] = await bundleLocally(checkout);
    expect(plan.requirements.locked).toBe(true);
  });
});

describe('a pyproject.toml of its own', () => {
  const own = () => checkoutWith({
    'lambda_src/orders/pyproject.toml': PROJECT('orders', ['idna==3.7'],
      '[project.optional-dependencies]\npdf = ["six==1.17.0"]\n[dependency-groups]\ntracing = ["sniffio==1.3.1"]\ndev = ["iniconfig==2.0.0"]\n'),
  });

  test('is missing its lock until the command writes one; then it can be released', async () => {
    const checkout = own();
    expect((await failureOf(() => bundleLocally(checkout))).fix).toContain('npx projen lock orders');
    await lock(checkout);
    expect(existsSync(join(checkout.root, 'lambda_src/orders/uv.lock'))).toBe(true);
    process.env.BUNDLING_PURPOSE = 'release';
    const [{ stored: { manifest } }] = await bundleLocally(checkout);
    expect(manifest.packages).toEqual(['idna==3.7']);
    const [more] = await bundleLocally(checkout, { extras: ['pdf'], groups: ['tracing'] });
    expect(more.stored.manifest.packages).toEqual(['idna==3.7', 'six==1.17.0', 'sniffio==1.3.1']);
  });

  test('is bundled with the groups that its settings name, whatever uv itself takes by default', async () => {
    const checkout = own();
    const project = readFileSync(join(checkout.root, 'lambda_src/orders/pyproject.toml'), 'utf8');
    checkout.write({ 'lambda_src/orders/pyproject.toml': `${project}[tool.uv]\ndefault-groups = ["tracing"]\n` });
    await lock(checkout);
    expect((await bundleLocally(checkout))[0].stored.manifest.packages).toEqual(['idna==3.7']);
    expect((await bundleLocally(checkout, { groups: ['dev'] }))[0].stored.manifest.packages).toEqual(['idna==3.7', 'iniconfig==2.0.0']);
  });

  test('is refused after it was edited and not locked again, and bundled after that', async () => {
    const checkout = own();
    await lock(checkout);
    await bundleLocally(checkout);
    const edited = readFileSync(join(checkout.root, 'lambda_src/orders/pyproject.toml'), 'utf8').replace('idna==3.7', 'idna==3.8');
    checkout.write({ 'lambda_src/orders/pyproject.toml': edited });
    const failure = await failureOf(() => bundleLocally(checkout));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders', message: expect.stringContaining('uv.lock does not fit its project') });
    await lock(checkout);
    expect((await bundleLocally(checkout))[0].stored.manifest.packages).toEqual(['idna==3.8']);
  });
});

describe('a package of the checkout in a requirements.txt', () => {
  const orders = (line: string) => checkoutWith({ 'lambda_src/orders/requirements.txt': `${line}\n`, ...packageFiles('libs/money', 'money', 'VAT = 0.2\n', ['six==1.17.0']) });
  const packagesOf = async (checkout: Checkout) => (await bundleLocally(checkout))[0].stored.manifest.packages;

  test.each(['../../libs/money', '-e ../../libs/money', '--editable=../../libs/money'])('comes with what it needs once it is locked: %s', async (line) => {
    const checkout = orders(line);
    await lock(checkout);
    process.env.BUNDLING_PURPOSE = 'release';
    expect(await packagesOf(checkout)).toEqual(['money==1.0', 'six==1.17.0']);
  });

  test('is refused while what it needs is not among the packages, and bundled once it is', async () => {
    const failure = await failureOf(() => packagesOf(orders('../../libs/money')));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: expect.stringContaining('npx projen lock orders') });
    expect(failure.message).toContain('libs/money needs six==1.17.0, but lambda_src/orders/requirements.txt brings no such package');
    expect(await packagesOf(orders('../../libs/money\nsix==1.17.0'))).toEqual(['money==1.0', 'six==1.17.0']);
  });

  test('is left out where its marker says so', async () => {
    expect(await packagesOf(orders('../../libs/money ; sys_platform == "win32"'))).toEqual([]);
  });
});

describe('a workspace with a package that some functions use', () => {
  const source = '[tool.uv.sources]\nmoney = { workspace = true }\n';
  const MONEY = 'libs/money/src/money';

  async function workspace(): Promise<Checkout> {
    const functions = ['orders', 'bills', 'pings'].map((name) => functionSettings(name));
    const checkout = new Checkout(functions, {
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["lambda_src/*", "libs/*"]\n',
      'lambda_src/orders/pyproject.toml': PROJECT('orders', ['money', 'six==1.17.0'], source),
      'lambda_src/bills/pyproject.toml': PROJECT('bills', ['money'], source),
      'lambda_src/pings/pyproject.toml': PROJECT('pings', ['six==1.17.0']),
      ...packageFiles('libs/money', 'money', 'VAT = 0.2\n', ['idna==3.7']),
    });
    for (const { entry } of functions) checkout.write({ [`${entry}/handler.py`]: HANDLER });
    await lock(checkout, 'orders');
    return checkout;
  }

  test('ships the package itself, with what it needs, and no link to where it was', async () => {
    const [orders, bills, pings] = await bundleLocally(await workspace());
    expect(textOf(orders, 'money/__init__.py')).toBe('VAT = 0.2\n');
    expect([orders, bills, pings].map(({ stored }) => stored.manifest.packages)).toEqual([
      ['idna==3.7', 'money==1.0', 'six==1.17.0'], ['idna==3.7', 'money==1.0'], ['six==1.17.0'],
    ]);
    expect(filesWith(orders, '.pth')).toEqual([]);
    expect(filesWith(orders, 'file://')).toEqual([]);
  });

  test.each([
    ['an edited line', { [`${MONEY}/__init__.py`]: 'VAT = 0.3\n' }, 'money/__init__.py', 'VAT = 0.3\n'],
    ['a new data file', { [`${MONEY}/rates.json`]: '[1]' }, 'money/rates.json', '[1]'],
  ])('ships %s to the functions that use it, and leaves the others as they are', async (_, edit, path, content) => {
    const checkout = await workspace();
    const before = await bundleLocally(checkout);
    checkout.write(edit);
    const after = await bundleLocally(checkout);
    expect(after.map(({ reused }) => reused)).toEqual([false, false, true]);
    expect(after.map(({ plan }, i) => plan.key === before[i].plan.key)).toEqual([false, false, true]);
    expect(after.map(({ plan }, i) => plan.dependencies[0].key === before[i].plan.dependencies[0].key)).toEqual([true, true, true]);
    for (const bundle of after.slice(0, 2)) expect(textOf(bundle, path)).toBe(content);
  });

  test('is refused after the package wants other packages than its lock has', async () => {
    const checkout = await workspace();
    await bundleLocally(checkout);
    checkout.write(packageFiles('libs/money', 'money', 'VAT = 0.2\n', ['idna==3.8']));
    const failure = await failureOf(() => bundleLocally(checkout));
    expect(failure).toMatchObject({ code: 65, where: 'orders, bills, pings', fix: 'npx projen lock orders; npx projen lock bills; npx projen lock pings' });
  });

  test('is known without a tool once it was exported: a warm synth starts no process', async () => {
    const checkout = await workspace();
    const [orders] = await bundleLocally(checkout);
    process.env.PATH = '';
    expect(knownPlan(checkout, functionSettings('orders'), 'local', 'develop')?.key).toBe(orders.plan.key);
  });
});
