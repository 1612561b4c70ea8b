import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Sets one line of a file of variables, which GitLab hands to the jobs after this one, and leaves the others. */
export function setDotenv(file: string, name: string, value: string): void {
  const others = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line && !line.startsWith(`${name}=`)) : [];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${[...others, `${name}=${value}`].join('\n')}\n`);
}
