import { join } from 'node:path';
import { settleMode } from './file-modes';
import { type Manifest, describeFiles, walk } from './manifest';
import type { Parts } from '../zip/tree';

/** What a builder says of the tree that it made; files that it does not describe are hashed. */
export interface Description extends Omit<Manifest, 'schemaVersion' | 'key' | 'files' | 'artifact'>, Partial<Pick<Manifest, 'files'>> {
  /** Zips that hold some of its files already. @default - none do */
  readonly parts?: Parts;
}

/** The same with all files. */
export type Described = Description & Pick<Manifest, 'files'>;

/** Describes files that a builder did not describe; those get one of two modes. */
export function describe(directory: string, description: Description): Described {
  if (description.files) return { ...description, files: description.files };
  for (const { path } of walk(directory).filter(({ kind }) => kind === 'file')) settleMode(join(directory, path));
  return { ...description, files: describeFiles(directory) };
}
