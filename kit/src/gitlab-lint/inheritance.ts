import { unreadable } from './document';
import { type Mapping, type Path, type Position, Reference, isMapping, merge, own, strings } from './values';

const DEEPEST = 11; // GitLab's own limit, for `extends` and for `!reference` alike
const MOST_STEPS = 500_000; // templates that refer to each other can stand for a great many values

/** A template or a value that something refers to and that is not there, or that refers to itself. */
export interface BrokenLink {
  readonly kind: 'extends' | 'extends-cycle' | 'reference';
  readonly job: string;
  readonly path: Path;
  readonly target: string;
  readonly position?: Position;
}

/** A job or a template after `extends` and `!reference`. */
export interface Entry {
  readonly content: Mapping;
  /** Itself, then what it extends, the strongest first: where to look for a line. */
  readonly chain: readonly string[];
  /** Every template that it extends was found. */
  readonly whole: boolean;
}

/** Follows `extends` and `!reference` as GitLab does: the first, then the second. */
export class Inheritance {
  readonly broken: BrokenLink[] = [];
  private readonly extended = new Map<string, Entry>();
  private steps = 0;

  constructor(private readonly root: Mapping) {}

  entry(name: string): Entry {
    const { content, chain, whole } = this.extend(name, []);
    return { content: this.dereference(content, name, [], 0) as Mapping, chain, whole };
  }

  /** A keyword of the whole file, such as `default`. */
  global(key: string): unknown {
    return this.dereference(own(this.root, key), key, [], 0);
  }

  private extend(name: string, above: readonly string[]): Entry {
    const known = this.extended.get(name);
    if (known) return known;
    const { extends: bases, ...rest } = own(this.root, name) as Mapping;
    const entries = strings(bases).flatMap((base) => this.base(base, name, [...above, name]));
    const entry = {
      content: [...entries.map(({ content }) => content), rest].reduce(merge, {}),
      chain: [name, ...[...entries].reverse().flatMap(({ chain }) => chain)],
      whole: entries.length === strings(bases).length && entries.every(({ whole }) => whole),
    };
    this.extended.set(name, entry);
    return entry;
  }

  private base(base: string, job: string, above: readonly string[]): Entry[] {
    const broken = (kind: BrokenLink['kind']): [] => {
      this.broken.push({ kind, job, path: ['extends'], target: base });
      return [];
    };
    if (!isMapping(own(this.root, base))) return broken('extends');
    if (above.includes(base) || above.length >= DEEPEST) return broken('extends-cycle');
    return [this.extend(base, above)];
  }

  private dereference(value: unknown, job: string, path: Path, depth: number): unknown {
    if (++this.steps > MOST_STEPS) throw unreadable('stands for too many values when its templates are followed', job);
    if (value instanceof Reference) return this.follow(value, job, path, depth);
    if (Array.isArray(value)) {
      // A list inside of a list is spread, as scripts that refer to each other need it.
      return value.flatMap((item, index) => {
        const found = this.dereference(item, job, [...path, index], depth);
        return item instanceof Reference && Array.isArray(found) ? found as unknown[] : [found];
      });
    }
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.dereference(item, job, [...path, key], depth)]));
  }

  private follow(reference: Reference, job: string, path: Path, depth: number): unknown {
    const [first, ...rest] = reference.path;
    const template = first !== undefined && isMapping(own(this.root, first)) ? this.extend(first, []).content : own(this.root, first ?? '');
    const found = rest.reduce<unknown>((value, key) => isMapping(value) ? own(value, key) : undefined, template);
    if (found !== undefined && depth < DEEPEST) return this.dereference(found, job, path, depth + 1);
    this.broken.push({ kind: 'reference', job, path, target: `[${reference.path.join(', ')}]`, position: reference.position });
    return undefined;
  }
}
