import { HANDLER, IDNA, SIX, type Theme, importing } from '../shape';

export const folders: Theme = {
  title: 'Folders of functions',
  shapes: [
    {
      name: 'folders of teams', files: { 'payments/refunds/handler.py': HANDLER, 'payments/README.md': '', 'mail/eu/send/app.py': HANDLER, 'orders/handler.py': HANDLER },
      outcome: { 'mail-eu-send': { files: ['app.py'] }, 'orders': {}, 'payments-refunds': {} },
    },
    {
      name: 'a team with settings of its tools', files: { 'payments/pyproject.toml': '[tool.ruff]\nline-length = 120\n', 'payments/tests/test_all.py': '', 'payments/refunds/handler.py': HANDLER },
      outcome: { 'payments-refunds': {} },
    },
    {
      name: 'two folders that would have one name', files: { 'payments/refunds/handler.py': HANDLER, 'payments-refunds/handler.py': HANDLER },
      outcome: {
        code: 78, says: 'would have one name', fix: 'functions.<name>.source',
        fixed: { options: { functions: { returns: { source: 'payments/refunds' } } }, outcome: { 'payments-refunds': {}, 'returns': {} } },
      },
    },
    { name: 'capitals and dots in a folder', files: { 'HelloWorldFunction/app.py': HANDLER, 'orders.v2/app.py': HANDLER }, outcome: { 'HelloWorldFunction': { files: ['app.py'] }, 'orders.v2': { files: ['app.py'] } } },
    {
      name: 'blanks in a folder', files: { 'my function/handler.py': HANDLER },
      outcome: {
        code: 78, says: 'must be letters, digits, dashes, dots and underscores', fix: 'rename it',
        fixed: { files: { 'my function': undefined, 'my-function/handler.py': HANDLER }, outcome: { 'my-function': {} } },
      },
    },
    {
      name: 'a file beside the folders', files: { 'ping.py': HANDLER, 'orders/handler.py': HANDLER },
      outcome: {
        code: 78, says: 'lambda_src/ping.py: it has a handler, but a function is a folder', fix: 'mkdir -p lambda_src/ping && git mv lambda_src/ping.py lambda_src/ping/',
        fixed: { files: { 'ping.py': undefined, 'ping/ping.py': HANDLER }, outcome: { orders: {}, ping: { files: ['ping.py'] } } },
      },
    },
    {
      name: 'several functions of one folder',
      files: { 'orders/create.py': importing('idna'), 'orders/cancel.py': importing('idna'), 'orders/requirements.txt': `${IDNA}\n` },
      options: { functions: { 'orders-create': { source: 'orders', handler: 'create.handler' }, 'orders-cancel': { source: 'orders', handler: 'cancel.handler' } } },
      outcome: { 'orders-cancel': { packages: [IDNA], files: ['cancel.py', 'create.py'], handler: 'cancel.handler' }, 'orders-create': { packages: [IDNA], files: ['cancel.py', 'create.py'], handler: 'create.handler' } },
    },
    {
      name: 'a source that is not there', files: { 'orders/handler.py': HANDLER }, options: { functions: { create: { source: 'order' } } },
      outcome: {
        code: 78, says: 'functions.create.source: there is no folder lambda_src/order', fix: 'found: orders',
        fixed: { options: { functions: { create: { source: 'orders' } } }, outcome: { create: {} } },
      },
    },
    {
      name: 'functions that share a folder', files: { 'orders/handler.py': importing('money'), '_shared/money/__init__.py': '', 'bills/handler.py': HANDLER },
      options: { functions: { orders: { shared: ['money'] } } }, outcome: { bills: {}, orders: { files: ['handler.py', 'money/__init__.py'] } },
    },
    {
      name: 'functions with the same requirements', files: { 'a/handler.py': importing('six'), 'a/requirements.txt': SIX, 'b/handler.py': importing('six'), 'b/requirements.txt': `# ours\n${SIX}\n` },
      outcome: { a: { packages: [SIX] }, b: { packages: [SIX] } },
    },
    {
      name: 'code that is linked to', files: { 'orders/handler.py': importing('common.money'), '/libs/common/money.py': '' }, links: { 'orders/common': '../../libs/common' },
      outcome: { orders: { files: ['common/money.py', 'handler.py'] } },
    },
    { name: 'a file that is linked to', files: { 'orders/handler.py': importing('money'), '/libs/money.py': '' }, links: { 'orders/money.py': '../../libs/money.py' }, outcome: { orders: { files: ['handler.py', 'money.py'] } } },
    { name: 'a function that is linked to', files: { '/services/orders/handler.py': importing('six'), '/services/orders/requirements.txt': SIX }, links: { orders: '../services/orders' }, outcome: { orders: { packages: [SIX] } } },
    {
      name: 'a link out of the checkout', files: { 'orders/handler.py': HANDLER }, links: { 'orders/hosts': '/etc/hosts' },
      outcome: {
        code: 65, says: 'hosts is a link that leads out of the checkout: /etc/hosts', fix: 'copy what it leads to into the checkout, or take the link away',
        fixed: { files: { 'orders/hosts': undefined }, outcome: { orders: {} } },
      },
    },
    {
      name: 'a link to a secret', files: { 'orders/handler.py': HANDLER, '/.env': 'SECRET=1' }, links: { 'orders/settings.txt': '../../.env' },
      outcome: { code: 65, says: 'settings.txt is a link that leads to .env, which is not shipped', fix: 'take the link away', fixed: { files: { 'orders/settings.txt': undefined }, outcome: { orders: {} } } },
    },
    {
      name: 'a link to where it is', files: { 'orders/handler.py': HANDLER }, links: { 'orders/self': '.' },
      outcome: { code: 65, says: 'self is a link to a folder that it is in', fix: 'take the link away', fixed: { files: { 'orders/self': undefined }, outcome: { orders: {} } } },
    },
    { name: 'an empty folder', files: { 'orders/tests/test_handler.py': '' }, outcome: { code: 65, says: 'the function has no files', fix: 'add lambda_src/orders/handler.py', fixed: { files: { 'orders/handler.py': HANDLER }, outcome: { orders: {} } } } },
  ],
};
