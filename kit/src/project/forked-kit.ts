import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FetchOptions, Holding, NextKit } from './holding';
import { fetchTag, kindOf, kitOfFolder, unpack } from './kit-source';
import { type KitManifest, readKitManifest, requireKit } from './manifest';
import { git, paths } from './programs';
import { RELEASE_FILE, differences, readRelease } from './release';
import { KIT_FOLDER } from '../config/kit';
import { ExitCode, Failure } from '../kernel/failure';

/** The kit as sources in the repository: a workspace of npm. */
export class ForkedKit implements Holding {
  readonly version: string;
  private readonly folder: string;

  constructor(private readonly root: string, { version }: KitManifest) {
    this.version = version;
    this.folder = join(root, KIT_FOLDER);
  }

  async edits(): Promise<readonly string[]> {
    const release = readRelease(this.folder);
    if (release) return differences(this.folder, await this.files(), release).map((line) => line.replace(' ', ` ${KIT_FOLDER}/`));
    return [`removed ${KIT_FOLDER}/${RELEASE_FILE}, without which nothing tells an edited kit`];
  }

  async fetch(source: string, scratch: string, { remote }: FetchOptions): Promise<NextKit> {
    const fetchers = {
      folder: () => Promise.resolve(kitOfFolder(source)),
      tarball: () => unpack(source, scratch),
      name: () => fetchTag(this.root, source, scratch, remote),
    };
    const folder = await fetchers[kindOf(source)]();
    requireSources(folder, source);
    return { folder, manifest: readKitManifest(folder)! };
  }

  /** Files that git ignores stay: what was compiled and fetched for one version is not taken for another's. */
  async replaceBy({ folder, manifest }: NextKit): Promise<void> {
    const next = [...Object.keys(readRelease(folder)!.files), RELEASE_FILE];
    const kept = new Set(next);
    for (const file of await this.files()) if (!kept.has(file)) this.remove(file);
    for (const file of next) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      copyFileSync(join(folder, file), join(this.folder, file));
    }
    requireKit(this.root, manifest, manifest.version);
  }

  /** What git has of the kit. The checkout is clean, so that is all but what it ignores. */
  private async files(): Promise<string[]> {
    return paths(await git(this.folder, ['ls-files', '-z'], 'see what git says'));
  }

  private remove(file: string): void {
    rmSync(join(this.folder, file), { force: true });
    for (let folder = dirname(join(this.folder, file)); folder !== this.folder; folder = dirname(folder)) {
      if (existsSync(folder) && readdirSync(folder).length > 0) return;
      if (existsSync(folder)) rmdirSync(folder);
    }
  }
}

/** @throws Failure 65 unless the folder holds every file of its release as it was released */
function requireSources(folder: string, source: string): void {
  const release = readRelease(folder);
  if (!release) {
    throw new Failure('this holds no sources of a release, and kit/ is made of them', {
      code: ExitCode.BAD_INPUT, where: source,
      fix: 'name a tag of the template, or the tarball that npm run pack:source makes in kit/ of that release; the one of npm pack is for projects that depend on the kit',
    });
  }
  const wrong = differences(folder, Object.keys(release.files), release);
  if (wrong.length === 0) return;
  throw new Failure(`this is not ${release.version} as it was released: ${wrong.join(', ')}`, {
    code: ExitCode.BAD_INPUT, where: source, fix: 'name the release itself; where you mean to release these files: npm run release in its kit/',
  });
}
