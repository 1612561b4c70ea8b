import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { settleMode } from '../store/file-modes';

/**
 * What installers leave behind that differs from machine to machine: console scripts begin with the path of the
 * host's Python, bytecode belongs to the host's version, and the rest records how and when it was installed.
 */
const LEFT_BEHIND = [
  'bin/**', '.lock',
  '*.dist-info/INSTALLER', '*.dist-info/REQUESTED', '*.dist-info/direct_url.json', '*.dist-info/uv_cache.json', '*.dist-info/uv_build.json',
];

const BYTECODE = ['**/__pycache__/**', '**/*.pyc'];

/** What no function needs at run time. Metadata stays: packages look their own version up in it. */
const SLIMMED = ['**/tests/**', '**/test/**', '**/*.{pyi,pyx,pxd,c,h,cpp,hpp}', '!**/*.dist-info/**'];

/** Makes an installed tree the same on every machine: no traces of the host, one set of file modes. */
export function normalise(directory: string, { slim = false, bytecode = false }: { slim?: boolean; bytecode?: boolean } = {}): void {
  const files = (patterns: string[]) => globSync(patterns, { cwd: directory, dot: true, followSymbolicLinks: false });
  for (const path of files([...LEFT_BEHIND, ...(bytecode ? [] : BYTECODE)])) rmSync(join(directory, path));
  if (slim) for (const path of files(SLIMMED)) rmSync(join(directory, path));
  rmSync(join(directory, 'bin'), { recursive: true, force: true });
  for (const record of files(['*.dist-info/RECORD'])) forgetMissing(directory, join(directory, record));
  for (const path of files(['**'])) settleMode(join(directory, path));
  removeEmptyFolders(directory);
}

/** RECORD lists every file of a package; importlib.metadata reads it. */
function forgetMissing(directory: string, record: string): void {
  const lines = readFileSync(record, 'utf8').split('\n');
  const kept = lines.filter((line) => {
    const path = line.startsWith('"') ? line.slice(1, line.indexOf('"', 1)) : line.split(',')[0];
    return path === '' || existsSync(join(directory, path));
  });
  if (kept.length !== lines.length) writeFileSync(record, kept.join('\n'));
}

function removeEmptyFolders(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(directory, entry.name);
    removeEmptyFolders(folder);
    if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
  }
}
