import { type Pattern, matches, readPattern } from './pattern';

/** A variable that is set, but nobody knows to what, or that may be set by the project's settings. */
export const UNKNOWN = Symbol('unknown');

/** A variable's value, `undefined` when it is surely not set. */
export type Known = string | undefined | typeof UNKNOWN;
export type Lookup = (name: string) => Known;

/** True, false, or `undefined` when it depends on what is unknown. */
export type Truth = boolean | undefined;

/** An expression that GitLab would not accept: such a pipeline is not created. */
export class ExpressionError extends Error {}

type Value = string | boolean | undefined | Pattern | typeof UNKNOWN;
type Node = (lookup: Lookup) => Value;
type Token = { readonly kind: 'operator' | 'open' | 'close'; readonly text: string } | { readonly kind: 'value'; readonly text: string; readonly node: Node };

const OPERATORS = ['==', '!=', '=~', '!~', '&&', '||'];
const MOST_TOKENS = 100; // GitLab's own limit
const PRECEDENCE: Readonly<Record<string, number>> = { '||': 1, '&&': 2 };
const COMPARISON = 3;

/** The truth of an expression of `rules:if`. @throws ExpressionError when GitLab would not accept it */
export function evaluate(expression: string, lookup: Lookup): Truth {
  return truth(parse(expression)(lookup));
}

/** @throws ExpressionError when GitLab would not accept it */
export function parse(expression: string): Node {
  const tokens = tokenise(expression);
  if (tokens.length === 0) throw new ExpressionError('it is empty');
  const [node, rest] = binary(tokens, 1);
  if (rest.length > 0) throw new ExpressionError(`'${rest[0].text}' is not expected here`);
  return node;
}

function tokenise(expression: string): Token[] {
  const tokens: Token[] = [];
  let rest = expression.trimStart();
  while (rest !== '') {
    const token = nextToken(rest);
    if (tokens.push(token) > MOST_TOKENS) throw new ExpressionError(`it has more than ${MOST_TOKENS} parts`);
    rest = rest.slice(token.text.length).trimStart();
  }
  return tokens;
}

function nextToken(rest: string): Token {
  const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
  if (operator) return { kind: 'operator', text: operator };
  if (rest[0] === '!') return { kind: 'operator', text: '!' };
  if (rest[0] === '(') return { kind: 'open', text: '(' };
  if (rest[0] === ')') return { kind: 'close', text: ')' };
  const variable = /^\$(\w+)/.exec(rest);
  if (variable) return { kind: 'value', text: variable[0], node: (lookup) => lookup(variable[1]) };
  const string = /^(?:"([^"]*)"|'([^']*)')/.exec(rest);
  if (string) return { kind: 'value', text: string[0], node: () => string[1] ?? string[2] };
  const nothing = /^null\b/.exec(rest);
  if (nothing) return { kind: 'value', text: 'null', node: () => undefined };
  const pattern = readPattern(rest);
  if (!pattern) throw new ExpressionError(`'${rest.split(/\s/)[0]}' is no variable, text, pattern or operator`);
  if (pattern.refused) throw new ExpressionError(`${pattern.text} ${pattern.refused}`);
  return { kind: 'value', text: pattern.text, node: () => pattern };
}

/** Operators that bind at least so strongly, from left to right. */
function binary(tokens: readonly Token[], least: number): [Node, readonly Token[]] {
  let [left, rest] = operand(tokens);
  while (rest[0]?.kind === 'operator' && rest[0].text !== '!') {
    const operator = rest[0].text;
    const strength = PRECEDENCE[operator] ?? COMPARISON;
    if (strength < least) break;
    const [right, after] = binary(rest.slice(1), strength + 1);
    left = combine(operator, left, right);
    rest = after;
  }
  return [left, rest];
}

function operand([token, ...rest]: readonly Token[]): [Node, readonly Token[]] {
  if (token === undefined) throw new ExpressionError('it ends where a value belongs');
  if (token.kind === 'value') return [token.node, rest];
  if (token.text === '!') {
    const [node, after] = operand(rest);
    return [(lookup) => known(not(truth(node(lookup)))), after];
  }
  if (token.kind !== 'open') throw new ExpressionError(`'${token.text}' is not expected here`);
  const [node, [close, ...after]] = binary(rest, 1);
  if (close?.kind !== 'close') throw new ExpressionError('a parenthesis is not closed');
  return [node, after];
}

function combine(operator: string, left: Node, right: Node): Node {
  switch (operator) {
    case '&&': return (lookup) => known(and(truth(left(lookup)), () => truth(right(lookup))));
    case '||': return (lookup) => known(not(and(not(truth(left(lookup))), () => not(truth(right(lookup))))));
    case '==': return (lookup) => known(equal(left(lookup), right(lookup)));
    case '!=': return (lookup) => known(not(equal(left(lookup), right(lookup))));
    case '=~': return (lookup) => known(matching(left(lookup), right(lookup)));
    default: return (lookup) => known(not(matching(left(lookup), right(lookup))));
  }
}

/** As GitLab reads a value: a text is true when there is something in it. */
function truth(value: Value): Truth {
  if (value === UNKNOWN) return undefined;
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== false;
}

function known(value: Truth): Value {
  return value ?? UNKNOWN;
}

function and(left: Truth, right: () => Truth): Truth {
  if (left === false) return false;
  const other = right();
  return other === false ? false : left && other;
}

function not(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}

function equal(left: Value, right: Value): Truth {
  return left === UNKNOWN || right === UNKNOWN ? undefined : left === right;
}

/** A variable on the right is a pattern when it is written like one; any other text must hold what stands on the left. */
function matching(left: Value, right: Value): Truth {
  if (right === undefined || typeof right === 'boolean') return false;
  if (right === UNKNOWN || left === UNKNOWN) return undefined;
  const subject = typeof left === 'string' ? left : '';
  if (typeof right !== 'string') return matches(right, subject);
  const pattern = readPattern(right);
  return pattern?.text === right && !pattern.refused ? matches(pattern, subject) : right.includes(subject);
}
