import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type LockFormat, type LockOptions, inFolder } from './lock-format';
import { lockWithUv } from './uv-command';
import type { FunctionSettings } from '../../config/settings';
import { usersIn, withoutCredentials } from '../../kernel/address';
import { ExitCode, Failure } from '../../kernel/failure';
import { withCleanup } from '../../kernel/interrupt';
import { includedBy, optionArguments, parseOptions } from '../../python/installer-options';
import { kindOf, readLines } from '../../python/requirement-lines';
import { namedVariables, parseRequirements } from '../../python/requirements';

/** What a person writes, and what it is locked in. */
const [WANTED, LOCKED] = ['requirements.in', 'requirements.txt'] as const;

export const requirementsTxt: LockFormat = {
  tool: 'uv',
  files: ['requirements*.txt', 'requirements*.in'],
  wants: WANTED,
  find: inFolder(LOCKED),
  claims: () => true, // a function without any is told to write one
  writer: { anyPython: true, write: compile },
};

/** `requirements.in` is what a person writes; a `requirements.txt` that is no lock yet becomes one. */
async function compile(root: string, fn: FunctionSettings, options: LockOptions): Promise<string[]> {
  const folder = join(root, fn.entry);
  const file = [WANTED, LOCKED].find((name) => existsSync(join(folder, name)));
  if (!file) {
    throw new Failure('the function says nowhere what it requires', {
      code: ExitCode.BAD_INPUT, where: fn.entry, fix: `list its packages in ${fn.entry}/${WANTED}`,
    });
  }
  if (file === LOCKED) {
    const { registry, direct, local } = parseRequirements(`${fn.entry}/${LOCKED}`, readFileSync(join(folder, LOCKED), 'utf8'));
    if (registry.length + direct.length + local.length === 0) return [];
  }
  const asked = optionsIn(root, `${fn.entry}/${file}`);
  namedVariables(`${fn.entry}/${file}`, asked); // uv takes them from this process
  const unfinished = `.${LOCKED}.${process.pid}`;
  await withCleanup(() => rmSync(join(folder, unfinished), { force: true }), async () => {
    // uv keeps the versions of what it finds there.
    if (file === WANTED && existsSync(join(folder, LOCKED))) copyFileSync(join(folder, LOCKED), join(folder, unfinished));
    await lockWithUv(root, fn, options, [
      'pip', 'compile', '--quiet', '--universal', '--python-version', fn.pythonVersion, '--generate-hashes', '--no-annotate',
      ...optionArguments(asked), file, '--output-file', unfinished,
    ], file);
    const compiled = readFileSync(join(folder, unfinished), 'utf8');
    writeFileSync(join(folder, unfinished), withOptions(compiled, asked.map(withoutPasswords)));
    if (file === LOCKED) copyFileSync(join(folder, LOCKED), join(folder, WANTED));
    renameSync(join(folder, unfinished), join(folder, LOCKED));
  });
  const dropped = asked.some((option) => withoutPasswords(option) !== option);
  return [
    ...(file === LOCKED ? [`${fn.name}: ${LOCKED} is ${WANTED} now, which you edit; ${LOCKED} is the lock`] : []),
    ...(dropped ? [`${fn.name}: the credentials in ${WANTED} are not in the lock; write \${NAME} in their place, and set it wherever you bundle`] : []),
  ];
}

/** The options of a file and of those that it includes, which uv heeds, too. */
function optionsIn(root: string, path: string, seen: readonly string[] = []): string[] {
  if (seen.includes(path) || !existsSync(join(root, path))) return [];
  return readLines(path, readFileSync(join(root, path), 'utf8')).filter((line) => kindOf(line) === 'option').flatMap((line) => {
    const included = includedBy(line);
    return included === undefined ? parseOptions(line) : optionsIn(root, join(dirname(path), included), [...seen, path]);
  });
}

/** Below the remark of uv, since a bundle has to find its packages where the lock did. */
function withOptions(lock: string, options: readonly string[]): string {
  const lines = lock.split('\n');
  const remark = lines.findIndex((line) => !line.startsWith('#'));
  return [...lines.slice(0, remark), ...new Set(options), ...lines.slice(remark)].join('\n');
}

/** A lock is committed. What stands for a password may be in it: `https://${USER}:${PASSWORD}@…`. */
function withoutPasswords(option: string): string {
  const isVariable = (text: string) => /^(\$\{[A-Z0-9_]+\})+$/.test(text);
  return usersIn(option).every((user) => isVariable(user.slice(user.indexOf(':') + 1))) ? option : withoutCredentials(option);
}
