import { tmpdir } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { type CommonOptions, reportingCommand, note, print, printJson } from './command';
import { thisWorkspace } from '../config/workspace';
import { examine, exitCodeOf } from '../doctor/doctor';
import { page } from '../doctor/page';
import { documentOf, lineOf, summaryOf } from '../doctor/report';
import { environment } from '../kernel/environment';

interface DoctorCommandOptions extends CommonOptions {
  readonly wait: number;
  readonly pull?: string;
  readonly explain?: boolean;
}

export const program = reportingCommand('doctor', 'Finds out whether Docker can be used here; if not, why, and what fixes it. It ends within the wait and 30 s.')
  .option('--wait <seconds>', 'how long to wait for a daemon that is not up yet', seconds, 60)
  .option('--pull <image>', 'pull this image as well; without it, no registry is needed')
  .option('--explain', 'print what each code means, and do nothing else')
  .action(async ({ wait, pull, json, explain }: DoctorCommandOptions) => {
    if (explain) return print(page().trimEnd());
    const people = !json;
    const report = await examine({
      env: environment(),
      root: thisWorkspace().root,
      temporary: tmpdir(),
      waitSeconds: wait,
      pull,
      onResult: (result) => {
        const line = lineOf(result);
        if (people && line) print(line);
      },
      onWait: (text) => note(`… ${text}, for up to ${wait} s`),
    });
    if (json) printJson(documentOf(report));
    else print(summaryOf(report));
    process.exit(exitCodeOf(report)); // a name server that hangs would hold it back
  });

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 3600) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 3600.');
}
