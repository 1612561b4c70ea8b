import pc from 'picocolors';
import { type CommonOptions, note, print, printJson, reportingCommand } from './command';
import { thisWorkspace } from '../config/workspace';
import { TerminalProgress } from '../kernel/progress';
import { restoreLine, upgrade } from '../project/upgrade';

interface Options extends CommonOptions {
  readonly remote?: string;
  readonly discardEdits?: boolean;
}

export const program = reportingCommand('kit:upgrade', 'Replaces the kit by another version of it, installs, changes the team\'s files as that version wants them, and regenerates.')
  .argument('<source>', 'a fork: a tag, a folder or a tarball of sources; a project with the kit as a package: a version or a tarball')
  .option('--remote <name>', 'the git remote that has the tag (default: template, else origin)')
  .option('--discard-edits', 'take away what was changed in kit/')
  .action(async (source: string, options: Options) => {
    const { root } = thisWorkspace();
    const upgraded = await upgrade(root, source, {
      ...options,
      progress: new TerminalProgress(),
      onStart: (from, to) => note(`${from} to ${to}. To bring back what was, at any moment:\n  ${restoreLine(root)}`),
    });
    if (options.json) return printJson({ ...upgraded });
    const { replaced, from, to, migrated, changes } = upgraded;
    if (!replaced) return print(`The project has ${to} already: nothing to do.`);
    for (const { file, says } of migrated) print(`${pc.green('✔')} ${file}: ${says}`);
    if (changes) print(`\n${changes}`);
    print(`\n${from} to ${to}. Look at it, try it, commit it:\n  git diff -- . ':!kit'\n  npx projen test\n  git add --all && git commit`);
  });
