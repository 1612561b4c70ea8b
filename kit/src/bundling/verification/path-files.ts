import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Findings, problems, together, warnings } from './findings';

/**
 * Lambda puts the bundle on the path as a plain folder, so Python does not read the `.pth` files in it.
 *
 * @see https://docs.python.org/3/library/site.html
 */
export function pathFileFindings(directory: string): Findings {
  return together(readdirSync(directory).sort().filter((name) => /\.(pth|egg-link)$/.test(name)).map((name) => {
    const lines = readFileSync(join(directory, name), 'utf8').split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    const path = lines.find((line) => /^(\/|[A-Za-z]:[\\/])/.test(line) && !line.startsWith('/var/task'));
    if (/^_?__editable__|\.egg-link$/.test(name) || lines.some((line) => line.includes('__editable__'))) {
      return problems([`${name} is of an editable package, whose code is not in the bundle`]);
    }
    if (path) return problems([`${name} points to ${path}, which is not in the bundle`]);
    return warnings([`${name} has no effect: Lambda does not read .pth files`]);
  }));
}
