import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionSettings } from '../../config/settings';
import { namesOf } from '../../python/python-names';
import { SourceError } from '../../python/python-source';

/**
 * Whether the file and the name that Lambda is told to call are there.
 *
 * @param own paths of the function's own files, among which a misspelt handler is looked for
 */
export function handlerProblems(directory: string, { handler }: Pick<FunctionSettings, 'handler'>, own: readonly string[]): string[] {
  const at = handler.lastIndexOf('.');
  const [module, symbol] = [handler.slice(0, at).replaceAll('.', '/'), handler.slice(at + 1)];
  if (isCompiled(directory, module)) return [];
  const file = [`${module}.py`, `${module}/__init__.py`].find((path) => existsSync(join(directory, path)));
  if (!file) return [`the handler is ${handler}, but there is no ${module}.py${suggestion(directory, handler, own)}`];
  const content = readFileSync(join(directory, file));
  try {
    const { names, open } = namesOf(decode(content));
    return names.has(symbol) || open ? [] : [`the handler is ${handler}, but ${file} defines no '${symbol}'${suggestion(directory, handler, own)}`];
  } catch (error) {
    if (error instanceof SourceError) return [`${file}, which has the handler, is not Python: ${error.message}`];
    throw error;
  }
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
  const known = own.filter((path) => path.endsWith('.py')).flatMap((path) => {
    const module = path.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.');
    return namesIn(join(directory, path)).map((name) => ({ handler: `${module}.${name}`, name }));
  });
  const rank = (one: { handler: string; name: string }) => {
    const far = distance(one.handler, handler);
    if (one.name === symbol) return far / 100;
    return far <= 3 ? far : /handler$/.test(one.name) ? 4 + far / 100 : Infinity;
  };
  const [best] = known.map((one) => ({ ...one, rank: rank(one) })).filter((one) => one.rank < Infinity).sort((a, b) => a.rank - b.rank);
  return best ? `; did you mean '${best.handler}'?` : '';
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
