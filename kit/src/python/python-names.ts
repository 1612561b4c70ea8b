import { SourceError, type Statement, readStatements } from './python-source';

/** The names of a Python module. */
interface ModuleNames {
  readonly names: ReadonlySet<string>;
  /** It imports `*` or makes names at run time, so it can have others, too. */
  readonly open: boolean;
}

const COMPOUND = /^(?:if|elif|else|try|except\*?|finally|for|while|with|async for|async with)\b/;
const DEFINITION = /^(?:async\s+def|def|class)\b/;

/**
 * The names that a module has after its import: not those in its functions and classes, but those in its `if`s and `try`s.
 *
 * @throws SourceError where Python would not read it either
 */
export function namesOf(source: string): ModuleNames {
  const statements = readStatements(source);
  refuseBrokenBlocks(statements);
  const names = new Set<string>();
  let open = false;
  let blocks: Statement[] = [];
  for (const statement of statements) {
    blocks = blocks.filter(({ indent }) => indent < statement.indent);
    const inner = blocks.some(({ text }) => DEFINITION.test(text));
    const text = withoutBrackets(statement.text);
    if (inner) for (const name of globalsIn(text)) names.add(name);
    else for (const name of text.split(';').flatMap((part) => bound(part.trim()))) names.add(name);
    open ||= !inner && /\bimport \*|\bglobals\b|\bexec\b|^def __getattr__\b/.test(text.replace(/\s+/g, ' '));
    if (statement.text.endsWith(':')) blocks.push(statement);
  }
  return { names, open };
}

function bound(text: string): string[] {
  const definition = /^(?:async\s+def|def|class)\s+(\w+)/.exec(text);
  if (definition) return [definition[1]];
  if (COMPOUND.test(text)) {
    const loop = /^(?:async\s+)?for\s+(.+?)\s+in\b/.exec(text)?.[1].split(',').map((name) => name.trim()) ?? [];
    const aliases = [...text.matchAll(/\bas\s+(\w+)/g)].map((match) => match[1]);
    const rest = /^[^:]*:\s*(\S.*)$/.exec(text)?.[1];
    return [...loop, ...aliases, ...(rest ? bound(rest) : [])];
  }
  const imported = /^(?:from\s+\S+\s+)?import\s+(.+)$/.exec(text.replace(/\s+/g, ' '));
  if (imported) return imported[1].split(',').map((part) => / as (\w+)/.exec(part)?.[1] ?? part.trim().split('.')[0]).filter(Boolean);
  const targets = text.split(/(?<![=!<>:+\-*/%&|^@])=(?!=)/).slice(0, -1);
  return targets.flatMap((target) => target.split(',')).map((target) => /^\s*\*?(\w+)\s*(?::.*)?$/.exec(target)?.[1]).filter((name): name is string => !!name);
}

function globalsIn(text: string): string[] {
  return /^global\s+(.+)$/.exec(text)?.[1].split(',').map((name) => name.trim()) ?? [];
}

/** What is in brackets binds nothing, but for the names of an import and of a tuple. */
function withoutBrackets(text: string): string {
  let plain = /^from\b/.test(text)
    ? text.replace(/\bimport\s*\(([^)]*)\)/, 'import $1')
    : text.replace(/^[([]([\w\s,*]+)[)\]](?=\s*=)/, '$1');
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = plain.replace(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, '\u0000');
  }
  return plain.replaceAll('\u0000', "''");
}

/** What Python calls an IndentationError, a missing colon, and the marks of a merge. */
function refuseBrokenBlocks(statements: readonly Statement[]): void {
  const indents = [0];
  let opened: Statement | undefined;
  for (const statement of statements) {
    const { indent, text, line } = statement;
    if (/^(<<<<<<<|>>>>>>>)/.test(text)) throw new SourceError(`line ${line}: a merge was left unfinished`);
    if (opened && indent <= indents[indents.length - 1]) throw new SourceError(`line ${line}: an indented block is missing after line ${opened.line}`);
    if (!opened && indent > indents[indents.length - 1]) throw new SourceError(`line ${line}: unexpected indentation`);
    if (opened) indents.push(indent);
    while (indent < indents[indents.length - 1]) indents.pop();
    if (indent !== indents[indents.length - 1]) throw new SourceError(`line ${line}: the indentation fits no line above`);
    if (DEFINITION.test(text) && !withoutBrackets(text).includes(':')) throw new SourceError(`line ${line}: a colon is missing`);
    opened = text.endsWith(':') ? statement : undefined;
  }
  if (opened) throw new SourceError(`line ${opened.line}: an indented block is missing after it`);
}
