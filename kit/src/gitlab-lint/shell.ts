/** A piece of a shell script at the level of commands: quotes and substitutions are inside of words. */
export interface ShellToken {
  readonly kind: 'word' | 'operator';
  readonly text: string;
  readonly offset: number;
}

/** A variable that the shell of the job expands; single quotes keep it from that. */
export interface VariableUse {
  readonly name: string;
  readonly offset: number;
  /** Its value stays one word. */
  readonly whole: boolean;
  /** Where the command begins that it is a part of. */
  readonly command: number;
}

const OPERATORS = ['&&', '||', ';;', ';', '|', '&', '\n', '(', ')'];
const DEEPEST = 20; // substitutions inside of substitutions
const ASSIGNMENT = /^[A-Za-z_]\w*\+?=/;
const DECLARING = /^(export|readonly|local|declare|typeset|-\w+)$/;
const USE = /^\$(?:\{[!#]?(\w+)|([A-Za-z_]\w*))/;

/** Words and operators of a script, without its comments and the bodies of here-documents. */
export function shellTokens(script: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let at = 0;
  while (at < script.length) {
    const rest = script.slice(at, at + 2);
    const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
    if (operator) {
      tokens.push({ kind: 'operator', text: operator, offset: at });
      at += operator.length;
    } else if (/\s/.test(script[at])) {
      at++;
    } else if (script[at] === '#') {
      at = endOf(script, at, '\n');
    } else {
      const end = wordEnd(script, at);
      tokens.push({ kind: 'word', text: script.slice(at, end), offset: at });
      at = heredocEnd(script, at, end);
    }
  }
  return tokens;
}

/** Every expanded variable of a script. */
export function variableUses(script: string, depth = 0): VariableUse[] {
  if (depth > DEEPEST) return [];
  const uses: VariableUse[] = [];
  let command = 0;
  let before = '';
  let declares = true; // nothing but assignments so far
  let compares = false;
  for (const { kind, text, offset } of shellTokens(script)) {
    if (kind === 'operator') {
      [command, before, declares, compares] = [offset + text.length, '', true, false];
      continue;
    }
    const assigns: boolean = declares && ASSIGNMENT.test(text);
    const whole = assigns || compares || before === 'case';
    uses.push(...usesOf(text, depth).map((use) => ({
      name: use.name, offset: offset + use.offset, whole: use.whole || (use.top && whole), command: use.top ? command : offset + use.command,
    })));
    declares = assigns || (declares && DECLARING.test(text));
    compares ||= text === '[[';
    before = text;
  }
  return uses;
}

interface InnerUse extends VariableUse {
  /** Not inside of a substitution. */
  readonly top: boolean;
}

/** Variables of one word. Inside of a substitution, quotes and commands begin anew. */
function usesOf(word: string, depth: number): InnerUse[] {
  const uses: InnerUse[] = [];
  let double = false;
  for (let at = 0; at < word.length; at++) {
    const character = word[at];
    if (character === '\\') {
      at++;
    } else if (character === '"') {
      double = !double;
    } else if (character === '\'' && !double) {
      at = endOf(word, at + 1, '\'');
    } else if (character === '`' || word.startsWith('$(', at)) {
      const end = substitutionEnd(word, at);
      const start = at + (character === '`' ? 1 : 2);
      const inner = variableUses(word.slice(start, Math.max(start, end - 1)), depth + 1);
      uses.push(...inner.map((use) => ({ ...use, offset: start + use.offset, command: start + use.command, top: false })));
      at = end - 1;
    } else {
      const found = USE.exec(word.slice(at, at + 200));
      if (found) uses.push({ name: found[1] ?? found[2], offset: at, whole: double, command: 0, top: true });
    }
  }
  return uses;
}

function wordEnd(script: string, from: number): number {
  for (let at = from; at < script.length; at++) {
    const character = script[at];
    if (character === '\\') at++;
    else if (character === '\'') at = endOf(script, at + 1, '\'');
    else if (character === '"') at = quoteEnd(script, at + 1);
    else if (character === '`' || script.startsWith('$(', at)) at = substitutionEnd(script, at) - 1;
    else if (/\s/.test(character) || '&|;()'.includes(character)) return at;
  }
  return script.length;
}

/** The closing double quote, beyond substitutions. */
function quoteEnd(script: string, from: number): number {
  for (let at = from; at < script.length; at++) {
    if (script[at] === '\\') at++;
    else if (script[at] === '"') return at;
    else if (script[at] === '`' || script.startsWith('$(', at)) at = substitutionEnd(script, at) - 1;
  }
  return script.length;
}

/** Behind `$( )` or backquotes. */
function substitutionEnd(script: string, from: number): number {
  if (script[from] === '`') return Math.min(script.length, endOf(script, from + 1, '`') + 1);
  let open = 0;
  for (let at = from + 1; at < script.length; at++) {
    const character = script[at];
    if (character === '\\') at++;
    else if (character === '\'') at = endOf(script, at + 1, '\'');
    else if (character === '"') at = simpleQuoteEnd(script, at + 1);
    else if (character === '(') open++;
    else if (character === ')' && --open === 0) return at + 1;
  }
  return script.length;
}

/** Deep nesting of quotes in substitutions in quotes is not followed any further. */
function simpleQuoteEnd(script: string, from: number): number {
  let at = from;
  while (at < script.length && script[at] !== '"') at += script[at] === '\\' ? 2 : 1;
  return at;
}

function heredocEnd(script: string, start: number, end: number): number {
  const [, dash, quoted] = /^\d?<<(-?)(\S*)$/.exec(script.slice(start, end)) ?? [];
  if (quoted === undefined || quoted.startsWith('<')) return end;
  const delimiter = (quoted || /^\s*(\S+)/.exec(script.slice(end, end + 100))?.[1] || '').replace(/['"\\]/g, '');
  if (delimiter === '') return end;
  let line = endOf(script, end, '\n') + 1;
  while (line < script.length) {
    const next = endOf(script, line, '\n');
    const text = script.slice(line, next);
    if ((dash ? text.trimStart() : text) === delimiter) return next;
    line = next + 1;
  }
  return script.length;
}

function endOf(script: string, from: number, mark: string): number {
  const found = script.indexOf(mark, from);
  return found < 0 ? script.length : found;
}
