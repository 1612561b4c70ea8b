import { Command, CommanderError, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { type CommandName, SCHEMA_VERSION } from '../config/commands';
import { KIT_PACKAGE } from '../config/kit';
import { PolicyError } from '../config/policy';
import { explainRefusal } from '../deploy/refusal';
import { ExitCode, Failure, Failures, explainSystemError } from '../kernel/failure';
import { cleanUp, isStopping } from '../kernel/interrupt';
import { redact } from '../kernel/redaction';

export interface CommonOptions {
  readonly json?: boolean;
}

/** A command of this project, as `npx projen <name>` runs it. Wrong usage exits with 64. */
export function command(name: CommandName, description: string): Command {
  return new Command(`npx projen ${name}`)
    .description(description)
    .showHelpAfterError(`(npx projen ${name} --help tells more)`)
    .exitOverride();
}

/** A command that reports something, to people or to programs. */
export function reportingCommand(name: CommandName, description: string): Command {
  return command(name, description).option('--json', 'print one JSON document on standard output');
}

/** An option that counts something. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

type Find = (args: readonly string[]) => Promise<readonly [Command, readonly string[]]>;

/** Runs a command and ends the process with its exit code. */
export function runProgram(program: Command, args: readonly string[]): Promise<void> {
  return runCommandLine(args, () => Promise.resolve([program, args] as const));
}

/**
 * As {@link runProgram}, where the arguments name the command.
 *
 * @param find the command, and what it is told
 */
export async function runCommandLine(args: readonly string[], find: Find): Promise<void> {
  let program: Command | undefined;
  try {
    const [found, rest] = await find(args);
    program = found;
    await found.parseAsync(rest, { from: 'user' });
  } catch (error) {
    if (isStopping()) return; // the signal's exit code follows
    const code = report(error, asksForJson(args), `${program?.name()} --help`);
    await cleanUp(); // what ran beside the part that failed
    process.exit(code);
  }
}

/** Also where they are wrong otherwise. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).includes('--json');
}

/** A table for people: columns as wide as they need to be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

let hasDocument = false;

/** The only document of this run: an error that follows is told on standard error, and by the exit code. */
export function printJson(document: Record<string, unknown>): void {
  hasDocument = true;
  print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...document }, undefined, 2));
}

/** A remark for people, on standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Tells of an error, and says what to exit with. */
function report(error: unknown, json: boolean, help: string): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // it was the help
    if (json) printError({ message: error.message.replace(/^error: /, '').split('\n')[0], fix: help, code: ExitCode.USAGE });
    return ExitCode.USAGE;
  }
  const failure = failureOf(error);
  if (json && failure instanceof Failures) printError(failure, failure.all.map(describeError));
  else if (json) printError(failure ?? { message: String(error), fix: `report it to who makes ${KIT_PACKAGE}, with the lines on standard error`, code: ExitCode.BUG });
  if (failure) return tell(failure);
  note(redact(error instanceof Error ? error.stack ?? error.message : String(error)));
  return ExitCode.BUG;
}

/** Undefined for a bug. */
function failureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  if (error instanceof PolicyError) return new Failure(error.message, { code: ExitCode.BAD_CONFIG, fix: 'unset the variable' });
  return explainSystemError(error) ?? explainRefusal(error);
}

type Told = Pick<Failure, 'message' | 'where' | 'fix' | 'code'>;

/** @param all of several */
function printError(error: Told, all?: readonly object[]): void {
  if (!hasDocument) printJson({ error: { ...describeError(error), ...(all && { all }) } });
}

function describeError({ message, where, fix, code }: Told): object {
  return { what: redact(message), ...(where && { where: redact(where) }), fix: redact(fix), code };
}

function tell(failure: Failure): number {
  const { message, where, fix, output, code } = failure;
  if (failure instanceof Failures) {
    for (const one of failure.all) tell(one);
    note(`${pc.red('✖')} ${redact(message)}`);
    return code;
  }
  if (output) note(pc.dim(redact(output).replace(/^/gm, '  │ ')));
  note(`${pc.red('✖')} ${redact(message)}`);
  if (where) note(`  ${pc.dim('at ')} ${redact(where)}`);
  note(`  ${pc.dim('fix')} ${redact(fix)}`);
  return code;
}
