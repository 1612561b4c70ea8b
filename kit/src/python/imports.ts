import { type Statement, readStatements } from './python-source';
import type { PythonVersion } from '../config/policy';

/** One module that a file names in an `import`. */
export interface Import {
  /** Counted from 1. */
  readonly line: number;
  /** With dots; empty in `from . import x`. */
  readonly module: string;
  /** Dots in front of it. */
  readonly level: number;
  /** What is taken from it. @default - it is imported as a whole, or all of it */
  readonly names?: readonly string[];
}

export interface ModuleImports {
  /** Those that fail the import of the file if they fail: not those in functions, nor where an ImportError is caught, nor in an undecided `if`. */
  readonly imports: readonly Import[];
  /** It changes where modules are looked for. */
  readonly changesPath: boolean;
  /** It makes modules, or packages find them, in its own way. */
  readonly makesModules: boolean;
}

/** Whether what is in a block runs when the file is imported, and if so, whether its errors end the import. */
type Runs = 'always' | 'maybe' | 'never';

interface Block {
  readonly indent: number;
  readonly runs: Runs;
}

/** What the branches of an `if` say so far. */
type Verdict = boolean | undefined;

const HEADER = /^(?:async\s+)?(if|elif|else|try|except|finally|for|while|with|def|class|match|case)\b/;
const OTHER_ERROR = /^(?!(?:Import|ModuleNotFound)Error$)[\w.]*Error$/;

/**
 * The modules that the import of a file imports.
 *
 * @throws SourceError where Python would not read it either
 */
export function readImports(source: string, version: PythonVersion): ModuleImports {
  const statements = readStatements(source);
  const imports: Import[] = [];
  let blocks: Block[] = [];
  const chains = new Map<number, Verdict>(); // of the `if` at an indent
  for (const [i, statement] of statements.entries()) {
    const { indent, line } = statement;
    blocks = blocks.filter((block) => block.indent < indent);
    const outer = blocks.at(-1)?.runs ?? 'always';
    const found = HEADER.exec(statement.text);
    const [keyword, header, rest] = found ? split(found[1], statement.text) : ['', undefined, statement.text];
    let runs = outer;
    if (header !== undefined) { // `match` and `case` are names, too
      runs = within(outer, runsOf(keyword, header, chains, indent, version, () => handlersAfter(statements, i)));
      blocks.push({ indent, runs });
    }
    if (runs === 'always') imports.push(...rest.split(';').flatMap((part) => parseImport(part.trim(), line)));
  }
  const text = statements.map((one) => one.text).join('\n');
  return {
    imports,
    changesPath: /\bsys\s*\.\s*path\b|\baddsitedir\b|\bfrom\s+sys\s+import\b[^\n]*\bpath\b/.test(text),
    makesModules: /\bsys\s*\.\s*(?:modules|meta_path|path_hooks)\b|\b__path__\b|\bfrom\s+sys\s+import\b[^\n]*\bmodules\b/.test(text),
  };
}

/** A compound statement's keyword, what is up to its colon, and what is behind that on its line. */
function split(keyword: string, text: string): [string, string | undefined, string] {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if ('([{'.includes(text[at])) depth++;
    if (')]}'.includes(text[at])) depth--;
    if (depth === 0 && text[at] === ':' && text[at + 1] !== '=') return [keyword, text.slice(0, at), text.slice(at + 1)];
  }
  return [keyword, undefined, ''];
}

function runsOf(
  keyword: string, header: string, chains: Map<number, Verdict>, indent: number, version: PythonVersion, handlers: () => readonly string[],
): Runs {
  if (keyword === 'if' || keyword === 'elif' || (keyword === 'else' && chains.has(indent))) return branch(keyword, header, chains, indent, version);
  if (keyword !== 'else') chains.delete(indent);
  switch (keyword) {
    case 'def': return 'never';
    case 'class': case 'finally': return 'always';
    case 'with': return /\bsuppress\b/.test(header) ? 'maybe' : 'always';
    case 'try': return handlers().some(catchesImportErrors) ? 'maybe' : 'always';
    default: return 'maybe';
  }
}

/** One branch runs if its condition holds and none before it did. */
function branch(keyword: string, header: string, chains: Map<number, Verdict>, indent: number, version: PythonVersion): Runs {
  const before = keyword === 'if' ? false : chains.get(indent);
  const holds = keyword === 'else' ? true : decide(header.replace(/^(?:el)?if\b/, ''), version);
  chains.set(indent, before === true || holds === true ? true : before === undefined || holds === undefined ? undefined : false);
  if (keyword === 'else') chains.delete(indent);
  if (before === true || holds === false) return 'never';
  return before === undefined || holds === undefined ? 'maybe' : 'always';
}

/** What a condition comes to, as far as that is known before it runs. Its strings are empty. */
function decide(condition: string, version: PythonVersion): Verdict {
  const text = condition.trim().replace(/^\(([^()]*)\)$/, '$1').replace(/\s+/g, '');
  if (/^not(?=[\w.]*TYPE_CHECKING$)/.test(text)) return true;
  if (/^(?:\w+\.)?TYPE_CHECKING$/.test(text) || text === 'False' || text === '0' || /^__name__==''$/.test(text)) return false;
  if (text === 'True' || text === '1') return true;
  const compared = /^(?:sys\.)?version_info(?:\[:2\])?(>=|<)\(3,(\d+),?\)$/.exec(text);
  if (compared) return Number(version.split('.')[1]) >= Number(compared[2]) === (compared[1] === '>=');
  const major = /^(?:sys\.)?version_info(?:\[0\]|\.major)(>=|<|==)(\d)$/.exec(text);
  if (!major) return undefined;
  if (major[1] === '==') return major[2] === '3';
  return (Number(major[2]) <= 3) === (major[1] === '>=');
}

function within(outer: Runs, inner: Runs): Runs {
  if (outer === 'never' || inner === 'never') return 'never';
  return outer === 'maybe' || inner === 'maybe' ? 'maybe' : 'always';
}

/** The `except`s of the `try` at an index. */
function handlersAfter(statements: readonly Statement[], at: number): string[] {
  const { indent } = statements[at];
  const rest = statements.slice(at + 1);
  const end = rest.findIndex((one) => one.indent < indent || (one.indent === indent && !/^(?:except|else|finally)\b/.test(one.text)));
  return rest.slice(0, end < 0 ? undefined : end).filter((one) => one.indent === indent && /^except\b/.test(one.text)).map(({ text }) => text);
}

/** What is neither ImportError nor another error by its name may be anything. */
function catchesImportErrors(handler: string): boolean {
  const caught = handler.replace(/^except\s*\*?/, '').replace(/:.*$/s, '').replace(/\bas\s+\w+\s*$/, '').replace(/[()]/g, ' ').split(',').map((name) => name.trim());
  return !caught.filter((name, i) => name !== '' || i === 0).every((name) => OTHER_ERROR.test(name));
}

function parseImport(text: string, line: number): Import[] {
  const plain = /^import\s+(.+)$/s.exec(text);
  if (plain) return plain[1].split(',').map((part) => ({ line, level: 0, module: dotted(part.replace(/\s+as\s+.*$/s, '')) })).filter(({ module }) => module);
  const from = /^from\b\s*([.\s]*)([^()]*?)\bimport\b\s*\(?([^()]*)\)?$/s.exec(text);
  if (!from) return [];
  const names = from[3].split(',').map((part) => part.trim().split(/\s/)[0]).filter((name) => name && name !== '*');
  return [{ line, level: from[1].replace(/\s/g, '').length, module: dotted(from[2]), ...(names.length > 0 && { names }) }];
}

function dotted(text: string): string {
  return text.replace(/\s+/g, '');
}
