import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { ExitCode, Failure, explainSystemError } from './failure';
import { withCleanup } from './interrupt';
import { MANIFEST_VERSION, type Manifest, describeFiles, differences, isDirectory, signature, walk } from './manifest';
import type { Workspace } from './workspace';

/** A stored tree: its files are in `directory`, and were checked against the manifest. */
export interface Stored {
  readonly directory: string;
  readonly manifest: Manifest;
}

/** What a builder says of the tree that it made; files that it does not describe are hashed. */
export type Description = Omit<Manifest, 'schemaVersion' | 'key' | 'files'> & Partial<Pick<Manifest, 'files'>>;

const SCRATCH = '.building-';
/** Holds the signature under which a tree was last found to be as its manifest says. */
const CHECKED = 'checked';
/** A lock whose holder gave no sign of life for this long is taken over. */
const STALE_MS = 10_000;
const WAIT_MS = 30 * 60_000;
const POLL_MS = 200;

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

  /**
   * The tree with this key, if it is there and unchanged. A damaged one is taken away, so that it is made anew.
   * Contents are hashed unless no file's size, times or place on the disk have changed since they last were.
   */
  find(key: string): Stored | undefined {
    const place = join(this.root, key);
    if (!isDirectory(place)) return undefined;
    const directory = join(place, 'files');
    const manifest = readManifest(join(place, 'manifest.json'));
    const known = manifest?.schemaVersion === MANIFEST_VERSION && manifest.key === key;
    if (known && isDirectory(directory) && unchanged(place, directory, manifest)) return { directory, manifest };
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
      return this.settle(key, staging, await build(files));
    });
  }

  /** As {@link publish}, for a caller that cannot wait; the folder is not there yet. */
  publishNow(key: string, build: (directory: string) => Description): Stored {
    const staging = this.newScratch();
    try {
      return this.settle(key, staging, build(join(staging, 'files')));
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }

  /**
   * Holds the store for one builder, and clears away what a killed one left.
   *
   * @throws Failure 73 when the store cannot be written, 75 when another builder holds it for half an hour
   */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    this.create();
    let lost = false;
    const release = await lock(this.root, {
      lockfilePath: join(this.root, '.held'),
      stale: STALE_MS,
      update: STALE_MS / 4,
      retries: { retries: WAIT_MS / POLL_MS, factor: 1, minTimeout: POLL_MS, maxTimeout: POLL_MS },
      onCompromised: () => { lost = true; }, // this machine slept; trees are published whole even so
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ELOCKED') throw error;
      throw new Failure(`the bundle store is held by another run: ${error.message}`, {
        code: ExitCode.TRY_AGAIN, where: this.root, fix: 'wait for it, or end it; then run this again',
      });
    });
    return withCleanup(() => (lost ? undefined : release().catch(() => undefined)), async () => {
      const left = readdirSync(this.root).filter((name) => name.startsWith(SCRATCH));
      for (const name of left) rmSync(join(this.root, name), { recursive: true, force: true, maxRetries: 5 });
      return work();
    });
  }

  /** A folder on the store's own file system, which is gone afterwards whatever happens. */
  async withScratch<T>(work: (directory: string) => Promise<T>): Promise<T> {
    const directory = this.newScratch();
    return withCleanup(() => rmSync(directory, { recursive: true, force: true }), () => work(directory));
  }

  /** Every tree with its size and when it was last used, the latest first. */
  list(): { key: string; bytes: number; used: Date }[] {
    if (!existsSync(this.root)) return [];
    return readdirSync(this.root)
      .filter((key) => existsSync(join(this.root, key, 'manifest.json')))
      .map((key) => ({ key, bytes: sizeOf(readManifest(join(this.root, key, 'manifest.json'))), used: lstatSync(join(this.root, key)).mtime }))
      .sort((a, b) => b.used.getTime() - a.used.getTime());
  }

  remove(key: string): void {
    rmSync(join(this.root, key), { recursive: true, force: true });
  }

  private settle(key: string, staging: string, description: Description): Stored {
    const files = join(staging, 'files');
    if (!description.files) settleModes(files);
    const manifest: Manifest = { schemaVersion: MANIFEST_VERSION, key, ...description, files: description.files ?? describeFiles(files) };
    writeFileSync(join(staging, 'manifest.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
    writeFileSync(join(staging, CHECKED), signature(files));
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
  }

  private newScratch(): string {
    this.create();
    const directory = mkdtempSync(join(this.root, SCRATCH));
    chmodSync(directory, 0o755); // other users' jobs read the store too
    return directory;
  }

  private create(): void {
    try {
      mkdirSync(this.root, { recursive: true });
      utimesSync(this.root, new Date(), new Date()); // fails, where writing would
    } catch (error) {
      const full = explainSystemError(error);
      if (full?.code === ExitCode.IO) throw full;
      throw new Failure(`the bundle store cannot be written: ${(error as Error).message}`, {
        code: ExitCode.CANNOT_CREATE, where: this.root, fix: 'make the checkout writable, and free some disk space',
      });
    }
  }
}

/** Sources come with whatever umask they were checked out; a bundle has one of two modes, as its manifest says. */
function settleModes(directory: string): void {
  for (const { path } of walk(directory).filter(({ kind }) => kind === 'file')) {
    const absolute = join(directory, path);
    const { mode } = lstatSync(absolute);
    const settled = mode & 0o100 ? 0o755 : 0o644; // eslint-disable-line no-bitwise
    if (mode % 0o1000 !== settled) chmodSync(absolute, settled);
  }
}

/** The signature is kept beside the files, and is of this machine's disk only. */
function unchanged(place: string, directory: string, manifest: Manifest): boolean {
  const memo = join(place, CHECKED);
  const now = signature(directory);
  const known = existsSync(memo) && readFileSync(memo, 'utf8') === now;
  if (!known && differences(manifest, directory).length > 0) return false;
  try {
    if (!known) writeFileSync(memo, now);
    utimesSync(place, new Date(), new Date()); // for `bundle:prune`, which keeps what is used
  } catch {
    // A store that can only be read is checked each time.
  }
  return true;
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

function sizeOf(manifest: Manifest | undefined): number {
  return Object.values(manifest?.files ?? {}).reduce((sum, { size }) => sum + size, 0);
}
