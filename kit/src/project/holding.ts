import type { KitManifest } from './manifest';

/** A kit to upgrade to, in a folder of its own: nothing of the project has changed yet. */
export interface NextKit {
  readonly folder: string;
  readonly manifest: KitManifest;
  /** A tarball that npm cannot get from anywhere else. */
  readonly archive?: string;
}

/** How a project has its kit: as a folder of its repository, or as a package. */
export interface Holding {
  readonly version: string;
  /** What the team changed in it, and an upgrade would take away. */
  edits(): Promise<readonly string[]>;
  /** @param scratch an empty folder, which is gone after the upgrade */
  fetch(source: string, scratch: string, options: FetchOptions): Promise<NextKit>;
  /** Puts the next kit where this one is. npm has not run yet. */
  replaceBy(next: NextKit): Promise<void>;
}

export interface FetchOptions {
  /** The git remote that has the tag. @default - `template`, else `origin` */
  readonly remote?: string;
}
