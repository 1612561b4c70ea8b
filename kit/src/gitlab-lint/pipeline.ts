import { CiFile } from './document';
import { type GhostInclude, type Included, Includes, readWithIncludes } from './includes';
import { type BrokenLink, type Entry, Inheritance } from './inheritance';
import { type Mapping, type Path, type Position, isMapping, list, mapping, own, strings, text } from './values';

/** Keywords of the whole file, which are no jobs. */
const GLOBAL_KEYWORDS = [
  'default', 'include', 'stages', 'types', 'variables', 'workflow', 'spec', 'image', 'services', 'before_script', 'after_script', 'cache',
];
/** Keywords that `default` gives to jobs. */
const DEFAULT_KEYWORDS = [
  'after_script', 'artifacts', 'before_script', 'cache', 'hooks', 'id_tokens', 'image', 'interruptible', 'retry', 'services', 'tags', 'timeout',
];
const DEFAULT_STAGES = ['build', 'test', 'deploy'];

export type Variables = Readonly<Record<string, string>>;

/** A job that is no template, as GitLab runs it: with what it extends, `default` and the variables of the whole file. */
export interface Job {
  readonly name: string;
  readonly content: Mapping;
  readonly stage: string;
  /** The file's and its own; those of a rule are not among them. */
  readonly variables: Variables;
  /** Its own variables only, templates included. */
  readonly ownVariables: Variables;
  /** It starts another pipeline and runs no script. */
  readonly trigger: boolean;
  /** All that it is made of was read, so that what it does not have is missing. */
  readonly whole: boolean;
}

/** Everything that is known of a pipeline without running it. */
export class Pipeline {
  /** @throws Failure 69 when the file is not there, 65 when it cannot be parsed */
  static read(path: string): Pipeline {
    return new Pipeline(readWithIncludes(path));
  }

  /** Without a disk: no include is read. @throws Failure 65 when the text cannot be parsed */
  static parse(source: string, name = '.gitlab-ci.yml'): Pipeline {
    return new Pipeline(new Includes([]).resolve(CiFile.parse(name, source)));
  }

  readonly files: readonly CiFile[];
  /** The file's name as it was given. */
  readonly name: string;
  readonly unread: readonly string[];
  readonly ghosts: readonly GhostInclude[];
  readonly broken: readonly BrokenLink[];
  readonly jobs: ReadonlyMap<string, Job>;
  readonly stages: readonly string[];
  readonly workflow: Mapping;
  /** `default`, and the older keywords that stand beside it. */
  readonly defaults: Mapping;
  readonly variables: Variables;

  private readonly entries: ReadonlyMap<string, Entry>;
  private readonly defaultsRead: boolean;

  private constructor({ files, content, unread, defaultsRead, ghosts }: Included) {
    this.files = files;
    this.name = files[0].name;
    this.unread = unread;
    this.ghosts = ghosts;
    this.defaultsRead = defaultsRead && ghosts.length === 0;
    const inheritance = new Inheritance(content);
    const names = Object.keys(content).filter((name) => !GLOBAL_KEYWORDS.includes(name) && isMapping(content[name]));
    this.entries = new Map(names.map((name) => [name, inheritance.entry(name)]));
    const [defaults, workflow, variables, stages] = ['default', 'workflow', 'variables', 'stages'].map((key) => inheritance.global(key));
    const older = Object.fromEntries(DEFAULT_KEYWORDS.filter((key) => Object.hasOwn(content, key)).map((key) => [key, inheritance.global(key)]));
    this.defaults = { ...older, ...mapping(defaults) };
    this.workflow = mapping(workflow);
    this.variables = variablesOf(variables);
    this.stages = ['.pre', ...stages === undefined ? DEFAULT_STAGES : strings(stages), '.post'];
    this.jobs = new Map(names.filter((name) => !name.startsWith('.')).map((name) => [name, this.jobOf(name)]));
    this.broken = inheritance.broken;
  }

  /** Nothing was left unread, so what is not there is missing. */
  get complete(): boolean {
    return this.unread.length === 0 && this.ghosts.length === 0;
  }

  /** The line of a job's keyword, wherever it comes from: the job, a template or `default`. */
  locate(job: string | undefined, path: Path = []): Position {
    const places = job === undefined ? [path] : [
      ...(this.entries.get(job)?.chain ?? [job]).map((name) => [name, ...path]),
      ...(path.length > 0 ? [['default', ...path], path] : []),
    ];
    const found = places.flatMap((place) => this.files.map((file) => ({ file, place, known: file.depthOf(place) })));
    const whole = found.find(({ place, known }) => known === place.length);
    // The deepest part that is there, but never a keyword of another entry when the job itself is.
    const nearest = found.filter(({ place }) => place[0] === places[0][0]).sort((a, b) => b.known - a.known)[0];
    const { file, place } = whole ?? nearest ?? found[0];
    return file.locate(place);
  }

  /** The line of a text of a job, such as a line of its script. */
  locateText(job: string, content: string, line = 0): Position {
    for (const name of [...this.entries.get(job)?.chain ?? [], 'default']) {
      for (const file of this.files) {
        const position = file.locateText(content, [name]);
        // A block's text starts on the line below its sign.
        if (position) return { ...position, line: position.line + (content.includes('\n') ? line + 1 : 0) };
      }
    }
    return this.locate(job, ['script']);
  }

  private jobOf(name: string): Job {
    const { content, whole } = this.entries.get(name)!;
    const inherit = mapping(content.inherit);
    const defaults = Object.entries(this.defaults).filter(([key]) => DEFAULT_KEYWORDS.includes(key) && inherits(inherit.default, key));
    const inherited = Object.fromEntries(Object.entries(this.variables).filter(([key]) => inherits(inherit.variables, key)));
    const ownVariables = variablesOf(content.variables);
    return {
      name,
      content: { ...Object.fromEntries(defaults), ...content },
      stage: text(own(content, 'stage')) ?? 'test',
      variables: { ...inherited, ...ownVariables },
      ownVariables,
      trigger: Object.hasOwn(content, 'trigger'),
      whole: whole && this.defaultsRead,
    };
  }
}

/** `inherit: default: false`, or the list of those that are wanted. */
function inherits(wanted: unknown, key: string): boolean {
  return wanted === undefined || wanted === true || list(wanted).includes(key);
}

function variablesOf(value: unknown): Variables {
  return Object.fromEntries(Object.entries(mapping(value)).map(([name, item]) => [name, text(isMapping(item) ? item.value : item) ?? '']));
}
