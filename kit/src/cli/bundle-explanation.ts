import { print, printJson, table } from './command';
import { type Explanation, explain } from '../bundling/explanation';
import type { FunctionSettings } from '../config/settings';
import type { Workspace } from '../config/workspace';

/** `bundle --explain`: for people, or as one document. */
export async function showExplanation(workspace: Workspace, functions: readonly FunctionSettings[], json = false): Promise<void> {
  const explained: Explanation[] = [];
  for (const fn of functions) explained.push(await explain(workspace, fn));
  if (json) return printJson({ functions: explained });
  print(table([['FUNCTION', 'PURPOSE', 'MODE', 'RULE'], ...explained.map((e) => [e.function, e.purpose, e.mode, e.rule])]));
  const set = Object.entries(explained[0]?.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  print(`\nLooked at BUNDLING_PURPOSE, BUNDLING_MODE, CI and GITLAB_CI; set: ${set.join(' ') || 'none of them'}.`);
  if (explained.some(({ mode }) => mode === 'auto')) {
    print('auto: a bundle that is there already, or its packages, made in Docker if possible; else Docker when an engine answers; else local.');
  }
  print('');
  for (const one of explained) print(lines(one).join('\n'));
}

function lines({ function: name, buildMode, key, stored, last, changes }: Explanation): string[] {
  if (!changes) return [`${name}: ${stored ? `.bundle-cache/${key}` : `would be built (${buildMode})`}; no earlier bundle of it is kept, so nothing tells what changed`];
  if (changes.length === 0) return [`${name}: unchanged, .bundle-cache/${key}`];
  const what = stored ? `goes back to .bundle-cache/${key}` : `would be built (${buildMode})`;
  return [`${name}: ${what}; since its last bundle, .bundle-cache/${last}:`, ...changes.map((change) => `  ${change.what}`)];
}
