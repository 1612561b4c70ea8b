import { HANDLER, IDNA, type Shape, type Theme, importing } from '../shape';

const LAMBDA = HANDLER.replace('handler', 'lambda_handler');
const ONE = (file: string, handler: string) => ({ orders: { files: [file], handler } });

/** A function with this handler in its options. */
function told(name: string, handler: string, files: Shape['files'], shipped: readonly string[]): Shape {
  return { name, files, options: { functions: { orders: { handler } } }, outcome: { orders: { files: shipped, handler } } };
}

export const handlers: Theme = {
  title: 'Handlers',
  shapes: [
    { name: 'handler.py, and requirements', files: { 'orders/handler.py': importing('idna'), 'orders/requirements.txt': `${IDNA}\n` }, outcome: { orders: { packages: [IDNA], handler: 'handler.handler' } } },
    { name: 'a single file without requirements', files: { 'orders/handler.py': HANDLER }, outcome: ONE('handler.py', 'handler.handler') },
    { name: "AWS's own names", files: { 'orders/lambda_function.py': LAMBDA }, outcome: ONE('lambda_function.py', 'lambda_function.lambda_handler') },
    { name: 'a single file of any name', files: { 'orders/email-lambda.py': LAMBDA }, outcome: ONE('email-lambda.py', 'email-lambda.lambda_handler') },
    {
      name: 'a handler that is imported', files: { 'orders/app.py': 'from core import handler\n', 'orders/core.py': 'def work(e, c): ...\nhandler = work\n', 'orders/util.py': '' },
      options: { functions: { orders: { handler: 'app.handler' } } }, outcome: { orders: { files: ['app.py', 'core.py', 'util.py'] } },
    },
    told('dashes in file and folder', 'my-api/get-order.run', { 'orders/my-api/get-order.py': 'def run(e, c): ...\n' }, ['my-api/get-order.py']),
    told('a name that begins with a digit', '2024-orders.run', { 'orders/2024-orders.py': 'def run(e, c): ...\n' }, ['2024-orders.py']),
    told('a folder, by a slash', 'src/app.run', { 'orders/src/app.py': 'def run(e, c): ...\n' }, ['src/app.py']),
    told('a folder, by a dot', 'src.app.run', { 'orders/src/app.py': 'def run(e, c): ...\n' }, ['src/app.py']),
    told('a package', 'orders_app.run', { 'orders/orders_app/__init__.py': 'from .main import run\n', 'orders/orders_app/main.py': 'def run(e, c): ...\n' }, ['orders_app/__init__.py', 'orders_app/main.py']),
    told('a handler in a class', 'app.run', { 'orders/app.py': 'class App:\n    def __call__(self, e, c): ...\n\n\nrun = App()\n' }, ['app.py']),
    told('a decorated handler', 'app.run', { 'orders/app.py': 'def log(f):\n    return f\n\n\n@log\ndef run(e, c): ...\n' }, ['app.py']),
    {
      name: 'a file with a dot in its name', files: { 'orders/orders.api.py': 'def run(e, c): ...\n' }, options: { functions: { orders: { handler: 'orders.api.run' } } },
      outcome: {
        code: 65, says: 'Python finds no file with a dot in its name', fix: 'correct lambda_src/orders, or functions.orders in .projenrc.ts',
        fixed: { files: { 'orders/orders.api.py': undefined, 'orders/orders_api.py': 'def run(e, c): ...\n' }, options: { functions: { orders: { handler: 'orders_api.run' } } }, outcome: { orders: { files: ['orders_api.py'] } } },
      },
    },
    {
      name: "a file with the name of a module that Lambda's runtime has loaded", files: { 'orders/json.py': HANDLER }, options: { functions: { orders: { handler: 'json.handler' } } },
      outcome: {
        code: 65, says: "Python has its own module 'json' loaded", fix: 'functions.orders in .projenrc.ts',
        fixed: { files: { 'orders/json.py': undefined, 'orders/app.py': HANDLER }, options: {}, outcome: { orders: { files: ['app.py'] } } },
      },
    },
    {
      name: 'two files with a handler, and none named', files: { 'orders/create.py': HANDLER, 'orders/cancel.py': HANDLER },
      outcome: {
        code: 65, says: "the handler is handler.handler, but there is no handler.py; did you mean 'cancel.handler'?", fix: 'functions.orders in .projenrc.ts',
        fixed: { options: { functions: { orders: { handler: 'cancel.handler' } } }, outcome: { orders: { files: ['cancel.py', 'create.py'] } } },
      },
    },
    {
      name: 'a misspelt handler', files: { 'orders/app.py': HANDLER }, options: { functions: { orders: { handler: 'app.handle' } } },
      outcome: {
        code: 65, says: "did you mean 'app.handler'?", fix: 'functions.orders in .projenrc.ts',
        fixed: { options: { functions: { orders: { handler: 'app.handler' } } }, outcome: { orders: { files: ['app.py'] } } },
      },
    },
    {
      name: 'no handler at all', files: { 'orders/notes.txt': '' }, outcome: {
        code: 65, says: 'there is no handler.py', fix: 'correct lambda_src/orders',
        fixed: { files: { 'orders/handler.py': HANDLER }, outcome: { orders: { files: ['handler.py', 'notes.txt'] } } },
      },
    },
    {
      name: 'a handler that is no Python', files: { 'orders/handler.py': `<<<<<<< HEAD\n${HANDLER}` }, outcome: {
        code: 65, says: 'a merge was left unfinished', fix: 'correct lambda_src/orders',
        fixed: { files: { 'orders/handler.py': HANDLER }, outcome: { orders: {} } },
      },
    },
    {
      name: 'a handler that is no name for Lambda', files: { 'orders/handler.py': HANDLER }, options: { functions: { orders: { handler: 'handler' } } },
      outcome: { code: 78, says: "functions.orders.handler: must look like 'handler.handler'", fix: 'functions.orders.handler', fixed: { options: {}, outcome: { orders: {} } } },
    },
    { name: 'a file in another encoding that says so', files: { 'orders/handler.py': Buffer.from(`# -*- coding: latin-1 -*-\nNAME = "é"\n${HANDLER}`, 'latin1') }, outcome: { orders: {} } },
  ],
};
