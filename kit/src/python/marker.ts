import type { Target } from './target';

/** Whether a marker holds; `undefined` where that depends on what only the running machine knows. */
export type Verdict = boolean | undefined;

/** What is known of Lambda's Pythons. @see https://peps.python.org/pep-0508/#environment-markers */
function factsOf({ architecture }: Target, extra: string): Readonly<Record<string, string>> {
  return {
    os_name: 'posix',
    sys_platform: 'linux',
    platform_system: 'Linux',
    platform_machine: architecture === 'arm64' ? 'aarch64' : 'x86_64',
    implementation_name: 'cpython',
    platform_python_implementation: 'CPython',
    python_implementation: 'CPython', // an older spelling
    extra,
  };
}

/** Known as `3.13`, while the marker asks for `3.13.2`: AWS raises the last number without notice. */
const PATCH_UNKNOWN = ['python_full_version', 'implementation_version'];

type Operand = { readonly variable: string } | { readonly text: string };

/**
 * Decides a PEP 508 marker for a target.
 *
 * @param extra that is asked for; a requirement of a lock belongs to none
 * @returns `undefined` for a marker that cannot be read, or that asks for the kernel or the last number of the version
 */
export function holds(marker: string, target: Target, extra = ''): Verdict {
  try {
    return new Reader(marker, target, extra).read();
  } catch {
    return undefined;
  }
}

/** Reads a marker from left to right, one rule of the grammar a method. */
class Reader {
  private readonly tokens: string[];

  constructor(marker: string, private readonly target: Target, private readonly extra: string) {
    this.tokens = marker.match(/'[^']*'|"[^"]*"|\(|\)|[<>=!~]+|[\w.]+/g) ?? [];
  }

  read(): Verdict {
    const verdict = this.either();
    if (this.tokens.length > 0) throw new Error(`unexpected ${this.tokens[0]}`);
    return verdict;
  }

  private either(): Verdict {
    let verdict = this.all();
    while (this.take('or')) {
      const next = this.all();
      verdict = verdict || next ? true : verdict === false && next === false ? false : undefined;
    }
    return verdict;
  }

  private all(): Verdict {
    let verdict = this.one();
    while (this.take('and')) {
      const next = this.one();
      verdict = verdict === false || next === false ? false : verdict && next;
    }
    return verdict;
  }

  private one(): Verdict {
    if (this.take('(')) {
      const verdict = this.either();
      if (!this.take(')')) throw new Error('a parenthesis is not closed');
      return verdict;
    }
    const [left, operator, right] = [this.operand(), this.operator(), this.operand()];
    return compare(left, operator, right, this.target, this.extra);
  }

  private operand(): Operand {
    const token = this.tokens.shift();
    if (!token || /^[()<>=!~]/.test(token)) throw new Error('a value is missing');
    return /^['"]/.test(token) ? { text: token.slice(1, -1) } : { variable: token.replace('.', '_') };
  }

  private operator(): string {
    if (this.take('not')) {
      if (!this.take('in')) throw new Error("'not' needs 'in'");
      return 'not in';
    }
    return this.tokens.shift() ?? '';
  }

  private take(token: string): boolean {
    if (this.tokens[0] !== token) return false;
    this.tokens.shift();
    return true;
  }
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compare(left: Operand, operator: string, right: Operand, target: Target, extra: string): Verdict {
  if ('text' in left && 'variable' in right && !operator.includes('in')) return compare(right, MIRRORED[operator] ?? operator, left, target, extra);
  const variable = 'variable' in left ? left.variable : 'variable' in right ? right.variable : undefined;
  if (variable === 'python_version' && 'text' in right) return compareVersion(target.pythonVersion, operator, right.text);
  if (PATCH_UNKNOWN.includes(variable ?? '') && 'text' in right) {
    const [first, last] = [0, 999].map((patch) => compareVersion(`${target.pythonVersion}.${patch}`, operator, right.text));
    return first === last && !namesOne(operator, right.text, target.pythonVersion) ? first : undefined;
  }
  const facts = factsOf(target, extra);
  const [a, b] = [left, right].map((operand) => ('text' in operand ? operand.text : facts[operand.variable]));
  if (a === undefined || b === undefined) return undefined;
  return compareText(a, operator, b);
}

/** Asks for single versions, one of them of this minor version: between the first and the last, any can be meant. */
function namesOne(operator: string, wanted: string, minor: string): boolean {
  return ['==', '===', '!=', 'in', 'not in'].includes(operator) && wanted.split(/[\s,]+/).some((one) => /^\d+\.\d+\.\d/.test(one) && one.startsWith(`${minor}.`));
}

function compareText(a: string, operator: string, b: string): Verdict {
  switch (operator) {
    case '==': case '===': return a === b;
    case '!=': return a !== b;
    case 'in': return b.includes(a);
    case 'not in': return !b.includes(a);
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
    default: throw new Error(`${operator} does not compare texts`);
  }
}

/** Whether a version is one of `>=1.2,<2`. Unknown where one of them is more than numbers: a pre-release, or a label. */
export function fits(version: string, specifiers: string): Verdict {
  const verdicts = specifiers.split(',').map((one) => one.trim()).filter(Boolean).map((one) => {
    const [, operator, wanted] = /^(===|[<>=!~]=|[<>])\s*(\d+(?:\.\d+){0,3}(?:\.\*)?)$/.exec(one) ?? [];
    return operator && /^\d+(\.\d+){0,3}$/.test(version) ? compareVersion(version, operator, wanted) : undefined;
  });
  return verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
}

/** @see https://packaging.python.org/en/latest/specifications/version-specifiers/ */
function compareVersion(version: string, operator: string, wanted: string): Verdict {
  const order = () => orderOf(version, wanted);
  switch (operator) {
    case '==': case '===': return wanted.endsWith('.*') ? `${version}.`.startsWith(wanted.slice(0, -1)) : order() === 0;
    case '!=': return !compareVersion(version, '==', wanted);
    case '~=': return order() >= 0 && `${version}.`.startsWith(wanted.slice(0, wanted.lastIndexOf('.') + 1));
    case 'in': return wanted.split(/[\s,]+/).some((one) => orderOf(version, one) === 0);
    case 'not in': return !compareVersion(version, 'in', wanted);
    case '<': return order() < 0;
    case '<=': return order() <= 0;
    case '>': return order() > 0;
    case '>=': return order() >= 0;
    default: throw new Error(`${operator} does not compare versions`);
  }
}

/** Below zero where `a` is the older. A pre-release, such as 3.14.0rc1, comes before its release. */
function orderOf(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => {
    const release = (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
    return [0, 1, 2, 3].map((i) => release[i] ?? 0).concat(/\d(a|b|rc|\.?dev)\d/.test(version) ? -1 : 0);
  });
  return x.map((number, i) => number - y[i]).find((difference) => difference !== 0) ?? 0;
}
