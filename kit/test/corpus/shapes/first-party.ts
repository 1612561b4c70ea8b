import { HANDLER, type Shape, type Theme } from '../shape';

/** A function that has this file besides its handler. */
function ships(name: string, file: string, content: string | Buffer = 'x'): Shape {
  return { name, files: { 'orders/handler.py': HANDLER, [`orders/${file}`]: content }, outcome: { orders: { files: [file, 'handler.py'].sort() } } };
}

function leavesOut(name: string, ...files: readonly string[]): Shape {
  return { name, files: { 'orders/handler.py': HANDLER, ...Object.fromEntries(files.map((file) => [`orders/${file}`, 'x'])) }, outcome: { orders: {} } };
}

export const firstParty: Theme = {
  title: 'First-party files',
  shapes: [
    ships('data', 'data/rates.csv'),
    ships('a folder for the web with a dot', 'static/.well-known/jwks.json', '{}'),
    ships('a file with a dot', '.streamlit.toml'),
    ships('a certificate', 'certs/ca.pem', 'x'),
    ships('tests of a package deeper down', 'lib/tests/data.json', '{}'),
    ships('a name with blanks', 'data/price list.csv'),
    ships('a name in another script', 'data/preisübersicht.csv'),
    ships('requirements in a folder', 'templates/requirements.txt', ''),
    leavesOut('tests and sample events', 'tests/test_handler.py', 'events/create.json'),
    leavesOut('caches and environments', '__pycache__/handler.cpython-313.pyc', '.venv/bin/python', 'venv/pyvenv.cfg', '.pytest_cache/x', 'node_modules/a/index.js', '.DS_Store'),
    leavesOut('secrets', '.env', 'prod.env', 'tls/server.key', 'client.p12'),
    { name: 'what the options leave out', files: { 'orders/handler.py': HANDLER, 'orders/docs/a.md': '', 'orders/README.md': '' }, options: { bundling: { exclude: ['**/*.md'] }, functions: { orders: { exclude: ['docs/**'] } } }, outcome: { orders: {} } },
    {
      name: 'a file that a package has, too', files: { 'orders/handler.py': HANDLER, 'orders/six.py': 'x = 1\n', 'orders/requirements.txt': 'six==1.17.0\n' },
      outcome: { code: 65, says: 'six.py is in', fix: 'rename lambda_src/orders/six.py', fixed: { files: { 'orders/six.py': undefined, 'orders/our_six.py': 'x = 1\n' }, outcome: { orders: { packages: ['six==1.17.0'], files: ['handler.py', 'our_six.py'] } } } },
    },
    {
      name: 'a file that a shared folder has, too', files: { 'orders/handler.py': HANDLER, 'orders/money/__init__.py': '', '_shared/money/__init__.py': '' }, options: { functions: { orders: { shared: ['money'] } } },
      outcome: { code: 65, says: 'money/__init__.py is in the function and in lambda_src/_shared', fix: 'rename one of them', fixed: { files: { 'orders/money/__init__.py': undefined, 'orders/coins/__init__.py': '' }, outcome: { orders: { files: ['coins/__init__.py', 'handler.py', 'money/__init__.py'] } } } },
    },
    {
      name: 'a shared folder that is not there', files: { 'orders/handler.py': HANDLER }, options: { functions: { orders: { shared: ['money'] } } },
      outcome: { code: 78, says: 'functions.orders.shared[0]: there is no folder lambda_src/_shared/money', fix: 'make it', fixed: { files: { '_shared/money/__init__.py': '' }, outcome: { orders: { files: ['handler.py', 'money/__init__.py'] } } } },
    },
  ],
};
