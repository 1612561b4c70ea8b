import pc from 'picocolors';
import { type CommonOptions, note, print, printJson, reportingCommand, table, wholeNumber } from './command';
import { type Workspace, thisWorkspace } from '../config/workspace';
import { type Environment, environment } from '../kernel/environment';
import { ExitCode, Failure } from '../kernel/failure';
import type { HistoryEntry } from '../testing/history/entry';
import { type History, MOST, merged } from '../testing/history/history';
import { HistoryFile } from '../testing/history/history-file';
import { historyRows, newestOf } from '../testing/history/history-table';
import { HistoryRegistry } from '../testing/history/registry';

interface Options extends CommonOptions {
  readonly limit: number;
  readonly pull?: boolean;
  readonly push?: boolean;
}

const NONE = 'there is no history yet: npx projen test:bundling adds an entry for the current commit when it tests every function, and --pull fetches what GitLab keeps';

export const program = reportingCommand('bundle:history', 'Shows how large the bundles were and how long bundling and starting took, by commit, the newest first.')
  .argument('[function]', 'folder in lambda_src/; all of them together by default')
  .option('--limit <count>', 'how many entries to show', wholeNumber, 20)
  .option('--pull', "first fetch what GitLab's package registry keeps, and merge it with the history of this checkout")
  .option('--push', 'fetch and merge, then upload the result without what had uncommitted changes; in a job, for the default branch only')
  .addHelpText('after', `
Kept in .bundle-history/history.jsonl, which git ignores; at most ${MOST} entries.
In a GitLab job, --pull and --push need nothing; elsewhere,
pipeline.gitlab.project in .projenrc.ts, and GITLAB_TOKEN with the scope api.`)
  .action(async (name: string | undefined, options: Options) => {
    const workspace = thisWorkspace();
    const file = new HistoryFile(workspace.root);
    const push = options.push && mayPush(environment());
    const history = options.pull || push ? await exchanged(workspace, file, push) : file.read();
    requireKnown(workspace, history.entries, name);
    if (history.unreadable.length > 0) note(pc.yellow(`! ${unreadable(history)}`));
    show(history, name, options);
  });

/** What other branches measure is compared with the default branch, and not with each other. */
function mayPush({ CI_COMMIT_SHA, CI_COMMIT_BRANCH, CI_DEFAULT_BRANCH }: Environment): boolean {
  if (!CI_COMMIT_SHA || CI_COMMIT_BRANCH === CI_DEFAULT_BRANCH) return true;
  note('this job is not for the default branch: nothing is uploaded');
  return false;
}

/** The history of this checkout together with GitLab's. */
async function exchanged({ settings }: Workspace, file: HistoryFile, push?: boolean): Promise<History> {
  const registry = HistoryRegistry.of(settings.gitlab, environment());
  const kept = await registry.pull();
  note(kept ? `GitLab keeps ${entries(kept.entries.length)}` : 'GitLab keeps no history yet');
  const history = kept ? await file.update((own) => merged(own, kept)) : file.read();
  if (!push) return history;
  const clean = { ...history, entries: history.entries.filter(({ dirty }) => !dirty) };
  if (clean.entries.length === 0) {
    note('there is nothing to upload');
    return history;
  }
  await registry.push(clean);
  note(`${entries(clean.entries.length)} uploaded`);
  return history;
}

function show({ entries: all, unreadable: lines }: History, name: string | undefined, { json, limit }: Options): void {
  const shown = newestOf(all, { function: name, limit });
  if (json) return printJson({ entries: shown, unreadableLines: lines.length });
  if (shown.length === 0) return print(all.length === 0 ? NONE : `no entry of the history has the function ${name} yet`);
  print(table(historyRows(all, { function: name, limit })));
  if (shown.some(({ dirty }) => dirty)) print(pc.dim('* with changes that were not committed: nothing is compared with it'));
}

function requireKnown({ settings }: Workspace, all: readonly HistoryEntry[], name?: string): void {
  const known = [...new Set([...Object.keys(settings.functions), ...all.flatMap(({ functions }) => Object.keys(functions))])];
  if (name === undefined || known.includes(name)) return;
  throw new Failure(`there is no function '${name}', and the history has none`, { code: ExitCode.USAGE, fix: `use one of: ${known.join(', ')}` });
}

function unreadable({ unreadable: lines }: History): string {
  const [first] = lines;
  const numbers = lines.map(({ number }) => number).join(', ');
  return `${lines.length === 1 ? `line ${numbers} of the history is` : `lines ${numbers} of the history are`} no entry of this version, and kept as ${lines.length === 1 ? 'it is' : 'they are'}: ${first.text.slice(0, 60)}`;
}

function entries(number: number): string {
  return number === 1 ? '1 entry' : `${number} entries`;
}
