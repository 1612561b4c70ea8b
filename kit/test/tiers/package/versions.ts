import { readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine';
import { REPOSITORY } from '../../project/places';
import { copyKit } from '../../project/standalone';

/** What a stage's read-only role was called before 1.0.0, and what it is called since. */
export const [OLD_OPTION, OPTION] = ['diffRoleArn', 'readOnlyRoleArn'];

/**
 * A kit of these sources that calls itself another version, and the option by the name that it had then.
 *
 * @returns its folder, which is a git repository that finds the packages of this one
 */
export async function kitOf(machine: Machine, version: string, option: string): Promise<string> {
  const folder = machine.folder(`${version}/kit`);
  copyKit(folder);
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, '../node_modules'));
  edit(join(folder, 'package.json'), (text) => text.replace(/"version": ".*?"/, `"version": "${version}"`));
  for (const file of readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.startsWith('project/')) continue;
    edit(join(folder, 'src', file), (text) => text.replaceAll(new RegExp(`\\b(${OLD_OPTION}|${OPTION})\\b`, 'g'), option));
  }
  edit(join(folder, 'CHANGELOG.md'), (text) => (text.includes(`\n## ${version}\n`) ? text : `${text}\n## ${version}\n\nMade by a test.\n`));
  await machine.succeed(`${version}/kit`, 'git', 'init', '--quiet');
  await machine.succeed(`${version}/kit`, 'npm', 'run', '--silent', 'release');
  return folder;
}

export function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
