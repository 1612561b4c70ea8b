import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Failure } from './failure';
import { withCleanup } from './interrupt';
import { type Manifest, describeFiles, differences, isDirectory } from './manifest';
import type { Workspace } from './workspace';

/** A stored tree: its files are in `directory`, and were checked against the manifest. */
export interface Stored {
  readonly directory: string;
  readonly manifest: Manifest;
}

export type Description = Omit<Manifest, 'schemaVersion' | 'key' | 'files'>;

/**
 * Trees by their key, in `.bundle-cache/`. A tree is built beside its place and renamed into it when it is whole,
 * so a crash leaves nothing that a later build would trust.
 */
export class Store {
  static of(workspace: Workspace): Store {
    return new Store(join(workspace.root, '.bundle-cache'));
  }

  constructor(private readonly root: string) {}

  /** Whether there is a tree with this key. It was not checked. */
  has(key: string): boolean {
    return isDirectory(join(this.root, key));
  }

  /** The tree with this key, if it is there and unchanged. A damaged one is taken away, so that it is made anew. */
  find(key: string): Stored | undefined {
    const place = join(this.root, key);
    if (!isDirectory(place)) return undefined;
    const directory = join(place, 'files');
    const manifest = readManifest(join(place, 'manifest.json'));
    if (manifest && manifest.key === key && isDirectory(directory) && differences(manifest, directory).length === 0) {
      return { directory, manifest };
    }
    rmSync(place, { recursive: true, force: true });
    return undefined;
  }

  /**
   * Makes a tree: `build` fills an empty folder and says what it put there.
   *
   * @throws Failure 73 when the store cannot be written, and whatever `build` throws; nothing is left of it
   */
  async publish(key: string, build: (directory: string) => Promise<Description>): Promise<Stored> {
    return this.withScratch(async (staging) => {
      const files = join(staging, 'files');
      mkdirSync(files);
      const description = await build(files);
      const manifest: Manifest = { schemaVersion: 1, key, ...description, files: describeFiles(files) };
      writeFileSync(join(staging, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
      const place = join(this.root, key);
      try {
        renameSync(staging, place);
      } catch (error) {
        // Another process has published the same tree meanwhile.
        const stored = this.find(key);
        if (!stored) throw error;
        return stored;
      }
      return { directory: join(place, 'files'), manifest };
    });
  }

  /** A folder on the store's own file system, which is gone afterwards whatever happens. */
  async withScratch<T>(work: (directory: string) => Promise<T>): Promise<T> {
    const directory = this.newScratch();
    return withCleanup(() => rmSync(directory, { recursive: true, force: true }), () => work(directory));
  }

  private newScratch(): string {
    try {
      mkdirSync(this.root, { recursive: true });
      const directory = mkdtempSync(join(this.root, '.building-'));
      chmodSync(directory, 0o755); // other users' jobs read the store too
      return directory;
    } catch (error) {
      throw new Failure(`the bundle store cannot be written: ${(error as Error).message}`, {
        code: ExitCode.CANNOT_CREATE, where: this.root, fix: 'make the checkout writable, and free some disk space',
      });
    }
  }
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
