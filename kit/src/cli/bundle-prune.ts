import { InvalidArgumentError } from 'commander';
import { type CommonOptions, reportingCommand, print, printJson } from './command';
import { divide } from '../bundling/store/retention';
import { Store } from '../bundling/store/store';
import { describeSize } from '../config/code-size';
import { thisWorkspace } from '../config/workspace';

const DAY_MS = 24 * 60 * 60 * 1000;

export const program = reportingCommand('bundle:prune', 'Removes stored bundles that were not used lately, and the oldest ones above a size.')
  .option('--older-than <days>', 'remove what was not used for this many days', number, 30)
  .option('--max-size <megabytes>', 'then remove the least recently used until this much is left', number, 5000)
  .action(async (options: CommonOptions & { olderThan: number; maxSize: number }) => {
    const store = Store.of(thisWorkspace());
    const since = new Date(Date.now() - options.olderThan * DAY_MS);
    const { kept, removed, freed } = await store.exclusively(async () => {
      const division = divide(store.list(), { since, bytes: options.maxSize * 1e6 });
      for (const { key } of division.removed) store.remove(key);
      store.removeExports(since);
      return division;
    });
    if (options.json) printJson({ removed: removed.map(({ key }) => key), bytes: freed, kept: kept.map(({ key }) => key) });
    else print(`removed ${removed.length} (${describeSize(freed)}), kept ${kept.length}`);
  });

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It must be a number from 0 on.');
  return value;
}
