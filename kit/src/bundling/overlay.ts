import { refuse } from './verification';

/** Where files of a bundle come from. */
export interface Origin {
  /** In words, for one of its paths. */
  readonly nameOf: (path: string) => string;
  /** What can be done about a path that another has, too; nothing about what others publish. */
  readonly fix?: string;
  /** The function itself, which takes nothing from others. */
  readonly own?: boolean;
}

interface Entry {
  readonly path: string;
  readonly sha256: string;
  readonly origin: Origin;
}

/** Which path of a bundle comes from where. */
export class Overlay {
  private readonly files = new Map<string, Entry>();
  /** Folders by their path, with one of their files. */
  private readonly folders = new Map<string, Entry>();

  /** @param user the function, for messages */
  constructor(private readonly user: string) {}

  /**
   * @returns whether the path is new: packages may share a file, such as the `__init__.py` of a namespace
   * @throws Failure 65 when there is another file or a folder in its place
   */
  add(path: string, sha256: string, origin: Origin): boolean {
    const entry = { path, sha256, origin };
    const before = this.files.get(path);
    if (before && before.sha256 === sha256 && !origin.own) return false;
    if (before) this.refuse(entry, before, `${path} is in ${before.origin.nameOf(path)} and in ${origin.nameOf(path)}`);
    const inside = this.folders.get(path);
    if (inside) this.refuse(entry, inside, `${path} is a folder in ${inside.origin.nameOf(inside.path)} and a file in ${origin.nameOf(path)}`);
    for (const folder of foldersOf(path)) {
      if (this.folders.has(folder)) break;
      const file = this.files.get(folder);
      if (file) this.refuse(entry, file, `${folder} is a file in ${file.origin.nameOf(folder)} and a folder in ${origin.nameOf(path)}`);
      this.folders.set(folder, entry);
    }
    this.files.set(path, entry);
    return true;
  }

  private refuse({ origin }: Entry, before: Entry, problem: string): void {
    refuse(this.user, [problem], origin.fix ?? before.origin.fix ?? 'require one of the two packages only');
  }
}

/** The folders that a path is in, the innermost first. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, parts.length - 1 - i).join('/'));
}
