import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLocally, checkoutWith, packageFiles } from './bundling';
import type { Checkout } from '../../project/command-checkout';
import { failureOf } from '../../project/workspace';

jest.setTimeout(300_000);

/** Projects of other tools without a lock, and what `npx projen lock` makes of them with the tool itself. */
const ENTRY = 'lambda_src/orders';

/** The index is named, because Poetry asks PyPI for more than a mirror has. */
const INDEX = '[[tool.poetry.source]]\nname = "simple"\nurl = "https://pypi.org/simple/"\npriority = "primary"\n';
const POETRY = `[tool.poetry]
name = "orders"
version = "0"
package-mode = false
[tool.poetry.dependencies]
python = ">=3.13,<3.14"
idna = "3.7"
`;

interface Project {
  readonly tool: string;
  readonly file: string;
  readonly content: string;
  readonly lock: string;
}

const PROJECTS: readonly Project[] = [
  { tool: 'Poetry', file: 'pyproject.toml', content: `${POETRY}${INDEX}`, lock: 'poetry.lock' },
  {
    tool: 'Poetry, with the standard table', file: 'pyproject.toml', lock: 'poetry.lock',
    content: '[project]\nname = "orders"\nversion = "0"\nrequires-python = ">=3.13,<3.14"\ndependencies = ["idna==3.7"]\n[tool.poetry]\npackage-mode = false\n'
      + INDEX,
  },
  { tool: 'Pipenv', file: 'Pipfile', content: '[packages]\nidna = "==3.7"\n', lock: 'Pipfile.lock' },
  {
    tool: 'PDM', file: 'pyproject.toml', lock: 'pdm.lock',
    content: '[project]\nname = "orders"\nversion = "0"\nrequires-python = ">=3.13"\ndependencies = ["idna==3.7"]\n'
      + '[dependency-groups]\ntracing = ["sniffio==1.3.1"]\nother = ["iniconfig==2.0.0"]\n[tool.pdm]\ndistribution = false\n',
  },
];

const file = (checkout: Checkout, name: string) => join(checkout.root, ENTRY, name);

/** Each is a tool of its own, which takes its time. */
const TOOLS = PROJECTS.filter(({ tool }) => !tool.includes(','));

describe.each(PROJECTS)('a project of $tool', ({ file: wants, content, lock }) => {
  const project = () => checkoutWith({ [`${ENTRY}/${wants}`]: content });

  test('without a lock gives no bundle, and its fix locks it with the tool itself; then the bundle has what it declares', async () => {
    const checkout = project();
    const failure = await failureOf(() => bundleLocally(checkout));
    expect(failure).toMatchObject({ code: 65, where: ENTRY, message: expect.stringContaining(`its packages are in ${wants}, which was never locked`), fix: 'npx projen lock orders' });
    expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 0 });
    expect(readdirSync(join(checkout.root, ENTRY)).sort()).toEqual(['handler.py', lock, wants].sort());
    process.env.BUNDLING_PURPOSE = 'release';
    const [{ stored }] = await bundleLocally(checkout);
    expect(stored.manifest.packages).toEqual(['idna==3.7']);
    expect(readdirSync(join(checkout.root, ENTRY)).sort()).toEqual(['handler.py', lock, wants].sort());
  });

});

describe.each(TOOLS)('a lock of $tool', ({ file: wants, content, lock }) => {
  test('is refused after its project was edited, and its fix brings it up to date', async () => {
    const checkout = checkoutWith({ [`${ENTRY}/${wants}`]: content });
    expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 0 });
    writeFileSync(file(checkout, wants), content.replace(/(==)?3\.7/, (pin) => pin.replace('3.7', '3.10')));
    expect(await failureOf(() => bundleLocally(checkout))).toMatchObject({ code: 65, fix: 'npx projen lock orders' });
    expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 0 });
    expect((await bundleLocally(checkout))[0].stored.manifest.packages).toEqual(['idna==3.10']);
  });

  test('is not written where nothing fits: 65', async () => {
    const checkout = checkoutWith({ [`${ENTRY}/${wants}`]: content.replaceAll('3.7', '3.7000') });
    expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 65, stderr: expect.stringContaining(`fix correct ${ENTRY}/${wants}`) });
    expect(existsSync(file(checkout, lock))).toBe(false);
  });
});

test('a group of PDM that the settings name is bundled, and no other', async () => {
  const { content } = PROJECTS.find(({ tool }) => tool === 'PDM')!;
  const checkout = checkoutWith({ [`${ENTRY}/pyproject.toml`]: content }, { groups: ['tracing'] });
  expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 0 });
  expect((await bundleLocally(checkout))[0].stored.manifest.packages).toEqual(['idna==3.7', 'sniffio==1.3.1']);
});

test('a uv.lock of a project of Poetry, which has none of its packages, is no lock of it [E1]', async () => {
  const checkout = checkoutWith({ [`${ENTRY}/pyproject.toml`]: POETRY, [`${ENTRY}/uv.lock`]: 'version = 1\nrequires-python = ">=3.13"\n' });
  expect(await failureOf(() => bundleLocally(checkout))).toMatchObject({ code: 65, message: expect.stringContaining('never locked by Poetry') });
});

test('a path that a project of Poetry depends on is bundled with what it needs [E1]', async () => {
  const checkout = checkoutWith({
    ...packageFiles('libs/money', 'money', "NAME = 'money'\n", ['six==1.17.0']),
    [`${ENTRY}/pyproject.toml`]: `${POETRY}money = { path = "../../libs/money" }\n${INDEX}`,
  });
  expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 0 });
  const [{ stored }] = await bundleLocally(checkout);
  expect(stored.manifest.packages).toEqual(expect.arrayContaining(['idna==3.7', 'six==1.17.0']));
  expect(readFileSync(join(stored.directory, 'money/__init__.py'), 'utf8')).toContain('money');
});

test('a pyproject.toml that is no TOML is told by its place', async () => {
  const checkout = checkoutWith({ [`${ENTRY}/pyproject.toml`]: '[project\n' });
  expect(await checkout.run('lock', ['orders'])).toMatchObject({ code: 65, stderr: expect.stringContaining(`at  ${ENTRY}/pyproject.toml`) });
});
