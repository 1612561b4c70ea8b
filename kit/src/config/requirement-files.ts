import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from './folders';

/** By their names alone. */
const FILES = /^(?:requirements[\w.-]*\.(?:txt|in)|Pipfile|[\w.-]+\.lock|pylock\.[\w.-]*toml|setup\.py|setup\.cfg|environment\.ya?ml)$/;

/** Holds what a project requires, or settings of tools, or both. */
const PROJECT_FILE = 'pyproject.toml';

/** A table for a tool that keeps no requirements in it. */
const TOOL = /^\[\[?tool\.(?!(?:poetry|pdm|flit|setuptools)\b)/;

/** Files of a folder that may say what its code requires, known to this kit or not: a folder without any requires nothing. */
export function requirementFiles(folder: string): string[] {
  const project = join(folder, PROJECT_FILE);
  const isProject = existsSync(project) && !holdsToolsOnly(readFileSync(project, 'utf8'));
  return [...namesIn(folder, ({ name }) => FILES.test(name)), ...(isProject ? [PROJECT_FILE] : [])];
}

/** What is in doubt, such as a file in another encoding, is a project. */
function holdsToolsOnly(text: string): boolean {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, '')).filter((line) => line && !line.startsWith('#'));
  return lines.every((line, i) => (line.startsWith('[') ? TOOL.test(line) : i > 0));
}
