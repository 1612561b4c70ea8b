import { type Commit, commitOf } from './commit';
import { type HistoryEntry, entryOf } from './entry';
import { type History, baselineOf, merged } from './history';
import { HistoryFile } from './history-file';
import type { Workspace } from '../../config/workspace';
import { environment } from '../../kernel/environment';
import { Failure } from '../../kernel/failure';
import type { SuiteResult } from '../result';

/** What is known of earlier runs once a run is over. */
interface Recorded {
  /** The oldest first; with this run, if it was kept. */
  readonly history: readonly HistoryEntry[];
  /** What this run is to be compared with. */
  readonly baseline?: HistoryEntry;
  /** That was run, if it is known. */
  readonly commit?: Commit;
  /** Why it was not kept, for people. */
  readonly remark?: string;
}

/**
 * Keeps what a run measured, if it measured every function of a commit. A run does not fail because it cannot be kept.
 */
export async function recordRun({ root, settings }: Workspace, result: SuiteResult): Promise<Recorded> {
  const variables = environment();
  const defaultBranch = variables.CI_DEFAULT_BRANCH || settings.gitlab.defaultBranch;
  const file = new HistoryFile(root);
  const recorded = (history: History, commit?: Commit, why?: string): Recorded => ({
    history: history.entries,
    baseline: baselineOf(history.entries, { defaultBranch, runtime: result.runtime, commit: commit?.id }),
    commit,
    ...(why && { remark: `the history has no entry of this run: ${why}` }),
  });
  try {
    const commit = await commitOf(root, variables);
    if (!commit) return recorded(file.read(), undefined, 'there is no commit here that it could belong to');
    const why = whyPartial(Object.keys(settings.functions), result);
    if (why) return recorded(file.read(), commit, why);
    const entry = entryOf(result, commit, new Date());
    return recorded(await file.update((history) => merged(history, { entries: [entry], unreadable: [] })), commit);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { history: [], remark: `the history has no entry of this run: ${error.message}` };
  }
}

/** Sums of some functions do not compare with sums of all. */
function whyPartial(names: readonly string[], { functions }: SuiteResult): string | undefined {
  const left = names.filter((name) => !functions.some((fn) => fn.function === name));
  if (left.length > 0) return `it left out ${left.join(', ')}`;
  const unmade = functions.filter(({ sizeBytes }) => sizeBytes === undefined).map((fn) => fn.function);
  return unmade.length > 0 ? `${unmade.join(', ')} could not be bundled` : undefined;
}
