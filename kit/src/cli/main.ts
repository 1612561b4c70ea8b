import { Command } from 'commander';
import { runProgram } from './command';
import { COMMANDS, COMMAND_GROUPS, type CommandGroup, type CommandName, type CommandRow } from '../config/commands';
import { setVariable } from '../kernel/environment';
import { ExitCode } from '../kernel/failure';
import { requireTemporaryFolder } from '../kernel/temporary';
import PACKAGE from 'python-lambda-kit/package.json';

interface CommandModule {
  readonly program: Command;
}

/** Loaded when they are asked for: a start takes a quarter of a second. */
const MODULES: Record<CommandName, () => Promise<CommandModule>> = {
  'assemble': () => import('./assemble.js'),
  'bundle': () => import('./bundle.js'),
  'bundle:history': () => import('./bundle-history.js'),
  'bundle:prune': () => import('./bundle-prune.js'),
  'create': () => import('./create.js'),
  'deploy': () => import('./deploy.js'),
  'destroy': () => import('./destroy.js'),
  'diff': () => import('./diff.js'),
  'doctor': () => import('./doctor.js'),
  'drift': () => import('./drift.js'),
  'gitlab:access': () => import('./gitlab-access.js'),
  'gitlab:lint': () => import('./gitlab-lint.js'),
  'guard': () => import('./guard.js'),
  'kit:upgrade': () => import('./kit-upgrade.js'),
  'local': () => import('./local.js'),
  'lock': () => import('./lock.js'),
  'plan': () => import('./plan.js'),
  'rollback': () => import('./rollback.js'),
  'smoke': () => import('./smoke.js'),
  'test:bundling': () => import('./test-bundling.js'),
  'test:python': () => import('./test-python.js'),
  'watch': () => import('./watch.js'),
};

/** Not for teams: run by other commands, and by the scripts of the kit's package.json. */
const INTERNAL: Readonly<Record<string, () => Promise<CommandModule>>> = {
  'gitlab:access:app': () => import('./gitlab-access-app.js'),
  'kit:migrate': () => import('./kit-migrate.js'),
  'kit:release': () => import('./kit-release.js'),
};

void start(process.argv.slice(2));

async function start([name, ...args]: readonly string[]): Promise<void> {
  if (isCommand(name)) {
    const { purpose }: CommandRow = COMMANDS[name];
    // What is explained is what the environment asks for.
    if (purpose && !args.includes('--explain')) setVariable('BUNDLING_PURPOSE', purpose);
    const { program } = await MODULES[name]();
    if (name !== 'doctor') program.hook('preAction', requireTemporaryFolder); // which tells more
    return runProgram(program, args);
  }
  if (name !== undefined && name in INTERNAL) return runProgram((await INTERNAL[name]()).program, args);
  return runProgram(overview(), name === undefined ? ['--help'] : [name, ...args]);
}

function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

/** The program itself: its help, and what is said of a command that it has not. */
function overview(): Command {
  const program = new Command('python-lambda')
    .description(PACKAGE.description)
    .version(PACKAGE.version)
    .usage('<command> [options]')
    .helpOption('-h, --help', 'show this help, or that of a command: python-lambda <command> --help')
    .argument('[command]')
    .exitOverride()
    .action((name: string) => program.error(`error: there is no command '${name}'${near(name)}\n(python-lambda --help lists them)`, { exitCode: ExitCode.USAGE }));
  return program.configureHelp({ formatHelp: () => help(program) });
}

function help(program: Command): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const groups = (Object.keys(COMMAND_GROUPS) as CommandGroup[]).map((group) => {
    const rows = Object.entries<CommandRow>(COMMANDS).filter(([, row]) => row.group === group);
    return `${COMMAND_GROUPS[group]}:\n${rows.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}`;
  });
  return `Usage: python-lambda ${program.usage()}\n\n${program.description()}\n\n${groups.join('\n\n')}\n\nEach has --help, and is a task of the project: npx projen <command>.\n`;
}

/** The command that was probably meant. */
function near(name: string): string {
  const found = Object.keys(COMMANDS).find((command) => command.startsWith(name) || command.replace(':', '') === name.replace(/[-:]/, ''));
  return found ? `; did you mean ${found}?` : '';
}
