import { BUILT, HANDLER, IDNA, SIX, type Theme, importing, project } from '../shape';

const POETRY = '[tool.poetry]\nname = "orders"\nversion = "1.0"\ndescription = ""\nauthors = []\npackage-mode = false\n[tool.poetry.dependencies]\npython = ">=3.13,<4"\nidna = "3.7"\n'
  + '[[tool.poetry.source]]\nname = "simple"\nurl = "https://pypi.org/simple/"\npriority = "primary"\n';
const PIPFILE = '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n[packages]\nidna = "==3.7"\n';
const PDM = project('orders', [IDNA], '[tool.pdm]\ndistribution = false\n');

export const projects: Theme = {
  title: 'Projects and their locks',
  shapes: [
    { name: 'a project, locked by uv', locked: true, files: { 'orders/handler.py': importing('idna'), 'orders/pyproject.toml': project('orders', [IDNA]) }, outcome: { orders: { packages: [IDNA] } } },
    {
      name: 'a project without a lock', files: { 'orders/handler.py': HANDLER, 'orders/pyproject.toml': project('orders', [IDNA]) },
      outcome: { code: 65, says: 'never locked', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: { packages: [IDNA] } } } },
    },
    {
      name: 'a project that requires nothing, without a lock', files: { 'orders/handler.py': HANDLER, 'orders/pyproject.toml': project('orders', []) },
      outcome: { code: 65, says: 'never locked', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: {} } } },
    },
    { name: 'settings of tools, which are no project', files: { 'orders/handler.py': HANDLER, 'orders/pyproject.toml': '[tool.ruff]\nline-length = 100\n' }, outcome: { orders: {} } },
    { name: 'a project and requirements', files: { 'orders/handler.py': HANDLER, 'orders/requirements.txt': `${IDNA}\n`, 'orders/pyproject.toml': '[tool.black]\n' }, outcome: { orders: { packages: [IDNA] } } },
    {
      name: 'two locks', files: { 'orders/handler.py': HANDLER, 'orders/requirements.txt': `${IDNA}\n`, 'orders/Pipfile': PIPFILE, 'orders/Pipfile.lock': '{}' },
      outcome: {
        code: 65, says: "the function's packages are in lambda_src/orders/Pipfile.lock and lambda_src/orders/requirements.txt", fix: 'keep one of them',
        fixed: { files: { 'orders/Pipfile': undefined, 'orders/Pipfile.lock': undefined }, outcome: { orders: { packages: [IDNA] } } },
      },
    },
    {
      name: 'extras and groups', locked: true,
      files: { 'orders/handler.py': HANDLER, 'orders/pyproject.toml': project('orders', [IDNA], `[project.optional-dependencies]\npdf = ["${SIX}"]\n[dependency-groups]\ndev = ["iniconfig==2.0.0"]\ntracing = ["sniffio==1.3.1"]\n`) },
      options: { functions: { orders: { extras: ['pdf'], groups: ['tracing'] } } }, outcome: { orders: { packages: [IDNA, SIX, 'sniffio==1.3.1'] } },
    },
    {
      name: 'a src layout, locked by uv', locked: true, files: { 'orders/src/orders/__init__.py': '', 'orders/src/orders/app.py': HANDLER, 'orders/pyproject.toml': project('orders', [IDNA], BUILT) },
      options: { functions: { orders: { handler: 'orders.app.handler' } } }, outcome: { orders: { packages: [IDNA, 'orders==1.0'], files: [] } },
    },
    {
      name: 'a project that needs a package of the checkout, with what that needs', locked: true,
      files: {
        'orders/handler.py': importing('money'), 'orders/pyproject.toml': project('orders', ['money'], '[tool.uv.sources]\nmoney = { path = "../../libs/money" }\n'),
        '/libs/money/pyproject.toml': project('money', [SIX], BUILT), '/libs/money/src/money/__init__.py': 'import six\n',
      }, outcome: { orders: { packages: ['money==1.0', SIX] } },
    },
    {
      name: 'Poetry without its lock', files: { 'orders/handler.py': HANDLER, 'orders/pyproject.toml': POETRY },
      outcome: { code: 65, says: 'oetry', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: { packages: [IDNA] } } } },
    },
    {
      name: 'Pipenv without its lock', files: { 'orders/handler.py': HANDLER, 'orders/Pipfile': PIPFILE },
      outcome: { code: 65, says: 'ipfile', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: { packages: [IDNA] } } } },
    },
    {
      name: 'PDM without its lock', files: { 'orders/handler.py': HANDLER, 'orders/pyproject.toml': PDM },
      outcome: { code: 65, says: 'never locked by PDM', fix: 'npx projen lock orders', fixed: { locked: true, outcome: { orders: { packages: [IDNA] } } } },
    },
    {
      name: 'setup.py, and nothing that says more', files: { 'orders/handler.py': HANDLER, 'orders/setup.py': 'from setuptools import setup\nsetup(install_requires=["idna"])\n' },
      outcome: { code: 65, says: 'no requirements.txt', fix: 'list its packages in lambda_src/orders/requirements.txt', fixed: { files: { 'orders/setup.py': undefined, 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA] } } } },
    },
    {
      name: "conda's environment.yml", files: { 'orders/handler.py': HANDLER, 'orders/environment.yml': 'dependencies:\n  - idna\n' },
      outcome: { code: 65, says: 'no requirements.txt', fix: 'list its packages in lambda_src/orders/requirements.txt', fixed: { files: { 'orders/environment.yml': undefined, 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA] } } } },
    },
    { name: 'another Python than the default', locked: true, files: { 'orders/handler.py': HANDLER, 'orders/requirements.txt': `${IDNA}\n` }, options: { pythonVersion: '3.12' }, outcome: { orders: { packages: [IDNA] } } },
  ],
};
