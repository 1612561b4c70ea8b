import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Holding, NextKit } from './holding';
import { kindOf, unpack } from './kit-source';
import { type KitManifest, readKitManifest, readManifest, requireKit } from './manifest';
import { npm } from './programs';
import { KIT_ARCHIVES, KIT_PACKAGE } from '../config/kit';
import { ExitCode, Failure } from '../kernel/failure';

/** The kit as a package that npm installed. */
export class InstalledKit implements Holding {
  readonly version: string;
  private readonly archives: string;

  constructor(private readonly root: string, { version }: KitManifest) {
    this.version = version;
    this.archives = join(root, KIT_ARCHIVES);
  }

  /** npm's folder is in nobody's repository. */
  async edits(): Promise<readonly string[]> {
    return [];
  }

  async fetch(source: string, scratch: string): Promise<NextKit> {
    const kind = kindOf(source);
    if (kind === 'folder') {
      throw new Failure('a folder is no package', { code: ExitCode.BAD_INPUT, where: source, fix: 'run npm pack in it, and name the tarball' });
    }
    const archive = kind === 'tarball' ? join(scratch, 'kit.tgz') : undefined;
    if (archive) copyFileSync(resolve(source), archive); // it may be the one in the project, which is about to be replaced
    const folder = await unpack(archive ?? await this.download(source, scratch), scratch);
    requireCompiled(folder, source);
    return { folder, manifest: readKitManifest(folder)!, archive };
  }

  async replaceBy({ manifest, archive }: NextKit): Promise<void> {
    for (const old of archivesIn(this.archives)) rmSync(old);
    requireKit(this.root, manifest, archive ? keepArchive(this.root, archive, manifest) : manifest.version);
  }

  private async download(version: string, scratch: string): Promise<string> {
    await npm(this.root, ['pack', `${KIT_PACKAGE}@${version}`, '--pack-destination', scratch, '--silent'], 'name a version that the registry has, or a tarball');
    return join(scratch, readdirSync(scratch).find((file) => file.endsWith('.tgz'))!);
  }
}

/** A project's own copy of a tarball, so that it is installed alike wherever the project is checked out. @returns what npm installs */
export function keepArchive(root: string, archive: string, { version }: KitManifest): string {
  const file = join(KIT_ARCHIVES, `${KIT_PACKAGE}-${version}.tgz`);
  mkdirSync(join(root, KIT_ARCHIVES), { recursive: true });
  copyFileSync(archive, join(root, file));
  return `file:${file}`;
}

/** @throws Failure 65 where there is nothing that Node could run */
export function requireCompiled(folder: string, source: string): void {
  if (existsSync(join(folder, 'lib', 'cli', 'main.js'))) return;
  throw new Failure('this holds sources of the kit, and npm installs what was compiled', {
    code: ExitCode.BAD_INPUT, where: source, fix: 'name a version, or the tarball that npm pack makes in kit/',
  });
}

function archivesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((file) => file.startsWith(`${KIT_PACKAGE}-`) && file.endsWith('.tgz')).map((file) => join(folder, file));
}

/** The kit that npm has installed in a project. */
export function installedKit(root: string): KitManifest | undefined {
  return readManifest(root) && readKitManifest(join(root, 'node_modules', KIT_PACKAGE));
}
