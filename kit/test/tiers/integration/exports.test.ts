import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLocally, checkoutWith, packageFiles, textOf, useUvOfThisCheckout } from './bundling';
import { certificateFile } from '../../../src/kernel/environment';
import { run } from '../../../src/kernel/subprocess';
import { findInterpreter } from '../../../src/toolchain/interpreter';
import { uvEnvironment } from '../../../src/toolchain/uv';
import type { Checkout } from '../../project/command-checkout';
import { failureOf, temporaryFolder } from '../../project/workspace';

jest.setTimeout(180_000);

const POETRY = ['--from', 'poetry==2.5.1', '--with', 'poetry-plugin-export==1.10.1', 'poetry', 'lock'];
/** The index is named, because Poetry asks PyPI for more than a mirror has. */
const POETRY_PROJECT = `[project]
name = "orders"
version = "0"
requires-python = ">=3.13,<4"
dependencies = ["idna==3.7", "money"]
[project.optional-dependencies]
pdf = ["six==1.17.0"]
[tool.poetry]
package-mode = false
[tool.poetry.dependencies]
money = { path = "../../libs/money" }
[tool.poetry.group.tracing.dependencies]
sniffio = "1.3.1"
[tool.poetry.group.dev.dependencies]
iniconfig = "2.0.0"
[[tool.poetry.source]]
name = "simple"
url = "https://pypi.org/simple/"
priority = "primary"
`;

const PIPENV = ['pipenv==2026.10.3', 'lock', '--categories', 'packages dev-packages tracing'];
const PIPFILE = `[[source]]
url = "https://pypi.org/simple"
verify_ssl = true
name = "pypi"
[packages]
idna = "==3.7"
[dev-packages]
iniconfig = "==2.0.0"
[tracing]
sniffio = "==1.3.1"
`;

/** Locks as the team that uses the tool does. */
async function lockWith(checkout: Checkout, tool: readonly string[]): Promise<void> {
  const uv = await useUvOfThisCheckout();
  const { code, output } = await run(uv, ['tool', 'run', ...tool], {
    cwd: join(checkout.root, 'lambda_src/orders'),
    deadlineSeconds: 150,
    env: {
      ...uvEnvironment(),
      UV_PYTHON: await findInterpreter('3.13', uv), POETRY_VIRTUALENVS_CREATE: 'false', WORKON_HOME: temporaryFolder(), PIPENV_NOSPIN: '1',
      REQUESTS_CA_BUNDLE: certificateFile(), // which these tools read from nowhere else
      TMPDIR: temporaryFolder(), // in which Pipenv leaves its requests
    },
  });
  if (code !== 0) throw new Error(output);
}

describe('a function that is locked by Poetry', () => {
  let checkout: Checkout;
  let lock: string;

  beforeEach(async () => {
    checkout = checkoutWith({ 'lambda_src/orders/pyproject.toml': POETRY_PROJECT, ...packageFiles('libs/money', 'money', 'VAT = 0.2\n') });
    if (lock === undefined) {
      await lockWith(checkout, POETRY);
      lock = readFileSync(join(checkout.root, 'lambda_src/orders/poetry.lock'), 'utf8');
    }
    checkout.write({ 'lambda_src/orders/poetry.lock': lock });
  });

  test('is released with its packages and a package of the checkout, and without those for development', async () => {
    process.env.BUNDLING_PURPOSE = 'release';
    const [bundle] = await bundleLocally(checkout);
    expect(bundle.stored.manifest.packages).toEqual(['idna==3.7', 'money==1.0']);
    expect(textOf(bundle, 'money/__init__.py')).toBe('VAT = 0.2\n');
  });

  test('has the extras and groups that its settings name', async () => {
    const [{ stored }] = await bundleLocally(checkout, { extras: ['pdf'], groups: ['tracing'] });
    expect(stored.manifest.packages).toEqual(['idna==3.7', 'money==1.0', 'six==1.17.0', 'sniffio==1.3.1']);
  });

  test('is refused after its project was edited and not locked again, with the command that locks it', async () => {
    checkout.write({ 'lambda_src/orders/pyproject.toml': POETRY_PROJECT.replace('idna==3.7', 'idna==3.8') });
    const failure = await failureOf(() => bundleLocally(checkout));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders' });
    expect(failure.message).toContain('lambda_src/orders/poetry.lock does not fit its project');
  });
});

describe('a function that is locked by Pipenv', () => {
  let checkout: Checkout;
  let lock: string;

  beforeEach(async () => {
    checkout = checkoutWith({ 'lambda_src/orders/Pipfile': PIPFILE });
    if (lock === undefined) {
      await lockWith(checkout, PIPENV);
      lock = readFileSync(join(checkout.root, 'lambda_src/orders/Pipfile.lock'), 'utf8');
    }
    checkout.write({ 'lambda_src/orders/Pipfile.lock': lock });
  });

  test('is released with its packages, and without those for development', async () => {
    process.env.BUNDLING_PURPOSE = 'release';
    expect((await bundleLocally(checkout))[0].stored.manifest.packages).toEqual(['idna==3.7']);
  });

  test('has the groups that its settings name', async () => {
    expect((await bundleLocally(checkout, { groups: ['tracing'] }))[0].stored.manifest.packages).toEqual(['idna==3.7', 'sniffio==1.3.1']);
  });

  test('is refused after its Pipfile was edited and not locked again, with the command that locks it', async () => {
    checkout.write({ 'lambda_src/orders/Pipfile': PIPFILE.replace('3.7', '3.8') });
    const failure = await failureOf(() => bundleLocally(checkout));
    expect(failure).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders' });
  });
});
