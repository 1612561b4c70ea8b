import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What is in a folder that Python imports from, by paths with forward slashes; the whole is ''. */
export interface Tree {
  /** @returns undefined where there is no such folder */
  list(folder: string): ReadonlyMap<string, 'file' | 'folder'> | undefined;
}

/** What Python finds for a name. A namespace is a folder without an `__init__`, which other places can have more of. */
export interface Found {
  readonly kind: 'package' | 'module' | 'namespace';
  /** Its folder, or its file. */
  readonly path: string;
}

const COMPILED = ['.pyc', '.so', '.abi3.so'];

/** A folder on the disk. Each of its folders is read once. */
export class FolderTree implements Tree {
  private readonly known = new Map<string, ReadonlyMap<string, 'file' | 'folder'> | undefined>();

  constructor(private readonly root: string) {}

  list(folder: string): ReadonlyMap<string, 'file' | 'folder'> | undefined {
    if (!this.known.has(folder)) this.known.set(folder, this.read(folder));
    return this.known.get(folder);
  }

  private read(folder: string): ReadonlyMap<string, 'file' | 'folder'> | undefined {
    try {
      const entries = readdirSync(join(this.root, folder), { withFileTypes: true });
      return new Map(entries.map((entry: Dirent) => [entry.name, entry.isDirectory() ? 'folder' : 'file']));
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
      throw error;
    }
  }
}

/** Paths that are known by their names only. */
export class PathTree implements Tree {
  private readonly folders = new Map<string, Map<string, 'file' | 'folder'>>([['', new Map()]]);

  constructor(paths: Iterable<string>) {
    for (const path of paths) this.add(path, 'file');
  }

  list(folder: string): ReadonlyMap<string, 'file' | 'folder'> | undefined {
    return this.folders.get(folder);
  }

  private add(path: string, kind: 'file' | 'folder'): void {
    const at = path.lastIndexOf('/');
    const folder = path.slice(0, Math.max(at, 0));
    if (!this.folders.has(folder)) {
      this.folders.set(folder, new Map());
      this.add(folder, 'folder');
    }
    this.folders.get(folder)!.set(path.slice(at + 1), kind);
  }
}

/** Finds a module in one folder, in Python's own order. @see https://docs.python.org/3/library/importlib.html#importlib.machinery.FileFinder */
export function findModule(tree: Tree, folder: string, name: string): Found | undefined {
  const entries = tree.list(folder);
  if (!entries) return undefined;
  const path = folder ? `${folder}/${name}` : name;
  const inside = entries.get(name) === 'folder' ? tree.list(path) : undefined;
  if (inside && moduleFile(inside, '__init__')) return { kind: 'package', path };
  const file = moduleFile(entries, name);
  if (file) return { kind: 'module', path: folder ? `${folder}/${file}` : file };
  return inside && hasCode(tree, path) ? { kind: 'namespace', path } : undefined;
}

/** An extension can carry its platform's tag: `_x.cpython-313-x86_64-linux-gnu.so`. */
function moduleFile(entries: ReadonlyMap<string, 'file' | 'folder'>, name: string): string | undefined {
  const plain = [`${name}.py`, ...COMPILED.map((suffix) => name + suffix)].find((file) => entries.get(file) === 'file');
  if (plain) return plain;
  return [...entries.keys()].find((file) => file.startsWith(`${name}.cpython-`) && file.endsWith('.so'));
}

/** A folder of data is a namespace for Python, too, and yet nothing that an import wants. */
function hasCode(tree: Tree, folder: string): boolean {
  const entries = [...tree.list(folder) ?? []];
  return entries.some(([name, kind]) => kind === 'file' && /\.(?:py|pyc|so)$/.test(name))
    || entries.some(([name, kind]) => kind === 'folder' && hasCode(tree, `${folder}/${name}`));
}
