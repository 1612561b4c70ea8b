import { readFileSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';

/** Of a function whose options name none, and in whose folder none is found. */
export const DEFAULT_HANDLER = 'handler.handler';

/**
 * What Lambda takes for a handler, if there is a module and a name in it. Lambda splits it at its last dot, takes slashes
 * for dots and imports the module by `importlib`: no part can be empty, and all but the name can have dashes.
 *
 * @see awslambdaric, bootstrap.py: `_get_handler`
 */
export const HANDLER = /^[^\s./\\]+([./][^\s./\\]+)*\.[A-Za-z_]\w*$/;

/** What people call the function in it. */
const NAMES = ['handler', 'lambda_handler'];

/** Where people put it; there, nothing else is looked for. */
const FILE = 'handler.py';

/** Files that hold something else. */
const NO_HANDLER = /^(?:__init__|setup|conftest|test_.*|.*_test)\.py$|\..*\.py$/;

/**
 * The handler in a folder, if there is no doubt: in its handler.py, or in the only one of its files that has one. What is
 * bundled is looked into again, by Python's grammar.
 */
export function findHandler(folder: string): string | undefined {
  const files = codeIn(folder);
  const found = (files.includes(FILE) ? [FILE] : files).flatMap((file) => {
    const symbol = handlerIn(join(folder, file));
    return symbol ? [`${parse(file).name}.${symbol}`] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** What in a file is called as handlers are. */
export function handlerIn(file: string): string | undefined {
  const text = textOf(file);
  return NAMES.find((name) => new RegExp(
    `^(?:async\\s+def|def|class)\\s+${name}\\b|^${name}\\s*(?::[^=\\n]+)?=(?!=)|^from\\s+\\S+\\s+import\\b[^#\\n]*\\b${name}\\b`, 'm',
  ).test(text));
}

/** Python files of a folder itself, any of which may have its handler. */
export function codeIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.py') && !NO_HANDLER.test(name)).sort();
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the bundle tells what is wrong with it
  }
}
