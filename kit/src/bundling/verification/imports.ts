import { type Found, type Tree, findModule } from './modules';
import type { PythonVersion } from '../../config/policy';
import { type Import, type ModuleImports, readImports } from '../../python/imports';
import { SourceError } from '../../python/python-source';
import { isStandardModule } from '../../python/standard-library';

/** What is imported, and from what. */
interface ImportedBundle {
  /** As Lambda is told it. */
  readonly handler: string;
  readonly python: PythonVersion;
  readonly tree: Tree;
  /** The text of one of the function's own files; undefined for one of a package, which was not written here. */
  readonly read: (path: string) => string | undefined;
  /** Top-level modules that are there besides: of the runtime, of layers. */
  readonly besides: (module: string) => boolean;
}

/** An import that ends in an ImportError when Lambda loads the handler. */
export interface ImportProblem {
  readonly kind: 'missing' | 'relative';
  /** The file that has it, in the bundle. */
  readonly path: string;
  readonly line: number;
  /** What is not there, with dots; of a relative import without a package, what it asks for. */
  readonly module: string;
}

interface Own {
  readonly path: string;
  readonly imports: ModuleImports;
}

/** Imports that cannot work, of the handler and of the function's own modules that these import. Packages are taken as they are. */
export function importProblems(bundle: ImportedBundle): ImportProblem[] {
  return new ImportCheck(bundle).run();
}

class ImportCheck {
  private readonly problems: ImportProblem[] = [];
  private readonly waiting: Own[] = [];
  private readonly seen = new Set<string>();

  constructor(private readonly bundle: ImportedBundle) {}

  run(): ImportProblem[] {
    const module = this.bundle.handler.slice(0, this.bundle.handler.lastIndexOf('.'));
    // Lambda takes the rest of a path for a module's name; a name with a dash is as good. What is not there is the handler check's.
    this.resolve(module.replaceAll('/', '.').split('.'), '');
    const all: Own[] = [];
    for (let own = this.waiting.shift(); own; own = this.waiting.shift()) {
      all.push(own);
      for (const one of own.imports.imports) this.check(own.path, one);
    }
    if (all.some(({ imports }) => imports.makesModules)) return []; // nobody can tell from the outside
    const relocated = all.some(({ imports }) => imports.changesPath);
    return this.problems.filter(({ kind, module: name }) => !(relocated && kind === 'missing' && this.isAnywhere('', name.split('.')[0])));
  }

  private check(path: string, one: Import): void {
    const { level, line, names = [] } = one;
    const parts = one.module === '' ? [] : one.module.split('.');
    if (level > 0) {
      const folder = path.split('/').slice(0, -level);
      if (path.split('/').length <= level) return this.add('relative', path, line, [...parts, ...(parts.length === 0 ? names : [])].join('.'));
      return this.checkIn(folder.join('/'), parts, names, path, line);
    }
    const [top] = parts;
    if (findModule(this.bundle.tree, '', top)) return this.checkIn('', parts, names, path, line);
    if (!isStandardModule(top, this.bundle.python) && !this.bundle.besides(top)) this.add('missing', path, line, one.module);
  }

  /** Follows a name from a folder on. What its package can have made itself is not known here. */
  private checkIn(folder: string, parts: readonly string[], names: readonly string[], path: string, line: number): void {
    const prefix = folder === '' ? [] : folder.split('/');
    const { found, missing } = this.resolve(parts, folder);
    if (missing !== undefined) return this.add('missing', path, line, [...prefix, ...parts.slice(0, missing + 1)].join('.'));
    if (!found || found.kind === 'module') return;
    for (const name of names) {
      const inside = this.resolve([name], found.path);
      if (inside.missing === undefined || found.kind !== 'namespace' || this.isElsewhere(found.path)) continue;
      this.add('missing', path, line, [...found.path.split('/'), name].join('.'));
    }
  }

  /** Looks each part up in the one before it, and notes the function's own files that this would run. */
  private resolve(parts: readonly string[], from: string): { readonly found?: Found; readonly missing?: number } {
    const { tree } = this.bundle;
    let found: Found | undefined = from === '' ? undefined : { kind: findKind(tree, from), path: from };
    for (const [i, part] of parts.entries()) {
      if (found?.kind === 'module') return this.isOwn(found.path) ? { missing: i } : {};
      const next = findModule(tree, found?.path ?? '', part);
      if (!next) {
        const open = found?.kind === 'package' && !this.isOwn(`${found.path}/__init__.py`);
        return open || (found && this.isElsewhere(found.path)) ? {} : { missing: i };
      }
      this.visit(next);
      found = next;
    }
    return { found };
  }

  private visit({ kind, path }: Found): void {
    const file = kind === 'module' ? path : `${path}/__init__.py`;
    if (kind === 'namespace' || this.seen.has(file)) return;
    this.seen.add(file);
    const text = file.endsWith('.py') ? this.bundle.read(file) : undefined;
    if (text === undefined) return;
    try {
      this.waiting.push({ path: file, imports: readImports(text, this.bundle.python) });
    } catch (error) {
      if (!(error instanceof SourceError)) throw error; // the handler check tells it
    }
  }

  private isOwn(path: string): boolean {
    return this.bundle.read(path) !== undefined;
  }

  /** A namespace that a layer can have a part of. */
  private isElsewhere(path: string): boolean {
    return this.bundle.besides(path.split('/')[0]);
  }

  /** In a folder that `sys.path` may have been given, or in an archive. */
  private isAnywhere(folder: string, name: string): boolean {
    if (findModule(this.bundle.tree, folder, name)) return true;
    const entries = [...this.bundle.tree.list(folder) ?? []];
    return entries.some(([entry, kind]) => (kind === 'folder' ? this.isAnywhere(folder ? `${folder}/${entry}` : entry, name) : /\.(?:zip|egg|pyz)$/.test(entry)));
  }

  private add(kind: ImportProblem['kind'], path: string, line: number, module: string): void {
    if (this.problems.some((other) => other.path === path && other.line === line && other.module === module)) return;
    this.problems.push({ kind, path, line, module });
  }
}

function findKind(tree: Tree, folder: string): Found['kind'] {
  return tree.list(folder)?.has('__init__.py') ? 'package' : 'namespace';
}
