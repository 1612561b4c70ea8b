import { Command, CommanderError, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import type { CommandName } from '../config/commands';
import { PolicyError } from '../config/policy';
import { explainRefusal } from '../deploy/refusal';
import { ExitCode, Failure, explainSystemError } from '../kernel/failure';
import { cleanUp, isStopping } from '../kernel/interrupt';
import { redact } from '../kernel/redaction';

/** Every command's `--json`: one document on standard output, with this version. */
export const SCHEMA_VERSION = 1;

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

/** Runs a command and ends the process with its exit code. */
export async function runProgram(program: Command, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (isStopping()) return; // the signal's exit code follows
    const code = report(error, program.opts<CommonOptions>().json === true);
    await cleanUp(); // what ran beside the part that failed
    process.exit(code);
  }
}

/** A table for people: columns as wide as they need to be. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(document: Record<string, unknown>): void {
  print(JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...document }, undefined, 2));
}

/** A remark for people, on standard error. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function report(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ExitCode.USAGE;
  if (error instanceof PolicyError) return report(new Failure(error.message, { code: ExitCode.BAD_CONFIG, fix: 'unset the variable' }), json);
  const system = explainSystemError(error) ?? explainRefusal(error);
  if (system) return report(system, json);
  if (!(error instanceof Failure)) {
    note(redact(error instanceof Error ? error.stack ?? error.message : String(error)));
    return ExitCode.BUG;
  }
  const { message, where, fix, output, code } = error;
  if (json) printJson({ error: { what: redact(message), where, fix, code } });
  if (output) note(pc.dim(redact(output).replace(/^/gm, '  │ ')));
  note(`${pc.red('✖')} ${redact(message)}`);
  if (where) note(`  ${pc.dim('at ')} ${redact(where)}`);
  note(`  ${pc.dim('fix')} ${redact(fix)}`);
  return code;
}
