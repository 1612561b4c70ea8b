import { type Document, LineCounter, type Node, type Pair, type YAMLMap, isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import { type Mapping, type Path, type Position, Reference, isMapping, mapping } from './values';
import { ExitCode, Failure } from '../kernel/failure';

/** GitLab's own limits for a file, so that nothing is read here that it would refuse. */
const LARGEST_BYTES = 2 * 1024 * 1024;
const DEEPEST = 100;
const MOST_VALUES = 500_000;
const MOST_ALIASES = 10_000;

/** A key that stands twice in one mapping: YAML's last one wins, and the other is lost. */
interface DuplicateKey {
  readonly path: Path;
  readonly position: Position;
}

/** One parsed file, which knows the line of everything in it. */
export class CiFile {
  /**
   * @throws Failure 65 when it is not one mapping of YAML
   */
  static parse(name: string, source: string): CiFile {
    try {
      return new CiFile(name, source);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw unreadable((error as Error).message, name); // the parser's stack, or its limit on aliases
    }
  }

  readonly content: Mapping;
  /** `spec:inputs` of a file that is made to be included. */
  readonly header: Mapping;
  readonly duplicates: readonly DuplicateKey[];

  private readonly counter = new LineCounter();
  private readonly document: Document;
  private readonly pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  private readonly scalars = new Map<string, number[]>();

  private constructor(readonly name: string, source: string) {
    if (Buffer.byteLength(source) > LARGEST_BYTES) throw unreadable('is larger than the 2 MiB that GitLab reads', name);
    if (source.includes('\0')) throw unreadable('is not a text', name);
    const documents = this.parseAll(source);
    const values = documents.map((document) => plain(document.toJS({ maxAliasCount: MOST_ALIASES })));
    const headed = values.length > 1 && isMapping(values[0]) && Object.hasOwn(values[0], 'spec');
    const content = values[headed ? 1 : 0];
    this.document = documents[headed ? 1 : 0];
    this.header = headed ? mapping(values[0]) : {};
    if (!isMapping(content)) throw unreadable(`holds ${kindOf(content)} where a mapping of jobs belongs`, name);
    this.content = content;
    this.duplicates = this.findDuplicates();
    visit(this.document, { Scalar: (_, { value, range }) => { if (typeof value === 'string' && range) this.remember(value, range[0]); } });
  }

  /** The line of a value's key, or of the nearest thing around it. */
  locate(path: Path): Position {
    return this.position(this.offsets(path).at(-1) ?? 0);
  }

  /** How many parts of the path there are in this file. */
  depthOf(path: Path): number {
    return this.offsets(path).length;
  }

  /** The line of a text, by preference below a path. References and templates move texts, so their path is no help. */
  locateText(content: string, below: Path): Position | undefined {
    const found = this.scalars.get(content);
    if (!found) return undefined;
    const [from, to] = this.rangeOf(below);
    return this.position(found.find((offset) => offset >= from && offset <= to) ?? found[0]);
  }

  private parseAll(source: string): Document[] {
    const reference = {
      tag: '!reference', collection: 'seq' as const, identify: () => false,
      resolve: (seq: unknown) => {
        const items = isSeq(seq) ? seq.items : [];
        const offset = (items[0] as Node | undefined)?.range?.[0] ?? 0;
        const counter = this.counter;
        const name = this.name;
        // The lines are known when the whole text has been read.
        const position = { file: name, get line() { return counter.linePos(offset).line; } };
        return new Reference(items.map((item) => isScalar(item) ? item.source ?? String(item.value) : '?'), position) as never;
      },
    };
    const documents = parseAllDocuments(source, {
      version: '1.1', merge: true, prettyErrors: false, uniqueKeys: false, logLevel: 'silent', lineCounter: this.counter, customTags: (tags) => [...tags, reference],
    });
    if (!Array.isArray(documents) || documents.length === 0) throw unreadable('is empty', this.name);
    for (const document of documents as Document[]) {
      const [error] = document.errors;
      if (error) throw unreadable(`is not YAML: ${error.message}`, this.name, this.counter.linePos(error.pos[0]).line);
      visit(document, {
        Alias: (_, alias) => {
          if (alias.resolve(document)) return;
          throw unreadable(`has no anchor '&${alias.source}' for '*${alias.source}'`, this.name, this.counter.linePos(alias.range?.[0] ?? 0).line);
        },
      });
    }
    return documents as Document[];
  }

  private offsets(path: Path): number[] {
    const offsets: number[] = [];
    let node: unknown = this.document.contents;
    for (const part of path) {
      const step = this.step(node, part);
      if (!step) break;
      offsets.push(step.offset);
      node = step.value;
    }
    return offsets;
  }

  private step(from: unknown, part: string | number): { offset: number; value: unknown } | undefined {
    const node = isAlias(from) ? from.resolve(this.document) : from;
    if (isSeq(node)) {
      const item = node.items[Number(part)] as Node | undefined;
      return item?.range ? { offset: item.range[0], value: item } : undefined;
    }
    if (!isMap(node)) return undefined;
    const pair = this.pairsOf(node).get(String(part));
    if (pair) return { offset: (pair.key as Node).range?.[0] ?? 0, value: pair.value };
    const merged = this.pairsOf(node).get('<<')?.value;
    for (const source of isSeq(merged) ? merged.items : merged ? [merged] : []) {
      const step = this.step(source, part);
      if (step) return step;
    }
    return undefined;
  }

  private pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.pairs.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair.key) ?? '', pair]));
    this.pairs.set(map, known);
    return known;
  }

  private rangeOf(path: Path): readonly [number, number] {
    let node: unknown = this.document.contents;
    for (const part of path) node = this.step(node, part)?.value;
    const range = (node as Node | undefined)?.range;
    return range ? [range[0], range[2]] : [0, -1];
  }

  private findDuplicates(): DuplicateKey[] {
    const duplicates: DuplicateKey[] = [];
    visit(this.document, {
      Map: (_, map, ancestors) => {
        const seen = new Set<string>();
        for (const { key } of map.items) {
          const name = keyOf(key);
          if (name === undefined || name === '<<') continue;
          if (seen.has(name)) {
            const above = ancestors.filter(isPair).map((pair) => keyOf(pair.key) ?? '?');
            duplicates.push({ path: [...above, name], position: this.position((key as Node).range?.[0] ?? 0) });
          }
          seen.add(name);
        }
      },
    });
    return duplicates;
  }

  private remember(value: string, offset: number): void {
    const offsets = this.scalars.get(value);
    if (offsets) offsets.push(offset);
    else this.scalars.set(value, [offset]);
  }

  private position(offset: number): Position {
    return { file: this.name, line: Math.max(1, this.counter.linePos(offset).line) };
  }
}

export function unreadable(what: string, file: string, line?: number): Failure {
  return new Failure(`${file} ${what}`, { code: ExitCode.BAD_INPUT, where: line === undefined ? file : `${file}:${line}`, fix: 'fix the file' });
}

function keyOf(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'symbol' ? key.value.description : String(key.value); // a merge key is a symbol
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Plain values only, and no more of them than GitLab would read: aliases can stand for a great many. */
function plain(root: unknown): unknown {
  let values = 0;
  const walk = (value: unknown, depth: number): unknown => {
    if (depth > DEEPEST) throw new Error(`is nested deeper than GitLab's ${DEEPEST} levels`);
    if (++values > MOST_VALUES) throw new Error(`has more than ${MOST_VALUES} values when its aliases are followed`);
    if (Array.isArray(value)) return value.map((item) => walk(item, depth + 1));
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Reference || typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, depth + 1)]));
  };
  return walk(root, 0);
}
