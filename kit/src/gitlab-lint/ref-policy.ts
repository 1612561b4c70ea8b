import { type Lookup, type Truth, evaluate } from './expression';
import { matches, readPattern } from './pattern';
import { isMapping, list, strings } from './values';

/** GitLab's names for what starts a pipeline, as `only` and `except` know them. */
const SOURCES: Readonly<Record<string, string>> = {
  push: 'pushes', merge_request_event: 'merge_requests', schedule: 'schedules', web: 'web',
};

/** Whether the older `only` and `except` let a job into a pipeline. Both were replaced by `rules`. */
export function allowedByRefs(only: unknown, except: unknown, lookup: Lookup): Truth {
  const wanted = only === undefined ? true : not(anyOf(conditions(only, lookup).map(not)));
  const unwanted = except === undefined ? false : anyOf(conditions(except, lookup));
  if (wanted === false || unwanted === true) return false;
  return wanted === undefined || unwanted === undefined ? undefined : true;
}

function conditions(policy: unknown, lookup: Lookup): Truth[] {
  if (!isMapping(policy)) return [refs(strings(policy), lookup)];
  return Object.entries(policy).map(([key, value]) => {
    if (key === 'refs') return refs(strings(value), lookup);
    if (key === 'variables') return anyOf(strings(value).map((expression) => evaluate(expression, lookup)));
    return undefined; // changes and kubernetes
  });
}

function refs(patterns: readonly string[], lookup: Lookup): Truth {
  return anyOf(list(patterns).map((pattern) => isRef(String(pattern), lookup)));
}

function isRef(pattern: string, lookup: Lookup): Truth {
  const [branch, tag, ref, source] = ['CI_COMMIT_BRANCH', 'CI_COMMIT_TAG', 'CI_COMMIT_REF_NAME', 'CI_PIPELINE_SOURCE'].map(lookup);
  const [name] = pattern.split('@');
  if (name === 'branches') return branch !== undefined;
  if (name === 'tags') return tag !== undefined;
  if (typeof source === 'string' && SOURCES[source] === name) return true;
  // A merge request's pipeline has no ref that a name could fit.
  if ((branch === undefined && tag === undefined) || typeof ref !== 'string') return false;
  const expression = readPattern(name);
  return expression ? matches(expression, ref) : name === ref;
}

function anyOf(values: readonly Truth[]): Truth {
  if (values.includes(true)) return true;
  return values.includes(undefined) ? undefined : false;
}

function not(value: Truth): Truth {
  return value === undefined ? undefined : !value;
}
