import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FUNCTIONS_DIRECTORY, findSources } from './functions';
import type { Origin, Settings } from './settings';
import { ExitCode, Failure } from '../kernel/failure';

const PROJENRC = '.projenrc.ts';

/** What settings are generated from, as it is now. */
export function originOf(root: string): Origin {
  const hash = createHash('sha256');
  for (const text of textsOf(join(root, PROJENRC))) hash.update(withoutStyle(text)).update('\0');
  return { projenrc: hash.digest('hex'), functions: findSources(root).functions.map(({ folder }) => folder) };
}

/**
 * Refuses settings that are older than what they are generated from: nobody knows what else changed.
 *
 * @throws Failure 78 that names what has changed
 */
export function requireFreshSettings({ root, settings: { madeFrom } }: { readonly root: string; readonly settings: Settings }): void {
  if (!madeFrom) return; // by a kit that did not note it
  const now = originOf(root);
  const come = now.functions.filter((name) => !madeFrom.functions.includes(name)).map((name) => `${FUNCTIONS_DIRECTORY}/${name} is new`);
  const gone = madeFrom.functions.filter((name) => !now.functions.includes(name)).map((name) => `${FUNCTIONS_DIRECTORY}/${name} is gone`);
  const edited = now.projenrc === madeFrom.projenrc ? [] : [`${PROJENRC} was edited`];
  const changes = [...edited, ...come, ...gone];
  if (changes.length === 0) return;
  throw new Failure(`the settings are older than the project: ${changes.join(', ')}`, { code: ExitCode.BAD_CONFIG, where: root, fix: 'npx projen' });
}

/** The file and those of the project that it imports. None where it is not there. */
function textsOf(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const text = readIfThere(path);
  if (text === undefined) return [];
  const imported = [...text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g)].map((match) => join(dirname(path), match[2]));
  return [text, ...imported.flatMap((file) => [file, `${file}.ts`, `${file}.json`, `${file}/index.ts`].flatMap((one) => textsOf(one, seen)))];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** What lint changes by itself is no edit: spaces, ends of lines and statements, quotes. */
function withoutStyle(text: string): string {
  return text.replace(/[\s,;]/g, '').replaceAll('"', "'");
}
