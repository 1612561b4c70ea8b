import { command, printJson, runProgram } from '../../src/cli/command';
import { ExitCode, Failure } from '../../src/kernel/failure';

/** A command whose result is bad news: it tells it, and then fails. */
const program = command('smoke', 'Tells, then fails.').option('--json').action(() => {
  printJson({ results: ['bad'] });
  throw new Failure('one of them is bad', { code: ExitCode.BAD_INPUT, fix: 'fix it' });
});

void runProgram(program, process.argv.slice(2));
