import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON_VERSIONS, type PythonVersion } from '../../src/config/policy';
import { distributionOf } from '../../src/python/import-names';
import { type Import, readImports } from '../../src/python/imports';
import { isStandardModule } from '../../src/python/standard-library';

const modules = (source: string, version: PythonVersion = '3.13') => readImports(source, version).imports.map(({ level, module }) => '.'.repeat(level) + module);

describe('imports that end the import of a file', () => {
  test.each<[string, string, string[]]>([
    ['plain', 'import a, b.c as d', ['a', 'b.c']],
    ['from', 'from a.b import c as d, e', ['a.b']],
    ['in brackets, over lines', 'from a import (  # why\n    b,\n    c,\n)', ['a']],
    ['over a backslash', 'from a \\\n  import b', ['a']],
    ['without spaces', 'from.a import(b)\nfrom . import c\nfrom ...d import e', ['.a', '.', '...d']],
    ['all of a module', 'from a import *', ['a']],
    ['several on a line', 'import a; import b;from c import d', ['a', 'b', 'c']],
    ['in a class', 'class A:\n  import a\n', ['a']],
    ['in a function', 'def f():\n  import a\nasync def g(): import b\n', []],
    ['in a class in a function', 'def f():\n  class A:\n    import a\n', []],
    ['in a string', 's = """\nimport a\n"""\n', []],
    ['in a docstring behind a function', 'def f():\n  pass\n"""\nimport a\n"""\nimport b', ['b']],
    ['in try, for its want', 'try:\n  import a\nexcept ImportError:\n  import b\n', []],
    ['in try, for any error', 'try:\n  import a\nexcept Exception as error:\n  a = None\n', []],
    ['in try, for all', 'try: import a\nexcept: pass\n', []],
    ['in try, for one of several', 'try:\n  import a\nexcept (KeyError, ModuleNotFoundError): pass\n', []],
    ['in try, for another error', 'try:\n  import a\nexcept KeyError: pass\n', ['a']],
    ['in try, for something that a name stands for', 'try:\n  import a\nexcept MISSING: pass\n', []],
    ['in try, where an inner one catches it not', 'try:\n  try:\n    import a\n  except KeyError: pass\nexcept ImportError: pass\n', []],
    ['in try with finally only', 'try:\n  import a\nfinally:\n  import b\n', ['a', 'b']],
    ['behind a try', 'try:\n  import a\nexcept ImportError: pass\nimport b\n', ['b']],
    ['where errors are suppressed', 'with suppress(ImportError):\n  import a\nwith open(x) as f:\n  import b', ['b']],
    ['for types only', 'if TYPE_CHECKING:\n  import a\nelse:\n  import b\n', ['b']],
    ['for types only, by another name', 'import typing as t\nif t.TYPE_CHECKING: import a\n', ['typing']],
    ['not for types only', 'if not typing.TYPE_CHECKING:\n  import a\n', ['a']],
    ['for this Python', 'if sys.version_info >= (3, 11):\n  import a\nelse:\n  import b\n', ['a']],
    ['for an earlier Python', 'if sys.version_info < (3, 11):\n  import a\nelif sys.version_info < (3, 12):\n  import b\nelse:\n  import c\n', ['c']],
    ['for a Python of long ago', 'if sys.version_info[0] == 2:\n  import a\n', []],
    ['in an if that nobody can decide', 'if os.name == "nt":\n  import a\nelif DEBUG:\n  import b\nelse:\n  import c\n', []],
    ['after one of these', 'if DEBUG:\n  pass\nimport a\n', ['a']],
    ['when it is the program', 'if __name__ == "__main__":\n  import a\n', []],
    ['in a loop', 'for x in y:\n  import a\nelse:\n  import b\n', []],
    ['in a match', 'match x:\n  case 1:\n    import a\n', []],
    ['names that are keywords elsewhere', 'match = 1\ncase = match\nimport a\n', ['a']],
    ['beside a slice and a lambda', 'x = a[1:2]\nif (lambda: 1)(): pass\nimport b\n', ['b']],
    ['lazily', 'lazy import a\nlazy from b import c\nimport d', ['d']],
    ['at run time', 'importlib.import_module("a")\n__import__("b")\n', []],
  ])('%s', (_, source, expected) => {
    expect(modules(source)).toEqual(expected);
  });

  test('have the line of their statement', () => {
    expect(readImports('\n\nfrom a import (\n b,\n)\nimport c', '3.13').imports).toEqual<Import[]>([
      { line: 3, level: 0, module: 'a', names: ['b'] }, { line: 6, level: 0, module: 'c' },
    ]);
  });

  test.each<[string, boolean, boolean]>([
    ['import sys\nsys.path.insert(0, "lib")', true, false],
    ['from sys import path', true, false],
    ['import os\nos.path.join("a")', false, false],
    ['import sys\nsys.modules["a"] = 1', false, true],
    ['# sys.path\nx = "sys.modules"', false, false],
  ])('%j', (source, changesPath, makesModules) => {
    expect(readImports(source, '3.13')).toMatchObject({ changesPath, makesModules });
  });
});

test('are those that Python finds itself, in all of its own library', () => {
  const folder = execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_paths()["stdlib"])'], { encoding: 'utf8' }).trim();
  const { stdout } = spawnSync('python3', [join(__dirname, 'top_level_imports.py'), ...['asyncio', 'email', 'importlib', 'json', 'unittest', 'xml', 'logging', 'concurrent', 'multiprocessing', 'http'].map((name) => join(folder, name))], { encoding: 'utf8', maxBuffer: 1e8, timeout: 60_000 });
  const files = stdout.trim().split('\n').map((line) => JSON.parse(line) as [string, unknown[], unknown[]]);
  expect(files.length).toBeGreaterThan(100);
  const wrong = files.flatMap(([path, without, withIfs]) => {
    const read = readImports(readFileSync(path, 'utf8'), '3.13').imports.map(({ line, level, module, names }) => JSON.stringify([line, level, module, names ?? []]));
    const [least, most] = [without, withIfs].map((list) => list.map((one) => JSON.stringify(one)));
    return [...least.filter((one) => !read.includes(one)), ...read.filter((one) => !most.includes(one))].map((one) => `${path} ${one}`);
  });
  expect(wrong).toEqual([]);
});

describe('the standard library', () => {
  test('is what Python says that it is', () => {
    const program = 'import json, sys; print(json.dumps(["%d.%d" % sys.version_info[:2], sorted(sys.stdlib_module_names)]))';
    const [version, names] = JSON.parse(execFileSync('python3', ['-c', program], { encoding: 'utf8' })) as [PythonVersion, string[]];
    const elsewhere = ['msilib', 'msvcrt', 'nt', 'winreg', 'winsound']; // on Windows
    expect(names.filter((name) => !isStandardModule(name, version))).toEqual(elsewhere.filter((name) => names.includes(name)));
    expect(['aifc', 'cgi', 'distutils', 'tomllib', 'compression', 'yaml', 'boto3', 'test'].filter((name) => isStandardModule(name, version) && !names.includes(name))).toEqual([]);
  });

  test.each<[string, PythonVersion[]]>([
    ['distutils', ['3.9', '3.10', '3.11']], ['cgi', ['3.9', '3.10', '3.11', '3.12']], ['parser', ['3.9']], ['tomllib', ['3.11', '3.12', '3.13', '3.14', '3.15']],
    ['annotationlib', ['3.14', '3.15']], ['json', ['3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15']], ['toml', []],
  ])('%s is in %j', (name, versions) => {
    expect(PYTHON_VERSIONS.filter((version) => isStandardModule(name, version))).toEqual(versions);
  });
});

test.each([
  ['yaml', 'PyYAML'], ['PIL.Image', 'Pillow'], ['cv2', 'opencv-python-headless'], ['google.cloud.storage.client', 'google-cloud-storage'],
  ['google.protobuf.message', 'protobuf'], ['azure.storage.blob', 'azure-storage'], ['ruamel.yaml', 'ruamel.yaml'], ['requests', 'requests'], ['pydantic_settings', 'pydantic-settings'], ['constructor', 'constructor'],
])('%s is of %s', (module, name) => {
  expect(distributionOf(module)).toBe(name);
});
