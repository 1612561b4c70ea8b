import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { CommentedType } from './comments';
import { page, table } from './page';
import { COMMANDS, COMMAND_GROUPS, type CommandGroup, type CommandRow } from '../src/config/commands';
import { ExitCode } from '../src/kernel/failure';

const CLI = join(__dirname, '../src/cli');

const INTRODUCTION = 'Each is a task, `npx projen <command>`, and the same without projen\'s line above it: `npx python-lambda <command>`. Progress goes to standard error, results to standard output; `--json` prints one document with a `schemaVersion`.';

const CODES = '`npx projen` turns every failure into 1; `npx python-lambda` keeps the code. 0 is success; a signal ends with 128 and its number, and whatever was started ends too.';

/** What `--help` of every command says, and the codes that they end with. */
export async function commandsPage(): Promise<string> {
  const groups = await Promise.all((Object.keys(COMMAND_GROUPS) as CommandGroup[]).map(async (group) => {
    const rows = Object.entries<CommandRow>(COMMANDS).filter(([, row]) => row.group === group);
    return [`## ${COMMAND_GROUPS[group]}`, ...(await Promise.all(rows.map(([name, row]) => section(name, row)))).flat()];
  }));
  return page('Commands', 'the program itself', INTRODUCTION, ...groups.flat(), '## Exit codes', CODES, exitCodes());
}

async function section(name: string, { purpose }: CommandRow): Promise<string[]> {
  const program = await programOf(name);
  const help = program.createHelp();
  const rows = [
    ...help.visibleArguments(program).map((argument) => [`\`${help.argumentTerm(argument)}\``, help.argumentDescription(argument)]),
    ...help.visibleOptions(program).filter(({ long }) => long !== '--help').map((option) => [`\`${help.optionTerm(option)}\``, help.optionDescription(option)]),
  ];
  return [
    `### \`${name}\``,
    `${program.description()}${purpose ? ` Purpose: \`${purpose}\`.` : ''}`,
    `\`\`\`console\n$ ${help.commandUsage(program)}\n\`\`\``,
    ...(rows.length > 0 ? [table(['argument or option', 'what it does'], rows)] : []),
  ];
}

/** `bundle:history` is in bundle-history.ts. */
async function programOf(name: string): Promise<Command> {
  const { program } = await import(pathToFileURL(join(CLI, `${name.replaceAll(':', '-')}.ts`)).href) as { program: Command };
  return program;
}

function exitCodes(): string {
  const type = CommentedType.of('kernel/failure.ts', 'ExitCode');
  return table(['code', 'name', 'meaning'], Object.entries(ExitCode).map(([name, code]) => [String(code), `\`${name}\``, type.comment(name).sentence]));
}
