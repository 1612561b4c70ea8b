/** One statement of a Python file: joined over its lines, without comments, and with empty texts in place of its strings. */
export interface Statement {
  /** Columns that it is indented by. */
  readonly indent: number;
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What is wrong with a file that Python could not read either. */
export class SourceError extends Error {}

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * Splits a Python file into its statements, as far as that can be done without its grammar.
 *
 * @throws SourceError for a string or a bracket that is not closed
 * @see https://docs.python.org/3/reference/lexical_analysis.html
 */
export function readStatements(source: string): Statement[] {
  const statements: Statement[] = [];
  const open: { bracket: string; line: number }[] = [];
  let text = '';
  let line = 1;
  let start = { line: 1, indent: 0 };
  const finish = () => {
    if (text.trim()) statements.push({ ...start, text: text.trim() });
    text = '';
  };
  for (let at = source.startsWith('\ufeff') ? 1 : 0; at < source.length;) {
    const character = source[at];
    if (text === '' && open.length === 0) {
      const blank = /^[ \t\f]*/.exec(source.slice(at, at + 200))![0];
      start = { line, indent: columns(blank) };
      at += blank.length;
      text = ' ';
    } else if (character === '#') {
      at = endOfLine(source, at);
    } else if (character === '"' || character === "'") {
      const prefix = /(?<!\w)[rbuft]{1,2}$/i.exec(text)?.[0] ?? '';
      const end = stringEnd(source, at, /[ft]/i.test(prefix));
      if (end < 0) throw new SourceError(`line ${line}: a string is not closed`);
      line += linesIn(source, at, end);
      text = `${text.slice(0, text.length - prefix.length)}''`;
      at = end;
    } else if (character === '\\' && /^\\\r?\n/.test(source.slice(at, at + 3))) {
      at = source.indexOf('\n', at) + 1;
      line++;
    } else if (character === '\n') {
      if (open.length === 0) finish();
      else text += ' ';
      at++;
      line++;
    } else {
      if ('([{'.includes(character)) open.push({ bracket: character, line });
      if (')]}'.includes(character) && open.pop()?.bracket !== PAIRS[character]) throw new SourceError(`line ${line}: '${character}' closes nothing`);
      text += character;
      at++;
    }
  }
  if (open.length > 0) throw new SourceError(`line ${open[0].line}: '${open[0].bracket}' is not closed`);
  finish();
  return statements;
}

/** The index after a string, or -1. Formatted strings have expressions in them, and those have strings. */
function stringEnd(source: string, from: number, formatted: boolean): number {
  const quote = source.startsWith(source[from].repeat(3), from) ? source[from].repeat(3) : source[from];
  for (let at = from + quote.length; at < source.length; at++) {
    const field = formatted && source[at] === '{';
    if (source.startsWith(quote, at)) return at + quote.length;
    if (source[at] === '\n' && quote.length === 1) return -1;
    if (source[at] === '\\') {
      if (!(formatted && source[at + 1] === '{')) at++;
    } else if (field && source[at + 1] === '{') {
      at++;
    } else if (field) {
      const end = fieldEnd(source, at + 1);
      if (end < 0) return -1;
      at = end - 1;
    }
  }
  return -1;
}

/** The index after the `}` of a replacement field, which begins at `from`, or -1. */
function fieldEnd(source: string, from: number): number {
  let depth = 0;
  let format = false; // after the colon, quotes are plain characters
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (!format && (character === '"' || character === "'")) {
      const end = stringEnd(source, at, /(?<!\w)[rf]{0,1}[ft][rf]{0,1}$/i.test(source.slice(Math.max(from, at - 3), at)));
      if (end < 0) return -1;
      at = end - 1;
    } else if (format && character === '{') {
      const end = fieldEnd(source, at + 1);
      if (end < 0) return -1;
      at = end - 1;
    } else if (character === '}' && depth === 0) {
      return at + 1;
    } else if (!format) {
      if ('([{'.includes(character)) depth++;
      if (')]}'.includes(character)) depth--;
      format = character === ':' && depth === 0;
    }
  }
  return -1;
}

function columns(blank: string): number {
  let column = 0;
  for (const character of blank) column = character === '\t' ? column + 8 - (column % 8) : character === '\f' ? 0 : column + 1;
  return column;
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

function linesIn(source: string, from: number, to: number): number {
  return source.slice(from, to).split('\n').length - 1;
}
