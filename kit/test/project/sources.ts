import type { Sources } from '../../src/config/functions';

interface More {
  readonly shared?: readonly string[];
  /** By function. */
  readonly events?: Readonly<Record<string, readonly string[]>>;
}

/** What `lambda_src/` would have in it: these functions, and nothing else unless it is named. */
export function sourcesOf(functions: readonly string[], { shared = [], events = {} }: More = {}): Sources {
  return { functions: functions.map((name) => ({ name, folder: name, events: events[name] ?? [] })), shared, problems: [] };
}
