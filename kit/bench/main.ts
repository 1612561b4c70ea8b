import { cpus } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { measureCheckout } from './checkout';
import { measureCold } from './cold';
import { measureGuard } from './guard';
import { Project, withFolder } from './project';
import { HEADER, type Row, cells, markdown } from './rows';
import { measureMany, measureWarm } from './warm';
import { measureZips } from './zips';
import { type CommonOptions, print, printJson, runProgram, table, wholeNumber } from '../src/cli/command';
import { TerminalProgress } from '../src/kernel/progress';

interface Options extends CommonOptions {
  readonly runs: number;
  readonly markdown?: boolean;
  readonly only?: readonly string[];
}

const PARTS = {
  cold: (folder: string, runs: number, progress: TerminalProgress) => Project.create(folder).then((project) => measureCold(project, runs, progress)),
  warm: (folder: string, runs: number, progress: TerminalProgress) => Project.create(folder).then((project) => measureWarm(project, runs, progress)),
  many: measureMany,
  guard: measureGuard,
  zips: measureZips,
  checkout: measureCheckout,
};

void runProgram(new Command('bench').description('Measures the kit side by side with the CDK recipe and with plain assets, and holds the ratios against their targets.')
  .option('--runs <count>', 'how often each side runs; the median counts', wholeNumber, 3)
  .option('--markdown', 'print a table in Markdown')
  .option('--only <parts...>', `some parts of it: ${Object.keys(PARTS).join(', ')}`, part)
  .action(async ({ runs, only = Object.keys(PARTS), ...options }: Options) => {
    const progress = new TerminalProgress();
    const rows: Row[] = [];
    const failures: Error[] = [];
    for (const [name, measure] of Object.entries(PARTS)) {
      if (!only.includes(name)) continue;
      // What was measured so far took minutes: it is shown whatever the next part ends with.
      const measured = await withFolder((folder) => measure(folder, runs, progress)).catch((error: Error) => error);
      if (measured instanceof Error) failures.push(measured);
      else rows.push(...measured);
    }
    if (options.json) printJson({ machine: { cores: cpus().length, platform: process.platform, node: process.version }, runs, rows });
    else print(options.markdown ? markdown(rows) : table([HEADER, ...rows.map(cells)]));
    if (failures.length > 0) throw failures[0];
  }), process.argv.slice(2));

function part(text: string, before: readonly string[] = []): readonly string[] {
  if (!(text in PARTS)) throw new InvalidArgumentError(`It must be one of ${Object.keys(PARTS).join(', ')}.`);
  return [...before, text];
}
