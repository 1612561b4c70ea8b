import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Migration, TypeScript } from './migration';
import { readOnlyRole } from './read-only-role';
import { ExitCode, Failure } from '../../kernel/failure';
import { compareVersions } from '../version';

/** In the order in which they run. */
export const MIGRATIONS: readonly Migration[] = [readOnlyRole];

/** A file of the team that was changed. */
export interface Migrated {
  readonly version: string;
  readonly file: string;
  readonly says: string;
}

/** Changes the team's files as the versions after one, up to another, want them. */
export function migrate(root: string, from: string, to: string, migrations = MIGRATIONS): Migrated[] {
  return between(migrations, from, to).flatMap(({ version, says, edits }) => Object.entries(edits).flatMap(([file, edit]) => {
    const path = join(root, file);
    if (!existsSync(path)) return [];
    const text = readFileSync(path, 'utf8');
    const edited = edit(text, typescriptOf(root));
    if (edited === text) return [];
    writeFileSync(path, edited);
    return [{ version, file, says }];
  }));
}

function between(migrations: readonly Migration[], from: string, to: string): Migration[] {
  return migrations.filter(({ version }) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0);
}

/** The compiler that the project has anyway. */
function typescriptOf(root: string): TypeScript {
  try {
    return createRequire(join(root, 'package.json'))('typescript') as TypeScript;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Failure('typescript is not installed in this project', { code: ExitCode.UNAVAILABLE, where: root, fix: 'npm ci' });
  }
}
