import { join } from 'node:path';
import { bundleAll } from '../../src/bundling/bundle';
import { refuseUndeclaredImports } from '../../src/bundling/imports';
import { type FunctionSettings } from '../../src/config/settings';
import { Failure } from '../../src/kernel/failure';
import { useFakeUv } from '../project/fake-uv';
import { SilentProgress } from '../project/silent-progress';
import { type Files, failureOf, functionSettings, workspaceWith, write } from '../project/workspace';

beforeEach(() => { useFakeUv(); });

/** What bundling says of a function whose handler has this text, in a checkout with these files. */
async function refused(handler: string, files: Files = {}, settings: Partial<FunctionSettings> = {}) {
  const { root, settings: all } = workspaceWith({ orders: { 'handler.py': `${handler}\ndef handler(event, context): ...\n` } });
  write(root, files);
  const fn = { ...functionSettings('orders'), ...settings };
  const workspace = { root, settings: { ...all, functions: { orders: fn } } };
  return failureOf(() => bundleAll(workspace, [fn], new SilentProgress()));
}

const ORDERS = 'lambda_src/orders';

describe('a package that nothing brings is named with the file, the line, and where to declare it', () => {
  test.each<[string, Files, string]>([
    ['in a plain list', {}, `add PyYAML to ${ORDERS}/requirements.txt`],
    ['in a list that is locked', { [`${ORDERS}/requirements.in`]: '' }, `add PyYAML to ${ORDERS}/requirements.in, then: npx projen lock orders`],
  ])('%s', async (_, files, fix) => {
    expect(await refused('import json\nimport yaml', files)).toMatchObject({
      code: 65, where: 'orders', fix, message: `${ORDERS}/handler.py:2 imports yaml, which is neither in the bundle nor in Lambda's Python 3.13`,
    });
  });

  test('all of them at once, each with its own fix', async () => {
    const failure = await refused('import yaml\nfrom PIL import Image\nimport tools', { [`${ORDERS}/tools.py`]: 'import cv2' });
    expect(failure.message.split('\n').map((line) => /\S+:\d+ imports \S+(?=,)/.exec(line)?.[0])).toEqual([
      undefined, `${ORDERS}/handler.py:1 imports yaml`, `${ORDERS}/handler.py:2 imports PIL`, `${ORDERS}/tools.py:1 imports cv2`,
    ]);
    expect(failure.fix).toBe(['PyYAML', 'Pillow', 'opencv-python-headless'].map((name) => `add ${name} to ${ORDERS}/requirements.txt`).join('; '));
  });
});

describe('code of the checkout that the bundle does not have', () => {
  test.each<[string, string, Files, string, string, Partial<FunctionSettings>]>(([
    ['shared, and not declared', 'from common.log import say', { 'lambda_src/_shared/common/log.py': '' },
      'lambda_src/_shared/common, and functions.orders.shared does not name it', "add 'common' to functions.orders.shared in .projenrc.ts, then: npx projen"],
    ['a shared file', 'import common', { 'lambda_src/_shared/common.py': '' },
      'lambda_src/_shared/common.py, and only folders can be shared', 'move it to lambda_src/_shared/common/__init__.py'],
    ['another function', 'import bills.handler', { 'lambda_src/bills/handler.py': '' },
      "lambda_src/bills/handler.py, and that is not the function's", 'move it to lambda_src/_shared/bills/'],
    ['a module of another function', 'import tax', { 'lambda_src/bills/tax.py': '' },
      "lambda_src/bills/tax.py, and that is not the function's", 'move it to lambda_src/_shared/tax/'],
    ['at the top of the checkout', 'import common', { 'common/__init__.py': '' }, "common/__init__.py, and that is not the function's", 'move it to lambda_src/_shared/common/'],
    ['the function by its folder', 'from orders.tools import x', { [`${ORDERS}/tools.py`]: 'x = 1' }, "the function's own folder here", 'without orders'],
    ['the function by its path', 'from lambda_src.orders.tools import x', { [`${ORDERS}/tools.py`]: 'x = 1' }, "the function's own folder here", 'without lambda_src'],
    ['a test', 'from tests.fake import x', { [`${ORDERS}/tests/fake.py`]: 'x = 1' }, `${ORDERS}/tests/fake.py, and that is not shipped`, 'move it to a folder that is shipped, which tests is not'],
    ['an excluded file', 'import debug', { [`${ORDERS}/debug.py`]: '' }, `${ORDERS}/debug.py, and that is not shipped`, "take 'debug.py' out of exclude", { exclude: ['debug.py'] }],
  ] as [string, string, Files, string, string, Partial<FunctionSettings>?][]).map(([title, handler, files, what, fix, settings = {}]) => [title, handler, files, what, fix, settings]))('%s', async (_, handler, files, what, fix, settings) => {
    const failure = await refused(handler, files, settings);
    expect(failure).toMatchObject({ code: 65, where: 'orders' });
    expect(failure.message).toContain(what);
    expect(failure.fix).toContain(fix);
  });

  test('is named where it is, and not where the bundle has it', async () => {
    const failure = await refused('import common', { 'lambda_src/_shared/common/__init__.py': 'import yaml' }, { shared: ['common'] });
    expect(failure.message).toMatch(/^lambda_src\/_shared\/common\/__init__.py:1 imports yaml/);
  });
});

test('a module that this Python has no more, or not yet', async () => {
  expect(await refused('import cgi')).toMatchObject({ code: 65, fix: `use what has replaced it; or add legacy-cgi to ${ORDERS}/requirements.txt` });
  expect(await refused('import tomllib', {}, { pythonVersion: '3.10' })).toMatchObject({
    code: 65, fix: `set functions.orders.pythonVersion to '3.11' or later in .projenrc.ts, then: npx projen; or add tomli to ${ORDERS}/requirements.txt`,
  });
});

test('a relative import at the top of a bundle', async () => {
  expect(await refused('from .tools import x', { [`${ORDERS}/tools.py`]: 'x = 1', [`${ORDERS}/__init__.py`]: '' })).toMatchObject({
    code: 65, message: `${ORDERS}/handler.py:1 imports tools relatively, and Lambda imports handler.py as part of no package`,
  });
});

describe('without a bundle, as for tests', () => {
  const problems = (handler: string, packages: Files = {}) => failureOf(async () => {
    const workspace = workspaceWith({ orders: { 'handler.py': `${handler}\n` } });
    write(workspace.root, { 'lambda_src/_shared/common/__init__.py': '', ...Object.fromEntries(Object.entries(packages).map(([path, text]) => [`packages/${path}`, text])) });
    refuseUndeclaredImports(workspace, functionSettings('orders'), join(workspace.root, 'packages'));
    throw new Failure('nothing', { code: 70, fix: '' });
  });

  test('shared code that is not declared is named, though pytest finds it', async () => {
    expect(await problems('import common\nimport boto3')).toMatchObject({ code: 65, where: 'orders', fix: "add 'common' to functions.orders.shared in .projenrc.ts, then: npx projen" });
  });

  test('what is installed is no problem', async () => {
    expect(await problems('import yaml', { 'yaml/__init__.py': '' })).toMatchObject({ message: 'nothing' });
    expect(await problems('import yaml')).toMatchObject({ code: 65, fix: 'add PyYAML to lambda_src/orders/requirements.txt' });
  });
});
