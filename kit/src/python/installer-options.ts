import { type RequirementLine, notUnderstood } from './requirement-lines';
import { ExitCode, Failure } from '../kernel/failure';
import { redact } from '../kernel/redaction';

interface Option {
  readonly value?: 'an address' | 'a host' | 'a package, or :all:';
  /** It decides which packages are installed, or from which of their files; the others say where these are. */
  readonly decides?: boolean;
  /** uv takes it as this argument, and not from a file. */
  readonly argument?: string;
}

const OPTIONS: Readonly<Record<string, Option>> = {
  '--index-url': { value: 'an address' },
  '--extra-index-url': { value: 'an address' },
  '--find-links': { value: 'an address' },
  '--no-index': {},
  '--trusted-host': { value: 'a host', argument: '--allow-insecure-host' },
  '--no-binary': { value: 'a package, or :all:', decides: true },
  '--only-binary': { value: 'a package, or :all:', decides: true },
  '--pre': { decides: true, argument: '--prerelease=allow' },
  '--require-hashes': { decides: true },
};

const LONG: Readonly<Record<string, string>> = { '-i': '--index-url', '-f': '--find-links', '-r': '--requirement', '-c': '--constraint' };

/** What to write in place of options that pip knows and uv does not. */
const INSTEAD: Readonly<Record<string, string>> = {
  '--prefer-binary': 'write --only-binary <package> for what must not be built, or pin a version that has wheels',
};

/**
 * The options of a line, one each, in the order in which they are written and as uv reads them.
 *
 * @throws Failure 65 for one that uv would pass over, or that names files whose changes nobody would notice
 */
export function parseOptions({ text, where }: RequirementLine): string[] {
  const words = text.split(' ');
  const options: string[] = [];
  while (words.length > 0) {
    const { flag, glued } = split(words.shift()!);
    refuseInclusion(flag, text, where);
    const option = OPTIONS[flag];
    if (!option || (!option.value && glued !== undefined)) {
      throw notUnderstood(text, where, INSTEAD[flag] ?? `take it out; these options are understood: ${Object.keys(OPTIONS).join(', ')}`);
    }
    const value = option.value && unquoted(glued ?? words.shift() ?? '');
    if (option.value && !value) throw notUnderstood(text, where, `write ${option.value} after ${flag}`);
    if (option.value === 'an address' && !/^([a-z][a-z0-9+.-]*:\/\/|\$\{)/i.test(value!)) {
      throw notUnderstood(text, where, `write an address with its https:// after ${flag}: a container does not see the folders of this machine`);
    }
    const values = option.value?.startsWith('a package') ? value!.split(',') : [value]; // uv takes one at a time
    options.push(...values.map((one) => (one === undefined ? flag : `${flag} ${one}`)));
  }
  return options;
}

/** The files that a line includes, for `npx projen lock`; a bundle is made from one file alone. */
export function includedBy({ text }: RequirementLine): string | undefined {
  const { flag, glued } = split(text.split(' ')[0]);
  if (!['--requirement', '--constraint'].includes(flag)) return undefined;
  return unquoted(glued ?? text.split(' ')[1] ?? '');
}

/** Those that decide which bytes are installed. */
export function decidingOptions(options: readonly string[]): string[] {
  return options.filter((option) => OPTIONS[nameOf(option)].decides);
}

/** Lines for a file that uv reads. */
export function optionLines(options: readonly string[]): string[] {
  return options.filter((option) => !OPTIONS[nameOf(option)].argument);
}

/** What uv has to be told beside the file. */
export function optionArguments(options: readonly string[]): string[] {
  return options.flatMap((option) => {
    const { argument } = OPTIONS[nameOf(option)];
    return argument ? [argument, ...option.split(' ').slice(1)] : [];
  });
}

/** `--flag=value`, and `-iVALUE` as pip takes it. */
function split(word: string): { flag: string; glued?: string } {
  const [, short, value] = /^(-[a-z])=?(.*)$/i.exec(word) ?? [];
  if (short) return { flag: LONG[short] ?? word, glued: LONG[short] && value ? value : undefined };
  const [flag, ...rest] = word.split('=');
  return { flag, glued: rest.length > 0 ? rest.join('=') : undefined };
}

function refuseInclusion(flag: string, text: string, where: string): void {
  if (flag !== '--requirement' && flag !== '--constraint') return;
  throw new Failure(`${where.replace(/:\d+$/, '')} includes another file (${redact(text)}), whose changes nobody would notice`, {
    code: ExitCode.BAD_INPUT, where, fix: 'put all pins into this file; requirements.in may include others, and npx projen lock resolves them',
  });
}

function nameOf(option: string): string {
  return option.split(' ')[0];
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
