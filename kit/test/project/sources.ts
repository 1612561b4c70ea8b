import type { Sources } from '../../src/config/functions';

/** What `lambda_src/` would have in it: these functions, and nothing else unless it is named. */
export function sourcesOf(functions: readonly string[], more: Partial<Sources> = {}): Sources {
  return { functions, shared: [], events: {}, ...more };
}
