import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure } from './failure';
import type { FunctionSettings } from './policy';

/** One pinned package of a requirements file. */
export interface Pin {
  /** Normalised as PEP 503 says. */
  readonly name: string;
  readonly version: string;
  /** Environment marker, such as `python_version < "3.12"`. */
  readonly marker?: string;
}

/** The third-party packages of a function. */
export interface Requirements {
  /** Relative to the root. */
  readonly path: string;
  /** Requirements one a line, without comments and continuation lines: equal text, equal packages. */
  readonly text: string;
  readonly pins: readonly Pin[];
  /** Every requirement is pinned to a version and a hash. */
  readonly locked: boolean;
}

/** @throws Failure 65 when the function has no requirements file */
export function readRequirements(root: string, fn: FunctionSettings): Requirements {
  const path = `${fn.entry}/requirements.txt`;
  const absolute = join(root, path);
  if (!existsSync(absolute)) {
    throw new Failure('the function has no requirements.txt', {
      code: ExitCode.BAD_INPUT,
      where: fn.entry,
      fix: `list its packages in ${path}; an empty file means that it needs none: touch ${path}`,
    });
  }
  return parseRequirements(path, readFileSync(absolute, 'utf8'));
}

export function parseRequirements(path: string, content: string): Requirements {
  const lines = content
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .sort();
  const requirements = lines.filter((line) => !line.startsWith('-'));
  const pins = requirements.map(parsePin).filter((pin): pin is Pin => pin !== undefined);
  const locked = pins.length === requirements.length && requirements.every((line) => line.includes('--hash='));
  return { path, text: lines.join('\n'), pins, locked };
}

export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

function parsePin(line: string): Pin | undefined {
  const match = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*==\s*([^\s;,*]+)\s*(?:;\s*(.*?))?\s*(?:--hash=.*)?$/.exec(line);
  if (!match) return undefined;
  return { name: normaliseName(match[1]), version: match[2], ...(match[3] && { marker: match[3] }) };
}
