import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ImportProblem } from './verification';
import { FUNCTIONS_DIRECTORY, SHARED_DIRECTORY, findSources } from '../config/functions';
import type { FunctionSettings } from '../config/settings';
import { distributionOf } from '../python/import-names';
import { addedAfter, removedBy } from '../python/standard-library';
import { LOCK_FORMATS } from './locks/formats';
import { LOCK_KINDS, relock } from './locks/lock-format';
import { excludingPattern } from './plan';

/** A problem in words: what and where, and what helps. */
interface Advice {
  readonly what: string;
  readonly fix: string;
}

/** What the function is, and where it says what it requires. */
interface Importer {
  readonly root: string;
  readonly function: FunctionSettings;
  /** The lock, relative to the root. */
  readonly lock: string;
}

const SHARED_FOLDER = `${FUNCTIONS_DIRECTORY}/${SHARED_DIRECTORY}`;

/** Tells why a module is not there, and where it should come from. The function's own folders come first, then the packages. */
export function adviseImport(problem: ImportProblem, importer: Importer): Advice {
  const { function: fn } = importer;
  const place = `${placeOf(problem.path, importer)}:${problem.line}`;
  if (problem.kind === 'relative') {
    return {
      what: `${place} imports ${problem.module} relatively, and Lambda imports ${problem.path} as part of no package`,
      fix: 'leave the dots out: a function\'s files are at the top of its bundle',
    };
  }
  const at = `${place} imports ${problem.module}, which is`;
  return notShipped(problem, importer, at) ?? undeclared(problem, importer, at) ?? elsewhere(problem, importer, at)
    ?? otherPython(problem, importer, at) ?? { what: `${at} neither in the bundle nor in Lambda's Python ${fn.pythonVersion}`, fix: declare(problem.module, importer) };
}

/** The file as a person has it. */
function placeOf(path: string, { root, function: fn }: Importer): string {
  const [first, ...rest] = path.split('/');
  const own = `${fn.entry}/${path}`;
  return fn.shared.includes(first) && !existsSync(join(root, own)) ? [SHARED_FOLDER, first, ...rest].join('/') : own;
}

function notShipped({ module }: ImportProblem, { root, function: fn }: Importer, at: string): Advice | undefined {
  const path = module.replaceAll('.', '/');
  const found = [`${path}.py`, `${path}/__init__.py`, path].find((one) => existsSync(join(root, fn.entry, one)));
  if (!found) return undefined;
  const pattern = excludingPattern(root, fn, found);
  return {
    what: `${at} ${fn.entry}/${found}, and that is not shipped`,
    fix: pattern ? `take '${pattern}' out of exclude in .projenrc.ts, then: npx projen` : `move it to a folder that is shipped, which ${found.split('/')[0]} is not`,
  };
}

/** Shared code that the function does not ask for. */
function undeclared({ module }: ImportProblem, { root, function: fn }: Importer, at: string): Advice | undefined {
  const [name] = module.split('.');
  const folder = `${SHARED_FOLDER}/${name}`;
  const file = `${folder}.py`;
  if (fn.shared.includes(name)) return undefined;
  if (existsSync(join(root, folder))) return { what: `${at} ${folder}, and functions.${fn.name}.shared does not name it`, fix: share(fn, name) };
  return existsSync(join(root, file)) ? { what: `${at} ${file}, and only folders can be shared`, fix: `move it to ${folder}/__init__.py, and ${share(fn, name)}` } : undefined;
}

/** Code that is in the checkout and not where bundles take it from. */
function elsewhere({ module }: ImportProblem, { root, function: fn }: Importer, at: string): Advice | undefined {
  const parts = module.split('.');
  const [name] = parts;
  if (name === fn.name || name === FUNCTIONS_DIRECTORY) {
    return { what: `${at} the function's own folder here, and nothing in its bundle`, fix: `import what is in ${fn.entry} without ${name}: it is at the top of the bundle` };
  }
  const neighbours = findSources(root).functions.map(({ folder }) => `${FUNCTIONS_DIRECTORY}/${folder}`).filter((folder) => folder !== fn.entry);
  const places = [...new Set([dirname(fn.entry), FUNCTIONS_DIRECTORY]), ...neighbours, '.', 'src'].map((folder) => (folder === '.' ? name : `${folder}/${name}`));
  const found = places.flatMap((place) => [`${place}.py`, `${place}/__init__.py`, `${place}/handler.py`]).find((path) => existsSync(join(root, path)));
  if (!found) return undefined;
  return {
    what: `${at} ${found}, and that is not the function's`,
    fix: `move it to ${SHARED_FOLDER}/${name}/, and ${share(fn, name)}`,
  };
}

function otherPython({ module }: ImportProblem, importer: Importer, at: string): Advice | undefined {
  const { function: fn } = importer;
  const [name] = module.split('.');
  const backport = distributionOf(name);
  const [gone, later] = [removedBy(name, fn.pythonVersion), addedAfter(name, fn.pythonVersion)];
  if (!gone && !later) return undefined;
  return {
    what: `${at} in Python itself ${gone ? `up to the one before ${gone}` : `from ${later} on`}, and the function's is ${fn.pythonVersion}`,
    fix: [
      gone ? 'use what has replaced it' : `set functions.${fn.name}.pythonVersion to '${later}' or later in .projenrc.ts, then: npx projen`,
      ...(backport === name ? [] : [declare(module, importer)]),
    ].join('; or '),
  };
}

function declare(module: string, { root, function: { entry, name }, lock }: Importer): string {
  const kind = LOCK_KINDS.find((one) => one === basename(lock)) ?? 'requirements.txt';
  const { wants, part } = LOCK_FORMATS[kind];
  const distribution = distributionOf(module);
  if (!existsSync(join(root, entry, wants))) return `add ${distribution} to ${entry}/requirements.txt`; // which nobody locks
  return `add ${distribution} to ${part ? `${part} in ` : ''}${entry}/${wants}, then: ${relock({ name })}`;
}

function share({ name: fn }: FunctionSettings, name: string): string {
  return `add '${name}' to functions.${fn}.shared in .projenrc.ts, then: npx projen`;
}
