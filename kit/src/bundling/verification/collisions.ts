import type { Findings } from './findings';
import type { Distribution } from '../../python/distributions';

/** Folders and files that packages put beside their modules by mistake. Which of them wins changes nothing. */
const UNIMPORTANT = /^(?:tests?|docs?|examples?|scripts|benchmarks?)\/|^[^/]+\.(?:md|rst|txt|toml|cfg)$|^(?:licen[cs]e|copying|notice)[^/]*$/i;

/** Files that two packages have with different contents: which one is there depends on the order of installation. */
export function collisionFindings(distributions: readonly Distribution[]): Findings {
  const problems: string[] = [];
  const warnings: string[] = [];
  const seen = new Map<string, { name: string; path: string; hash: string }>();
  const reported = new Set<string>();
  for (const { name, files } of distributions) {
    for (const { path, hash } of files) {
      if (path.includes('.dist-info/')) continue;
      const before = seen.get(path.toLowerCase());
      if (!before) {
        seen.set(path.toLowerCase(), { name, path, hash });
        continue;
      }
      if (before.path === path && (before.name === name || before.hash === hash)) continue;
      const kind = before.path !== path ? 'case' : UNIMPORTANT.test(path) ? 'unimportant' : 'collision';
      // Two packages that share one file usually share a hundred: the first tells enough.
      const id = `${kind} ${before.name} ${name}`;
      if (reported.has(id)) continue;
      reported.add(id);
      if (kind === 'collision') problems.push(`${path} is in ${before.name} and in ${name}, with different contents`);
      else if (kind === 'unimportant') warnings.push(`${path} is in ${before.name} and in ${name}, with different contents`);
      else warnings.push(`${before.path} (${before.name}) and ${path} (${name}) are one file on macOS and Windows`);
    }
  }
  return { problems, warnings };
}

/** Files of ours that are one with another where names in capitals are the same. */
export function caseFindings(own: readonly string[], all: readonly string[]): Findings {
  const spellings = new Map<string, string[]>();
  for (const path of all) spellings.set(path.toLowerCase(), [...(spellings.get(path.toLowerCase()) ?? []), path]);
  const ours = new Set(own);
  const ambiguous = [...spellings.values()].filter((paths) => paths.length > 1 && paths.some((path) => ours.has(path)));
  return { problems: [], warnings: ambiguous.map((paths) => `${paths.sort().join(' and ')} are one file on macOS and Windows`) };
}
