import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FunctionSettings } from '../../config/settings';
import { namesOf } from '../../python/python-names';
import { SourceError } from '../../python/python-source';

/**
 * Modules that are loaded before Lambda looks into a bundle, so that a handler's own file of that name is never read.
 *
 * @see awslambdaric 4.2.2, bootstrap.py: `_get_handler` refuses `sys.builtin_module_names`, and imports all else by
 * `importlib.import_module`, which takes what is in `sys.modules`. A test asks it.
 */
const LOADED_MODULES: readonly string[] = [
  'abc', 'atexit', 'builtins', 'codecs', 'collections', 'contextlib', 'copyreg', 'decimal', 'encodings', 'enum', 'errno', 'faulthandler', 'functools', 'gc',
  'genericpath', 'importlib', 'io', 'itertools', 'json', 'keyword', 'linecache', 'logging', 'marshal', 'math', 'numbers', 'operator', 'os', 'posix', 'posixpath',
  'pwd', 're', 'reprlib', 'site', 'stat', 'string', 'sys', 'textwrap', 'threading', 'time', 'traceback', 'types', 'warnings', 'weakref', 'zipimport',
];

/**
 * Whether the file and the name that Lambda is told to call are there, where `importlib` finds them: a dot in a handler
 * is as good as a slash, and any file's name will do that has no dot.
 *
 * @param own paths of the function's own files, among which a misspelt handler is looked for
 */
export function handlerProblems(directory: string, { handler }: Pick<FunctionSettings, 'handler'>, own: readonly string[]): string[] {
  const at = handler.lastIndexOf('.');
  const [module, symbol] = [handler.slice(0, at).replaceAll('.', '/'), handler.slice(at + 1)];
  const [first] = module.split('/');
  if (LOADED_MODULES.includes(first)) return [`the handler is ${handler}, but Python has its own module '${first}' loaded before it looks for ${first}.py: give it another name`];
  const hidden = hiddenFolder(directory, module);
  if (hidden) return [`the handler is ${handler}, but Python takes ${hidden}.py for '${hidden}', and looks for nothing in the folder ${hidden}: give one of them another name`];
  if (isCompiled(directory, module)) return [];
  const file = filesOf(module).find((path) => existsSync(join(directory, path)));
  if (!file) return [`the handler is ${handler}, but there is no ${module}.py${dottedFile(directory, handler.slice(0, at)) ?? suggestion(directory, handler, own)}`];
  const content = readFileSync(join(directory, file));
  try {
    const { names, open } = namesOf(decode(content));
    return names.has(symbol) || open ? [] : [`the handler is ${handler}, but ${file} defines no '${symbol}'${suggestion(directory, handler, own)}`];
  } catch (error) {
    if (error instanceof SourceError) return [`${file}, which has the handler, is not Python: ${error.message}`];
    throw error;
  }
}

/** In the order in which Python looks: a package is before a file of the same name. */
function filesOf(module: string): string[] {
  return [`${module}/__init__.py`, `${module}.py`];
}

/** A folder on the way to a module that has a file of its name beside it, and is no package: Python takes the file. */
function hiddenFolder(directory: string, module: string): string | undefined {
  const parts = module.split('/');
  const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
  return folders.find((folder) => {
    const [asPackage, asFile] = filesOf(folder);
    return existsSync(join(directory, asFile)) && !existsSync(join(directory, asPackage));
  });
}

/** For Python a dot is always between a package and what is in it. */
function dottedFile(directory: string, module: string): string | undefined {
  if (!/\.[^/]*$/.test(module) || !existsSync(join(directory, `${module}.py`))) return undefined;
  return `; Python finds no file with a dot in its name: call ${module}.py ${basename(module).replaceAll('.', '_')}.py`;
}

/** An extension module cannot be looked into without loading it. */
function isCompiled(directory: string, module: string): boolean {
  return ['.pyc', '.so', '.abi3.so'].some((suffix) => existsSync(join(directory, module + suffix)));
}

/** Python reads UTF-8 unless one of the first lines says otherwise. @see https://peps.python.org/pep-0263/ */
function decode(content: Buffer): string {
  const head = content.toString('latin1', 0, 400).split('\n').slice(0, 2).join('\n');
  if (/^[ \t\f]*#.*?coding[:=][ \t]*(?!utf-?8)[-\w.]+/im.test(head)) return content.toString('latin1');
  if (content.includes(0)) throw new SourceError('it has a null byte');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new SourceError('it is not encoded in UTF-8');
  }
}

function suggestion(directory: string, handler: string, own: readonly string[]): string {
  const symbol = handler.slice(handler.lastIndexOf('.') + 1);
  const known = own.filter((path) => /^[^.]+\.py$/.test(path)).flatMap((path) => {
    const module = path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.');
    return namesIn(join(directory, path)).map((name) => ({ handler: `${module}.${name}`, name }));
  });
  const rank = (one: { handler: string; name: string }) => {
    const far = distance(one.handler, handler);
    if (one.name === symbol) return far / 100;
    return far <= 3 ? far : /handler$/.test(one.name) ? 4 + far / 100 : Infinity;
  };
  const [best] = known.map((one) => ({ ...one, rank: rank(one) })).filter((one) => one.rank < Infinity).sort((a, b) => a.rank - b.rank);
  return best && best.handler !== handler ? `; did you mean '${best.handler}'?` : '';
}

function namesIn(path: string): string[] {
  try {
    return [...namesOf(readFileSync(path, 'utf8')).names];
  } catch {
    return []; // it suggests nothing
  }
}

/** Letters to add, take away or change. @see https://en.wikipedia.org/wiki/Levenshtein_distance */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length];
}
