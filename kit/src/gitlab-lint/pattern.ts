import { type Context, Script, createContext } from 'node:vm';

/** A pattern of `rules:if`: GitLab's patterns are RE2's. */
export interface Pattern {
  /** As it is written, slashes and flags included. */
  readonly text: string;
  readonly source: string;
  readonly flags: string;
  /** Why GitLab would not take it. */
  readonly refused?: string;
}

/** Of this process's own time: on a busy machine the clock goes on while nothing is computed. */
const LIMIT_MS = 100;
const TRY_MS = 200;
const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', word: '\\w', space: '\\s', xdigit: '0-9a-fA-F',
};

/** The pattern at the start of a text. The last slash that flags, a space or a parenthesis may follow is its end. */
export function readPattern(text: string): Pattern | undefined {
  const found = /^\/((?:[^/\\\n]|\\[^\n])+)\/([ismU]*)/.exec(text);
  if (!found) return undefined;
  const [whole, written, flags] = found;
  const lookaround = /\(\?<?[=!]/.test(written) ? 'looks around, which RE2 cannot' : undefined;
  const backReference = /\\[1-9]/.test(written) ? 'refers back to a group, which RE2 cannot' : undefined;
  const { source, inline } = translate(written);
  const pattern = { text: whole, source, flags: [...new Set([...flags.replace('U', ''), ...inline])].join('') };
  return { ...pattern, refused: lookaround ?? backReference ?? (compiles(pattern) ? undefined : 'is no valid pattern') };
}

const answers = new Map<string, boolean | undefined>();

/** Whether a text holds the pattern; `undefined` when that takes too long to find out here. RE2 itself never does. */
export function matches({ source, flags }: Pattern, subject: string): boolean | undefined {
  const key = JSON.stringify([source, flags, subject]);
  if (!answers.has(key)) answers.set(key, match(source, flags, subject));
  return answers.get(key);
}

function match(source: string, flags: string, subject: string): boolean | undefined {
  const script = new Script(`new RegExp(${JSON.stringify(source)}, ${JSON.stringify(flags)}).test(${JSON.stringify(subject)})`);
  sandbox ??= createContext({});
  for (let spent = 0; spent < LIMIT_MS;) {
    const before = process.cpuUsage();
    try {
      return script.runInContext(sandbox, { timeout: TRY_MS }) === true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
      const { user, system } = process.cpuUsage(before);
      spent += (user + system) / 1000;
    }
  }
  return undefined;
}

let sandbox: Context | undefined;

/** RE2's spelling in JavaScript's. */
function translate(written: string): { source: string; inline: string } {
  const [, inline = ''] = /^\(\?([ismU]+)\)/.exec(written) ?? [];
  const source = written.replace(/^\(\?[ismU]+\)/, '')
    .replaceAll('\\A', '^').replaceAll('\\z', '$').replaceAll('(?P<', '(?<')
    .replace(/\[:(\w+):\]/g, (found, name: string) => POSIX_CLASSES[name] ?? found);
  return { source, inline: inline.replace('U', '') };
}

function compiles({ source, flags }: Pick<Pattern, 'source' | 'flags'>): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}
