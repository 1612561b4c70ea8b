import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { walk } from '../../../src/bundling/store/manifest';
import { FolderTree, PathTree, importProblems } from '../../../src/bundling/verification';
import { isRuntimeModule } from '../../../src/python/requirements';
import { type Files, temporaryFolder, write } from '../../project/workspace';

/** What a package of somebody else's is in, which is not looked into. */
const FOREIGN = /^(?:third|ns\/third|ns2)\b/;

function check(files: Files, handler = 'handler.handler'): { problems: string[]; directory: string } {
  const directory = write(temporaryFolder(), files);
  const bundle = {
    handler, python: '3.13' as const, besides: isRuntimeModule,
    read: (path: string) => (FOREIGN.test(path) || !existsSync(join(directory, path)) ? undefined : readFileSync(join(directory, path), 'utf8')),
  };
  const told = (tree: FolderTree | PathTree) => importProblems({ ...bundle, tree }).map(({ kind, path, line, module }) => `${path}:${line} ${kind === 'missing' ? module : `.${module}`}`);
  const problems = told(new FolderTree(directory));
  expect(told(new PathTree(walk(directory, () => false).map(({ path }) => path)))).toEqual(problems);
  return { problems, directory };
}

/** Whether Python itself can import the handler, as Lambda does. */
function pythonImports(directory: string, handler = 'handler.handler'): boolean {
  const program = 'import importlib, sys; sys.path.insert(0, "."); importlib.import_module(sys.argv[1])';
  const module = handler.slice(0, handler.lastIndexOf('.')).replaceAll('/', '.');
  const { status, stderr } = spawnSync('python3', ['-S', '-B', '-c', program, module], { cwd: directory, encoding: 'utf8', timeout: 20_000, env: { PATH: process.env.PATH } });
  if (status !== 0) expect(stderr).toMatch(/ImportError|ModuleNotFoundError/);
  return status === 0;
}

describe('what Python imports is no problem, and what it does not is one', () => {
  test.each<[string, Files, string[], string]>(([
    ['nothing but Python', { 'handler.py': 'import json, os.path, collections.abc\nfrom concurrent import futures' }, []],
    ['a package that is not there', { 'handler.py': 'import json\nimport yaml' }, ['handler.py:2 yaml']],
    ['all of them at once', { 'handler.py': 'import yaml\nimport requests.adapters\nfrom PIL import Image' }, ['handler.py:1 yaml', 'handler.py:2 requests.adapters', 'handler.py:3 PIL']],
    ['a package that is there', { 'handler.py': 'import third.a\nfrom third import b', 'third/__init__.py': 'b = 1', 'third/a.py': '' }, []],
    ['an extension', { 'handler.py': 'try:\n  import _x\nexcept ImportError: pass\n', '_x.cpython-313-x86_64-linux-gnu.so': '' }, []],
    ['a module of the function', { 'handler.py': 'import tools', 'tools.py': 'import helper', 'helper.py': '' }, []],
    ['what a module of a module wants', { 'handler.py': 'import tools', 'tools.py': 'from pkg.deep import x', 'pkg/__init__.py': '', 'pkg/deep.py': 'import yaml\nx = 1' }, ['pkg/deep.py:1 yaml']],
    ['what an __init__ on the way wants', { 'handler.py': 'import pkg.deep', 'pkg/__init__.py': 'import yaml', 'pkg/deep.py': '' }, ['pkg/__init__.py:1 yaml']],
    ['a submodule that is taken by its name', { 'handler.py': 'from pkg import deep', 'pkg/__init__.py': '', 'pkg/deep.py': 'import yaml' }, ['pkg/deep.py:1 yaml']],
    ['what an __init__ hands on', { 'handler.py': 'from pkg import name', 'pkg/__init__.py': 'from .deep import name', 'pkg/deep.py': 'name = 1' }, []],
    ['all of a module', { 'handler.py': 'from pkg import *', 'pkg/__init__.py': 'from .deep import *', 'pkg/deep.py': 'import yaml' }, ['pkg/deep.py:1 yaml']],
    ['a module that nobody imports', { 'handler.py': '', 'unused.py': 'import yaml' }, []],
    ['a cycle', { 'handler.py': 'import a', 'a.py': 'import b', 'b.py': 'import a' }, []],
    ['a submodule that is not there', { 'handler.py': 'import pkg.gone', 'pkg/__init__.py': '' }, ['handler.py:1 pkg.gone']],
    ['a submodule of a module', { 'handler.py': 'import tools.gone', 'tools.py': '' }, ['handler.py:1 tools.gone']],
    ['a package that makes its submodules', { 'handler.py': 'import pkg.made', 'pkg/__init__.py': 'import sys, types\nsys.modules["pkg.made"] = types.ModuleType("pkg.made")' }, []],
    ['somebody else’s package that makes its submodules', { 'handler.py': 'import third.moves', 'third/__init__.py': 'import sys, types\nsys.modules["third.moves"] = types.ModuleType("m")' }, []],
    ['a namespace', { 'handler.py': 'import ns.a\nfrom ns import b', 'ns/a.py': '', 'ns/b/__init__.py': '' }, []],
    ['a namespace of which a part is missing', { 'handler.py': 'import ns2.a\nfrom ns2 import b\nimport ns2.c.d', 'ns2/a.py': '' }, ['handler.py:2 ns2.b', 'handler.py:3 ns2.c']],
    ['a namespace inside of a namespace', { 'handler.py': 'from google.cloud import storage', 'google/cloud/storage/__init__.py': '' }, []],
    ['relative, in a package', { 'handler.py': 'import pkg.sub.a', 'pkg/__init__.py': '', 'pkg/sub/__init__.py': '', 'pkg/sub/a.py': 'from . import b\nfrom ..c import d\nfrom .. import c', 'pkg/sub/b.py': '', 'pkg/c.py': 'd = 1' }, []],
    ['relative, to what is not there', { 'handler.py': 'import pkg', 'pkg/__init__.py': 'from .gone import x' }, ['pkg/__init__.py:1 pkg.gone']],
    ['relative, in no package', { 'handler.py': 'from .tools import x', 'tools.py': 'x = 1' }, ['handler.py:1 .tools']],
    ['relative, where pytest sees a package and Lambda does not', { '__init__.py': '', 'handler.py': 'from . import tools', 'tools.py': '' }, ['handler.py:1 .tools']],
    ['relative, to above the top', { 'handler.py': 'import pkg', 'pkg/__init__.py': 'from ..tools import x', 'tools.py': 'x = 1' }, ['pkg/__init__.py:1 .tools']],
    ['relative, in a namespace', { 'handler.py': 'import ns.a', 'ns/a.py': 'from .b import x', 'ns/b.py': 'x = 1' }, []],
    ['the handler of a folder', { 'app/api.py': 'from .tools import x\nimport yaml', 'app/tools.py': 'x = 1' }, ['app/api.py:2 yaml'], 'app/api.handler'],
    ['the handler of a package, by dots', { 'app/__init__.py': 'import yaml', 'app/api.py': '' }, ['app/__init__.py:1 yaml'], 'app.api.handler'],
    ['a handler with a dash', { 'email-lambda.py': 'import yaml' }, ['email-lambda.py:1 yaml'], 'email-lambda.handler'],
    ['a file that is called as a package', { 'handler.py': 'import yaml', 'yaml.py': '' }, []],
    ['a package before a file of its name', { 'handler.py': 'from third import x', 'third.py': '', 'third/__init__.py': 'x = 1' }, []],
    ['in try', { 'handler.py': 'try:\n  import yaml\nexcept ImportError:\n  yaml = None' }, []],
    ['what a module in try wants', { 'handler.py': 'try:\n  import fast\nexcept ImportError:\n  pass', 'fast.py': 'import yaml' }, []],
    ['for types', { 'handler.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import yaml' }, []],
    ['in a function', { 'handler.py': 'def handler(e, c):\n  import yaml' }, []],
    ['for another Python', { 'handler.py': 'import sys\nif sys.version_info < (3, 11):\n  import tomli\nelse:\n  import tomllib' }, []],
    ['from a folder that the path is given', { 'handler.py': 'import sys\nsys.path.insert(0, "lib")\nimport vendored', 'lib/vendored.py': '' }, []],
    ['of what is in no folder, whatever the path is given', { 'handler.py': 'import sys\nsys.path.insert(0, "lib")\nimport yaml', 'lib/vendored.py': '' }, ['handler.py:3 yaml']],
    ['in a file with a mark of its order', { 'handler.py': '\ufeffimport json\nimport yaml' }, ['handler.py:2 yaml']],
    ['in a file with the line ends of Windows', { 'handler.py': 'import json\r\nimport yaml\r\n' }, ['handler.py:2 yaml']],
  ] as [string, Files, string[], string?][]).map(([title, files, expected, handler]) => [title, files, expected, handler ?? 'handler.handler']))('%s', (_, files, expected, handler) => {
    const { problems, directory } = check(files, handler);
    expect(problems).toEqual(expected);
    expect(pythonImports(directory, handler)).toBe(expected.length === 0);
  });
});

/** Python on this machine has not what Lambda's has, and takes a folder of data for a namespace. */
test.each<[string, Files, string[]]>([
  ['what the runtime brings', { 'handler.py': 'import boto3, urllib3\nfrom botocore.exceptions import ClientError\nfrom dateutil import tz\nimport six.moves\nfrom snapshot_restore_py import register_before_snapshot' }, []],
  ['a folder of data that is called as a package', { 'handler.py': 'import redis', 'redis/config.json': '{}' }, ['handler.py:1 redis']],
  ['what is in an archive on the path', { 'handler.py': 'import sys\nsys.path.insert(0, "deps.zip")\nimport yaml', 'deps.zip': '' }, []],
  ['what Python has no more', { 'handler.py': 'import cgi' }, ['handler.py:1 cgi']],
  ['a file that is not Python', { 'handler.py': 'import tools', 'tools.py': 'import (' }, []],
])('%s', (_, files, expected) => {
  expect(check(files).problems).toEqual(expected);
});

test('what a layer brings is there', () => {
  const directory = write(temporaryFolder(), { 'handler.py': 'import aws_lambda_powertools.logging\nimport yaml' });
  const problems = importProblems({
    handler: 'handler.handler', python: '3.13', tree: new FolderTree(directory), besides: (name) => name === 'aws_lambda_powertools',
    read: (path) => (existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined),
  });
  expect(problems.map(({ module }) => module)).toEqual(['yaml']);
});
