import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { KIT } from '../project/places';

/** Pages of the kit by their path in it; what others wrote and what was installed are none. */
export function pages(): string[] {
  const folders = ['.', 'docs', 'starter'].map((folder) => join(KIT, folder));
  return folders.flatMap((folder) => readdirSync(folder, { recursive: folder !== KIT, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md') && !entry.parentPath.includes('node_modules'))
    .map((entry) => relative(KIT, join(entry.parentPath, entry.name)))).sort();
}

export function pageText(path: string): string {
  return readFileSync(join(KIT, path), 'utf8');
}

/** Rows of every table whose first column has this head, cell by cell. */
export function rowsOf(page: string, head: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of pageText(page).split('\n')) {
    if (!line.startsWith('|')) inside = false;
    else if (line.startsWith(`| ${head} |`)) inside = true;
    else if (inside && !line.startsWith('|--')) rows.push(line.slice(2, -2).split(/ (?<!\\)\| /));
  }
  return rows;
}
