import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findSources } from '../../src/config/functions';
import { settingsOf } from '../../src/config/settings';
import { InvalidOptions, resolveOptions } from '../../src/config/validation';
import { selectFunctions } from '../../src/config/workspace';
import type { PythonLambdaAppOptions } from '../../src/generator';
import { type Files, failureOf, temporaryFolder, write } from '../project/workspace';

const RUN = 'def handler(event, context):\n    return 1\n';
const LAMBDA = RUN.replace('handler', 'lambda_handler');

type Functions = PythonLambdaAppOptions['functions'];

function rootWith(files: Files): string {
  return write(temporaryFolder(), Object.fromEntries(Object.entries(files).map(([path, content]) => [`lambda_src/${path}`, content])));
}

/** Entry and handler of each function. */
function found(files: Files, functions: Functions = {}, root = rootWith(files)): Record<string, string> {
  const sources = findSources(root, functions);
  const { functions: made } = settingsOf(resolveOptions({ name: 'app', functions }, sources), sources);
  return Object.fromEntries(Object.values(made).map(({ name, entry, handler }) => [name, `${entry}: ${handler}`]));
}

function problems(files: Files, functions: Functions = {}): readonly string[] {
  try {
    found(files, functions);
  } catch (error) {
    if (error instanceof InvalidOptions) return error.problems;
    throw error;
  }
  return [];
}

describe('a handler is found', () => {
  test.each<[string, Files, string]>([
    ['in handler.py', { 'handler.py': RUN }, 'handler.handler'],
    ['in handler.py, as AWS calls it', { 'handler.py': LAMBDA }, 'handler.lambda_handler'],
    ['in handler.py, whatever else has one', { 'handler.py': RUN, 'app.py': LAMBDA }, 'handler.handler'],
    ["in AWS's own file", { 'lambda_function.py': LAMBDA, 'requirements.txt': '' }, 'lambda_function.lambda_handler'],
    ['in the only file, whatever its name', { 'email-lambda.py': LAMBDA }, 'email-lambda.lambda_handler'],
    ['in the only file that has one', { 'app.py': 'from orders import handler\n', 'orders.py': '', 'test_app.py': RUN, 'conftest.py': RUN }, 'app.handler'],
    ['under its first name', { 'app.py': `${LAMBDA}handler = lambda_handler\n` }, 'app.handler'],
    ['and not guessed, if two files have one', { 'a.py': RUN, 'b.py': RUN }, 'handler.handler'],
    ['and not in a function, a string or another name', { 'a.py': '  def handler(): ...\nhandlers = 1\nimport handler\n' }, 'handler.handler'],
    ['and not where handler.py is there without one', { 'handler.py': 'x = 1\n', 'a.py': RUN }, 'handler.handler'],
    ['and not in a file that Python cannot import', { 'my.app.py': RUN, 'app.py': '' }, 'handler.handler'],
  ])('%s', (_, files, handler) => {
    expect(found(Object.fromEntries(Object.entries(files).map(([path, content]) => [`orders/${path}`, content])))).toEqual({ orders: `lambda_src/orders: ${handler}` });
  });

  test('but an option is what counts, and it may be all that Lambda takes', () => {
    for (const handler of ['email-lambda.run', 'src/app.run', 'src.app.run', 'my-api/v1.get-order.run', '2024.run', 'ünder.run']) {
      expect(found({ 'orders/handler.py': RUN }, { orders: { handler } })).toEqual({ orders: `lambda_src/orders: ${handler}` });
    }
    for (const handler of ['run', '.run', '/app.run', 'app..run', 'app.run/', 'app.', 'my app.run', 'app.1', 'app.run-it', `${'a'.repeat(125)}.run`, 'a\\b.run', 'app.run\n']) {
      expect(problems({ 'orders/handler.py': RUN }, { orders: { handler } })).toEqual([expect.stringMatching(/^functions\.orders\.handler: /)]);
    }
  });
});

describe('folders of functions', () => {
  test('are looked into, at any depth; a dash stands for each slash', () => {
    expect(found({ 'orders/handler.py': RUN, 'payments/refunds/app.py': LAMBDA, 'payments/eu/vat/handler.py': RUN, 'payments/README.md': '', 'payments/__init__.py': '' })).toEqual({
      'orders': 'lambda_src/orders: handler.handler',
      'payments-eu-vat': 'lambda_src/payments/eu/vat: handler.handler',
      'payments-refunds': 'lambda_src/payments/refunds: app.lambda_handler',
    });
  });

  test.each<[string, Files]>([
    ['code', { 'orders/app.py': '' }], ['requirements', { 'orders/requirements.txt': '' }], ['a lock', { 'orders/uv.lock': '' }], ['a Pipfile', { 'orders/Pipfile': '' }],
    ['a project', { 'orders/pyproject.toml': '[project]\n' }], ['events', { 'orders/events/a.json': '{}' }], ['src/', { 'orders/src/app.py': '' }], ['compiled code', { 'orders/app.so': '' }],
  ])('are not those that have %s of their own', (_, files) => {
    expect(Object.keys(found({ ...files, 'orders/lib/handler.py': RUN }))).toEqual(['orders']);
  });

  test('are not those that the options name', () => {
    expect(found({ 'orders/app/main.py': RUN }, { orders: { handler: 'app/main.handler' } })).toEqual({ orders: 'lambda_src/orders: app/main.handler' });
  });

  test('have none in their tests, environments and hidden folders, and may have settings of tools', () => {
    const nowhere = ['tests', '_shared', '.venv', 'venv', 'node_modules', 'docs'].map((folder) => [`payments/${folder}/x/handler.py`, RUN]);
    expect(Object.keys(found({ ...Object.fromEntries(nowhere), 'payments/pyproject.toml': '[tool.ruff]\n', 'payments/a/handler.py': RUN }))).toEqual(['payments-a']);
  });

  test('that hold nothing are functions, which are told so when they are bundled', () => {
    const root = rootWith({});
    mkdirSync(join(root, 'lambda_src/orders/data'), { recursive: true });
    expect(Object.keys(found({}, {}, root))).toEqual(['orders']);
  });

  test('may be linked to', () => {
    const root = write(temporaryFolder(), { 'services/orders/handler.py': RUN, 'lambda_src/x/handler.py': RUN });
    symlinkSync('../services/orders', join(root, 'lambda_src/orders'));
    symlinkSync('nowhere', join(root, 'lambda_src/gone'));
    expect(Object.keys(found({}, {}, root))).toEqual(['orders', 'x']);
  });

  test('that would give two functions one name are refused, with both', () => {
    expect(problems({ 'payments/refunds/handler.py': RUN, 'payments-refunds/handler.py': RUN })).toEqual([
      'functions.payments-refunds: lambda_src/payments/refunds and lambda_src/payments-refunds would have one name; rename one of them, or give one another name by functions.<name>.source',
    ]);
    expect(problems({ 'Orders/handler.py': RUN, 'orders/handler.py': RUN })[0]).toContain('lambda_src/Orders and lambda_src/orders would have one name');
    expect(found({ 'payments/refunds/handler.py': RUN, 'payments-refunds/handler.py': RUN }, { returns: { source: 'payments/refunds' } })).toEqual({
      'payments-refunds': 'lambda_src/payments-refunds: handler.handler', 'returns': 'lambda_src/payments/refunds: handler.handler',
    });
  });

  test('are named in the options as everywhere else, and one who writes the path is told', () => {
    expect(problems({ 'payments/refunds/handler.py': RUN }, { 'payments/refunds': {} })).toEqual(['functions.payments/refunds: this function is called payments-refunds']);
  });

  test.each(['Orders', 'orders.v2', '01-hello', 'constructor', 'toString'])('may be called %s', (name) => {
    expect(found({ [`${name}/handler.py`]: RUN })).toEqual({ [name]: `lambda_src/${name}: handler.handler` });
  });
});

describe('several functions of one folder', () => {
  const FILES = { 'orders/create.py': RUN, 'orders/cancel.py': LAMBDA, 'other/handler.py': RUN };
  const OPTIONS = { 'orders-create': { source: 'orders', handler: 'create.handler' }, 'orders-cancel': { source: 'orders', handler: 'cancel.lambda_handler' } };

  test('are in the place of the folder', () => {
    expect(found(FILES, OPTIONS)).toEqual({
      'orders-cancel': 'lambda_src/orders: cancel.lambda_handler', 'orders-create': 'lambda_src/orders: create.handler', 'other': 'lambda_src/other: handler.handler',
    });
  });

  test('stand beside the folder, if that is named, too', () => {
    expect(Object.keys(found(FILES, { ...OPTIONS, orders: { handler: 'create.handler' } }))).toEqual(['orders', 'orders-cancel', 'orders-create', 'other']);
    expect(Object.keys(found(FILES, { orders: { source: 'orders', handler: 'create.handler' } }))).toEqual(['orders', 'other']);
  });

  test('have the events of the folder, or their own', () => {
    const root = rootWith({ ...FILES, 'orders/events/any.json': '{}', 'orders/events/orders-create/new.json': '{}' });
    expect(findSources(root, OPTIONS).functions.map(({ events }) => events)).toEqual([['any.json'], ['new.json'], []]);
  });

  test.each<[string, Functions, string]>([
    ['nowhere', { a: { source: 'gone' } }, 'functions.a.source: there is no folder lambda_src/gone (found: orders, other)'],
    ['out of lambda_src', { a: { source: '../src' } }, 'functions.a.source: must be a folder of lambda_src/'],
    ['at the root', { a: { source: '/etc' } }, 'functions.a.source: must be a folder of lambda_src/'],
    ["in another function's place", { other: { source: 'orders' } }, 'functions.other: lambda_src/other and lambda_src/orders as other would have one name'],
  ])('are refused with a source %s', (_, functions, problem) => {
    expect(problems(FILES, functions).some((one) => one.startsWith(problem))).toBe(true);
  });
});

test('a file with a handler beside the folders is told the two commands that make it a function', () => {
  expect(problems({ 'ping.py': RUN, 'conftest.py': RUN, 'helper.py': 'x = 1\n' })).toEqual([
    'lambda_src/ping.py: it has a handler, but a function is a folder: mkdir -p lambda_src/ping && git mv lambda_src/ping.py lambda_src/ping/',
  ]);
});

test('a command takes a name, or a folder as a shell completes it', async () => {
  const root = rootWith({ 'payments/refunds/handler.py': RUN, 'orders/a.py': RUN });
  const functions: Functions = { a: { source: 'orders' }, b: { source: 'orders' } };
  const sources = findSources(root, functions);
  const workspace = { root, settings: settingsOf(resolveOptions({ name: 'app', functions }, sources), sources) };
  const selected = (...names: string[]) => selectFunctions(workspace, names).map(({ name }) => name);
  for (const name of ['payments-refunds', 'payments/refunds', 'lambda_src/payments/refunds/', './lambda_src/payments/refunds']) expect(selected(name)).toEqual(['payments-refunds']);
  expect(selected('orders', 'a')).toEqual(['a', 'b']);
  expect(await failureOf(() => selected('refunds'))).toMatchObject({ code: 64, message: "there is no function 'refunds'", fix: expect.stringContaining('payments-refunds') });
});
