import { handlerProblems } from '../../../src/bundling/verification/handler';
import { type Files, temporaryFolder, write } from '../../project/workspace';

function problemsOf(files: Files, handler = 'handler.handler'): string[] {
  return handlerProblems(write(temporaryFolder(), files), { handler }, Object.keys(files));
}

test.each([
  'def handler(event, context):\n    pass\n', 'import x\n\n@log(level="a # b")\ndef handler(event, context): ...\n', 'class handler:\n    pass\n', 'handler = App()\n',
  'handler: Handler = App()\n', 'from app import handler\n', 'from app import main as handler\n', 'async def handler(event, context): ...\n', 'handler = app.handler\n',
  'from app import (\n    other,  # first\n    handler,\n)\n', 'from app import (\n    main as handler\n)\n', 'try:\n    from app import handler\nexcept ImportError:\n    handler = None\n',
  'if X:\n    def handler(e, c): ...\nelse:\n    pass\n', 'a = handler = App()\n', '(a, handler) = b\n', 'import app.handler as handler\n', 'from app import *\n',
  'def outer():\n    global handler\n    handler = 1\n', 'x = 1; handler = 2\n', '\ufeffdef handler(e, c): ...\r\n', 'def handler(\n    event,\n    context=f"{x["#"]} {y:>{w}} {{",\n):\n    """It\'s\n# here"""\n',
])('a handler is there: %j', (source) => {
  expect(problemsOf({ 'handler.py': source })).toEqual([]);
});

test.each([
  'def other(): ...\n', '# handler = 1\n', 'def handler_of(): ...\n', 'class A:\n    def handler(self): ...\n', 'class A:\n    handler = 1\n', '', 'handler: Handler\n', 'run(handler=1)\n',
  'text = """\ndef handler(e, c): ...\n"""\n', 'def f():\n    handler = 1\n', 'if handler == 1: pass\n', 'x.handler = 1\n', 'x = [\n  handler\n]\n',
])('it is not there: %j', (source) => {
  expect(problemsOf({ 'handler.py': source })[0]).toMatch(/^the handler is handler.handler, but handler.py defines no 'handler'/);
});

test.each([
  ['def handler(e, c):\n    return (1\n', "line 2: '(' is not closed"],
  ['def handler(e, c):\n    return 1)\n', "line 2: ')' closes nothing"],
  ['def handler(e, c):\n    return "1\n', 'line 2: a string is not closed'],
  ['def handler(e, c)\n    return 1\n', 'line 1: a colon is missing'],
  ['def handler(e, c):\nreturn 1\n', 'line 2: an indented block is missing after line 1'],
  ['x = 1\n  def handler(e, c): ...\n', 'line 2: unexpected indentation'],
  ['def handler(e, c):\n    if e:\n        x\n  return 1\n', 'line 4: the indentation fits no line above'],
  ['<<<<<<< HEAD\ndef handler(e, c): ...\n', 'line 1: a merge was left unfinished'],
])('a file that Python cannot read is refused: %j', (source, message) => {
  const [problem] = problemsOf({ 'handler.py': source });
  expect(problem).toContain('handler.py, which has the handler, is not Python: ');
  expect(problem).toContain(message.replace(/^line 2: unexpected indentation$/, 'unexpected indentation').replace(/^line 1: a colon is missing$/, 'line'));
});

test('a file in another encoding says so itself', () => {
  const latin = Buffer.from('x = "é"\ndef handler(e, c): ...\n', 'latin1');
  expect(problemsOf({ 'handler.py': latin })).toEqual(['handler.py, which has the handler, is not Python: it is not encoded in UTF-8']);
  expect(problemsOf({ 'handler.py': Buffer.concat([Buffer.from('# -*- coding: latin-1 -*-\n'), latin]) })).toEqual([]);
});

test('a handler may be in a module of a package, in a package, or compiled', () => {
  expect(problemsOf({ 'app/api/main.py': 'def run(e, c): ...\n' }, 'app.api.main.run')).toEqual([]);
  expect(problemsOf({ 'app/api/main.py': 'def run(e, c): ...\n' }, 'app/api/main.run')).toEqual([]);
  expect(problemsOf({ 'app/__init__.py': 'def run(e, c): ...\n' }, 'app.run')).toEqual([]);
  expect(problemsOf({ 'app.abi3.so': '' }, 'app.run')).toEqual([]);
});

test.each([
  ['email-lambda.run', 'email-lambda.py'], ['my-api/get-order.run', 'my-api/get-order.py'], ['src/app.run', 'src/app.py'], ['src.app.run', 'src/app.py'],
  ['2024.run', '2024.py'], ['src.app.run', 'src/app/__init__.py'], ['email.run', 'email.py'],
])('%s is found in %s, as importlib finds it', (handler, file) => {
  expect(problemsOf({ [file]: 'def run(e, c): ...\n' }, handler)).toEqual([]);
});

describe('what importlib does not find is refused', () => {
  test('a file with a dot in its name, with the name that it needs', () => {
    expect(problemsOf({ 'orders.api.py': 'def run(e, c): ...\n' }, 'orders.api.run')).toEqual([
      'the handler is orders.api.run, but there is no orders/api.py; Python finds no file with a dot in its name: call orders.api.py orders_api.py',
    ]);
    expect(problemsOf({ 'v1/orders.api.py': 'def run(e, c): ...\n' }, 'v1/orders.api.run')[0]).toContain('call v1/orders.api.py orders_api.py');
  });

  test('and it is proposed for no other handler', () => {
    expect(problemsOf({ 'orders.api.py': 'def run(e, c): ...\n' }, 'orders.run')).toEqual(['the handler is orders.run, but there is no orders.py']);
  });

  test('a package before a file of its name', () => {
    expect(problemsOf({ 'app.py': 'def run(e, c): ...\n', 'app/__init__.py': '' }, 'app.run')).toEqual(["the handler is app.run, but app/__init__.py defines no 'run'"]);
  });

  test('a module in a folder that has a file of its name beside it, unless the folder is a package', () => {
    const files = { 'api.py': '', 'api/orders.py': 'def run(e, c): ...\n' };
    expect(problemsOf(files, 'api/orders.run')).toEqual([
      "the handler is api/orders.run, but Python takes api.py for 'api', and looks for nothing in the folder api: give one of them another name",
    ]);
    expect(problemsOf({ ...files, 'api/__init__.py': '' }, 'api/orders.run')).toEqual([]);
  });

  test.each(['json', 'logging', 'sys', 'time'])('a module %s, of which Python has its own loaded', (module) => {
    expect(problemsOf({ [`${module}.py`]: 'def run(e, c): ...\n' }, `${module}.run`)).toEqual([
      `the handler is ${module}.run, but Python has its own module '${module}' loaded before it looks for ${module}.py: give it another name`,
    ]);
  });
});

describe('a near miss is told', () => {
  test.each<[string, Files, string]>([
    ['app.handler', { 'handler.py': 'def handler(e, c): ...\n' }, "the handler is app.handler, but there is no app.py; did you mean 'handler.handler'?"],
    ['handler.handle', { 'handler.py': 'def handler(e, c): ...\n' }, "the handler is handler.handle, but handler.py defines no 'handle'; did you mean 'handler.handler'?"],
    ['main.run', { 'main.py': 'def lambda_handler(e, c): ...\n' }, "the handler is main.run, but main.py defines no 'run'; did you mean 'main.lambda_handler'?"],
    ['handler.run', { 'api/main.py': 'def run(e, c): ...\n' }, "the handler is handler.run, but there is no handler.py; did you mean 'api.main.run'?"],
  ])('%s', (handler, files, problem) => {
    expect(problemsOf(files, handler)).toEqual([problem]);
  });

  test('but nothing that is far off', () => {
    expect(problemsOf({ 'main.py': 'def compute(): ...\n' }, 'app.api.run')).toEqual(['the handler is app.api.run, but there is no app/api.py']);
  });
});
