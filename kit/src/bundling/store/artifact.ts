import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry, Manifest } from './manifest';
import { ExitCode, Failure } from '../../kernel/failure';
import { type FileOfTree, type Parts, zipTree, zipTreeNow } from '../zip/tree';

/** A stored tree's zip, beside its files. */
export const ARTIFACT = 'artifact.zip';
const READ_ONLY = 0o444;

/**
 * Zips a tree that is about to be stored. Nobody writes to the zip after that.
 *
 * @throws Failure 65 when the tree is more than a zip can hold, or not of files only
 */
export async function writeArtifact(place: string, files: Manifest['files'], parts?: Parts): Promise<Manifest['artifact']> {
  const artifact = await zipTree(join(place, 'files'), Object.entries(files).map(fileOf), join(place, ARTIFACT), parts);
  chmodSync(join(place, ARTIFACT), READ_ONLY);
  return artifact;
}

/** As {@link writeArtifact}, for a caller that cannot wait. */
export function writeArtifactNow(place: string, files: Manifest['files'], parts?: Parts): Manifest['artifact'] {
  const artifact = zipTreeNow(join(place, 'files'), Object.entries(files).map(fileOf), join(place, ARTIFACT), parts);
  chmodSync(join(place, ARTIFACT), READ_ONLY);
  return artifact;
}

/** A link would be something else in Lambda, or nothing. */
function fileOf([path, { mode, size }]: [string, FileEntry]): FileOfTree {
  if (mode === '755' || mode === '644') return { path, size, executable: mode === '755' };
  throw new Failure(`${path} is a link, an empty folder or no file at all`, {
    code: ExitCode.BAD_INPUT, fix: 'require another package or version, or exclude it in .projenrc.ts',
  });
}
