import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readAssembly } from './assembly';
import { hashOfFile, readAssets } from './assets';
import { manifestsOf } from './manifest';
import { ARTIFACT } from '../bundling/store/artifact';
import { storeOf } from '../bundling/store/proof';
import type { Workspace } from '../config/workspace';

/** The zip of a bundle in an assembly, and in the store. */
interface BundleZip {
  readonly path: string;
  readonly stored: string;
  readonly sha256: string;
}

/** Takes out of an assembly what the store has: jobs that hand on both hand on each bundle once, for all stages. */
export function leaveOutBundles(workspace: Workspace, directory: string): void {
  for (const zip of zipsOf(workspace, directory)) {
    if (isStored(zip)) rmSync(zip.path, { force: true });
  }
}

/** Puts back what {@link leaveOutBundles} took out, by its hash. What the store lacks stays missing, and the guard says so. */
export function putBackBundles(workspace: Workspace, directory: string): void {
  for (const zip of zipsOf(workspace, directory)) {
    if (!existsSync(zip.path) && isStored(zip)) copyFileSync(zip.stored, zip.path);
  }
}

function zipsOf({ root }: Workspace, directory: string): BundleZip[] {
  const keys = new Map(readAssembly(directory).map(({ record }) => [record?.artifact, record?.key]));
  const sources = [...readAssets(directory, manifestsOf(directory)).files.values()].map(({ source }) => source);
  return [...new Set(sources)].flatMap((path) => {
    const sha256 = /^asset\.([0-9a-f]{64})\.zip$/.exec(basename(path))?.[1];
    const key = keys.get(sha256);
    return sha256 && key ? [{ path, sha256, stored: join(storeOf(root), key, ARTIFACT) }] : [];
  });
}

function isStored({ stored, sha256 }: BundleZip): boolean {
  return existsSync(stored) && hashOfFile(stored) === sha256;
}
