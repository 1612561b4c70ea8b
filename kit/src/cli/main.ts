import { Command } from 'commander';
import { runCommandLine } from './command';
import { COMMANDS, COMMAND_GROUPS, type CommandName, type CommandRow } from '../config/commands';
import { setVariable } from '../kernel/environment';
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

void runCommandLine(process.argv.slice(2), start);

/** The command that is meant, and what it is told. */
async function start([name, ...args]: readonly string[]): Promise<readonly [Command, readonly string[]]> {
  if (name === 'help') return start(isCommand(args[0]) ? [args[0], '--help'] : args);
  if (isCommand(name)) {
    const { purpose }: CommandRow = COMMANDS[name];
    // What is explained is what the environment asks for.
    if (purpose && !args.includes('--explain')) setVariable('BUNDLING_PURPOSE', purpose);
    const { program } = await MODULES[name]();
    if (name !== 'doctor') program.hook('preAction', requireTemporaryFolder); // which tells more
    return [program, args];
  }
  if (name !== undefined && Object.hasOwn(INTERNAL, name)) return [(await INTERNAL[name]()).program, args];
  return [overview(), name === undefined ? ['--help'] : [name, ...args]];
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
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false) // a command's help is in its module
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', '\nEach command has --help, and is a task of the project: npx projen <command>.')
    .showHelpAfterError('(python-lambda --help lists the commands)')
    .exitOverride();
  for (const [name, { group, summary }] of Object.entries<CommandRow>(COMMANDS)) {
    program.command(name).description(summary).helpGroup(`${COMMAND_GROUPS[group]}:`);
  }
  return program;
}
