import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { CiFile } from './document';
import { type Mapping, type Position, Reference, isMapping, list, mapping, merge, own, text } from './values';
import { ExitCode, Failure } from '../kernel/failure';

const MOST_FILES = 150; // GitLab's own limit

/** A local file that an `include` names and that is not there. */
export interface GhostInclude {
  readonly name: string;
  readonly position: Position;
}

/** A file with everything that could be read of what it includes. */
export interface Included {
  /** The file itself first, then the included ones in the order in which they were met. */
  readonly files: readonly CiFile[];
  readonly content: Mapping;
  /** Includes of other projects, addresses, templates and components, in words. */
  readonly unread: readonly string[];
  /** Nothing that was left unread can have set `default`: GitLab's own templates do not. */
  readonly defaultsRead: boolean;
  readonly ghosts: readonly GhostInclude[];
}

/** Reads local includes from the folders that may be the repository's. */
export class Includes {
  private readonly files: CiFile[] = [];
  private readonly unread = new Set<string>();
  private readonly ghosts: GhostInclude[] = [];

  /**
   * @param roots folders to look into, the best first; without any, nothing is read from the disk
   */
  constructor(private readonly roots: readonly string[]) {}

  /** @throws Failure 65 when an included file cannot be parsed */
  resolve(file: CiFile): Included {
    const content = this.withIncludes(file, interpolate(file.content, inputsOf(file.header, {})) as Mapping, []);
    const defaultsRead = [...this.unread].every((include) => include.startsWith('template '));
    return { files: this.files, content, unread: [...this.unread], defaultsRead, ghosts: this.ghosts };
  }

  private withIncludes(file: CiFile, content: Mapping, above: readonly string[]): Mapping {
    this.files.push(file);
    const included = list(own(content, 'include')).map((entry) => this.read(entry, file.locate(['include']), above));
    return [...included, content].reduce(merge, {});
  }

  private read(entry: unknown, position: Position, above: readonly string[]): Mapping {
    const local = localPath(entry);
    if (local === undefined || this.roots.length === 0 || local.includes('$')) return this.leave(entry);
    const paths = this.roots.map((root) => matching(root, local.replace(/^\/+/, ''))).find((found) => found.length > 0);
    if (!paths) this.ghosts.push({ name: local, position });
    return (paths ?? []).map((path) => this.readFile(path, entry, above)).reduce(merge, {});
  }

  private readFile(path: string, entry: unknown, above: readonly string[]): Mapping {
    if (above.includes(path) || this.files.length >= MOST_FILES) return {};
    const file = CiFile.parse(relative(process.cwd(), path), readFileSync(path, 'utf8'));
    const inputs = inputsOf(file.header, isMapping(entry) ? mapping(entry.inputs) : {});
    return this.withIncludes(file, interpolate(file.content, inputs) as Mapping, [...above, path]);
  }

  private leave(entry: unknown): Mapping {
    this.unread.add(describe(entry));
    return {};
  }
}

/**
 * Reads a pipeline's file and its local includes.
 *
 * @throws Failure 69 when it is not there, 65 when it cannot be parsed
 */
export function readWithIncludes(path: string): Included {
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new Failure('there is no such file', { code: ExitCode.UNAVAILABLE, where: path, fix: 'name a GitLab CI file, for example .gitlab-ci.yml' });
  }
  const folder = dirname(resolve(path));
  return new Includes([folder, ...repositoryOf(folder)]).resolve(CiFile.parse(path, readFileSync(path, 'utf8')));
}

/** Files of a folder that a path or a pattern names; none outside of it. */
function matching(root: string, pattern: string): string[] {
  const paths = isDynamicPattern(pattern) ? globSync(pattern, { cwd: root, dot: true, absolute: true }).sort() : [resolve(root, pattern)];
  return paths.filter((path) => path.startsWith(root + sep) && existsSync(path) && statSync(path).isFile());
}

function repositoryOf(folder: string): string[] {
  if (existsSync(join(folder, '.git'))) return [folder];
  return dirname(folder) === folder ? [] : repositoryOf(dirname(folder));
}

/** The path of a local include: a text that is no address, or the key `local`. */
function localPath(entry: unknown): string | undefined {
  if (typeof entry === 'string') return /^https?:/.test(entry) ? undefined : entry;
  const local = isMapping(entry) ? entry.local : undefined;
  return typeof local === 'string' ? local : undefined;
}

function describe(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  const from = mapping(entry);
  const kind = ['local', 'component', 'template', 'remote', 'project', 'artifact'].find((key) => typeof from[key] === 'string');
  if (!kind) return 'an include without an address';
  return `${kind} ${String(from[kind])}${kind === 'project' ? ` ${list(from.file).join(', ')}` : ''}`;
}

function inputsOf(header: Mapping, given: Mapping): Mapping {
  const declared = Object.entries(mapping(mapping(header.spec).inputs));
  const defaults = declared.filter(([, input]) => isMapping(input) && Object.hasOwn(input, 'default'));
  return { ...Object.fromEntries(defaults.map(([name, input]) => [name, mapping(input).default])), ...given };
}

const INPUT = /\$\[\[\s*inputs\.([\w-]+)[^\]]*\]\]/g;

/** Puts inputs in their places. One that stands alone keeps its type. */
function interpolate(value: unknown, inputs: Mapping): unknown {
  if (typeof value === 'string') {
    const [whole] = value.matchAll(INPUT);
    if (whole?.[0] === value && own(inputs, whole[1]) !== undefined) return own(inputs, whole[1]);
    return value.replace(INPUT, (found, name: string) => text(own(inputs, name)) ?? found);
  }
  if (Array.isArray(value)) return value.map((item) => interpolate(item, inputs));
  if (value instanceof Reference || !isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [String(interpolate(key, inputs)), interpolate(item, inputs)]));
}
