import {
  accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ARTIFACT, writeArtifact, writeArtifactNow } from './artifact';
import { type Described, type Description, describe } from './description';
import { artifactIsWhole, isWhole, knownArtifact, noteChecked } from './integrity';
import { MANIFEST_VERSION, type Manifest, isDirectory, readManifest } from './manifest';
import { isProven, needsProof, noteMade, storeOf } from './proof';
import { type StoredTree, filesOnDisk, removeUnread } from './retention';
import { holding } from './store-lock';
import { lastTakenBy, noteUse } from './uses';
import { decidePurpose } from '../../config/policy';
import { policyEnvironment } from '../../config/policy-environment';
import type { Workspace } from '../../config/workspace';
import { ExitCode, Failure, explainSystemError } from '../../kernel/failure';
import { withCleanup } from '../../kernel/interrupt';

/** A stored tree: its files are in `directory`, and were checked against the manifest. */
export interface Stored {
  readonly directory: string;
  /** Its files as one zip, which nobody may write to. */
  readonly artifact: string;
  readonly manifest: Manifest;
}

/** The zip of a stored tree. */
export interface StoredArtifact {
  readonly path: string;
  readonly sha256: string;
}

const SCRATCH = '.building-';

/**
 * Trees by their key, in `.bundle-cache/`. A tree is built beside its place and renamed into it when it is whole,
 * so a crash leaves nothing that a later build would trust.
 */
export class Store {
  /**
   * The store of a checkout. What is released or verified is hashed in full, and the rest only if it seems to have
   * changed; what is released has to be proven, too.
   */
  static of(workspace: Workspace): Store {
    const { purpose } = decidePurpose(policyEnvironment());
    return new Store(storeOf(workspace.root), purpose === 'release' || purpose === 'verify', needsProof());
  }

  /** Keys of trees that this process hashed. */
  private readonly hashed = new Set<string>();

  constructor(private readonly root: string, private readonly thorough = false, private readonly provenOnly = false) {}

  /** Whether there is a tree with this key that may be taken. Its files were not checked. */
  has(key: string): boolean {
    return isDirectory(join(this.root, key)) && this.mayTake(key);
  }

  /**
   * The tree with this key, if it is there and unchanged. A damaged one, and for a release one that nobody vouches
   * for, is taken away, so that it is made anew.
   *
   * @throws Failure 65 for one that is not as the release's proof says, 73 for a damaged one that cannot be taken away
   */
  find(key: string): Stored | undefined {
    const place = join(this.root, key);
    if (!isDirectory(place)) return undefined;
    const directory = join(place, 'files');
    const manifest = readManifest(join(place, 'manifest.json'));
    const known = manifest?.schemaVersion === MANIFEST_VERSION && manifest.key === key;
    if (known && this.mayTake(key) && isDirectory(directory) && isWhole(place, manifest, this.thorough && !this.hashed.has(key))) {
      this.hashed.add(key);
      return { directory, artifact: join(place, ARTIFACT), manifest };
    }
    this.discard(key);
    return undefined;
  }

  /**
   * As {@link find}, for who wants the zip only: the files are not looked at unless they have to be, and what is proven
   * need not have them.
   */
  findArtifact(key: string): StoredArtifact | undefined {
    const place = join(this.root, key);
    const path = join(place, ARTIFACT);
    if (this.provenOnly && this.has(key)) return this.provenArtifact(key);
    const sha256 = this.thorough && !this.hashed.has(key) ? undefined : knownArtifact(place);
    if (sha256) return { path, sha256 };
    const stored = this.find(key);
    return stored && { path, sha256: stored.manifest.artifact.sha256 };
  }

  /** Leaves of a tree its zip and what is said of it. */
  removeFiles(key: string): void {
    rmSync(join(this.root, key, 'files'), { recursive: true, force: true });
  }

  /** Notes that a function took the tree with this key. */
  noteUse(key: string, user: string): void {
    noteUse(join(this.root, key), user);
  }

  /** What is said of the tree that a function took last, if it is still there. It was not checked. */
  lastTakenBy(user: string): Manifest | undefined {
    const key = lastTakenBy(this.root, user);
    return key === undefined ? undefined : readManifest(join(this.root, key, 'manifest.json'));
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
      const description = describe(files, await build(files));
      return this.settle(key, staging, description, await writeArtifact(staging, description.files, description.parts));
    });
  }

  /** As {@link publish}, for a caller that cannot wait; the folder is not there yet. */
  publishNow(key: string, build: (directory: string) => Description): Stored {
    const staging = this.newScratch();
    try {
      const files = join(staging, 'files');
      const description = describe(files, build(files));
      return this.settle(key, staging, description, writeArtifactNow(staging, description.files, description.parts));
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
    return holding(this.root, async () => {
      const left = readdirSync(this.root).filter((name) => name.startsWith(SCRATCH));
      for (const name of left) discardScratch(join(this.root, name));
      return work();
    });
  }

  /** A folder on the store's own file system, which is gone afterwards whatever happens. */
  async withScratch<T>(work: (directory: string) => Promise<T>): Promise<T> {
    const directory = this.newScratch();
    return withCleanup(() => rmSync(directory, { recursive: true, force: true }), () => work(directory));
  }

  /** Every tree, the one that was used last first. */
  list(): StoredTree[] {
    if (!existsSync(this.root)) return [];
    return readdirSync(this.root)
      .filter((key) => existsSync(join(this.root, key, 'manifest.json')))
      .map((key) => ({ key, used: lstatSync(join(this.root, key)).mtime, files: filesOnDisk(join(this.root, key)) }))
      .sort((a, b) => b.used.getTime() - a.used.getTime());
  }

  remove(key: string): void {
    rmSync(join(this.root, key), { recursive: true, force: true });
  }

  /** Takes away what tools exported from locks, and nobody read since then. */
  removeExports(before: Date): void {
    removeUnread(join(this.root, 'exports'), before); // of `locks/lock.ts`
  }

  private provenArtifact(key: string): StoredArtifact | undefined {
    const place = join(this.root, key);
    const manifest = readManifest(join(place, 'manifest.json'));
    if (manifest && artifactIsWhole(place, manifest)) return { path: join(place, ARTIFACT), sha256: manifest.artifact.sha256 };
    return void this.discard(key);
  }

  private mayTake(key: string): boolean {
    const manifest = join(this.root, key, 'manifest.json');
    return !this.provenOnly || (existsSync(manifest) && isProven(this.root, key, readFileSync(manifest)));
  }

  private discard(key: string): void {
    try {
      this.remove(key);
    } catch (error) {
      throw new Failure(`the bundle ${key} is damaged, and the store cannot be repaired: ${(error as Error).message}`, {
        code: ExitCode.CANNOT_CREATE, where: this.root, fix: 'make the store writable for this user, or remove it',
      });
    }
  }

  private settle(key: string, staging: string, { parts, ...described }: Described, artifact: Manifest['artifact']): Stored {
    const manifest: Manifest = { schemaVersion: MANIFEST_VERSION, key, ...described, artifact };
    const text = `${JSON.stringify(manifest, undefined, 1)}\n`;
    writeFileSync(join(staging, 'manifest.json'), text);
    noteMade(this.root, key, text);
    noteChecked(staging, manifest);
    const place = join(this.root, key);
    try {
      renameSync(staging, place);
    } catch (error) {
      // Another process has published the same tree meanwhile.
      const stored = this.find(key);
      if (!stored) throw error;
      return stored;
    }
    this.hashed.add(key);
    return { directory: join(place, 'files'), artifact: join(place, ARTIFACT), manifest };
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
      accessSync(this.root, constants.W_OK);
    } catch (error) {
      const full = explainSystemError(error);
      if (full?.code === ExitCode.IO) throw full;
      throw new Failure(`the bundle store cannot be written: ${(error as Error).message}`, {
        code: ExitCode.CANNOT_CREATE, where: this.root, fix: 'make the checkout writable, and free some disk space',
      });
    }
  }
}

/** Another user's can stay: nobody trusts it. */
function discardScratch(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
