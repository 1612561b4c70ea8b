import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child';
import { SAMPLE } from './places';
import type { CommandName } from '../../src/config/commands';
import { PROGRAM } from '../../src/kernel/program';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables that would change what a command does; a test sets the ones that it is about. */
const FOREIGN = /^(BUNDLING_|CI$|CI_|GITLAB_|CDK_|AWS_|JEST_|NODE_OPTIONS$|FORCE_COLOR$)/;

/** Of a command, on a machine that is busy with something else. */
const LONGEST_SECONDS = 240;

/** Runs a real command in the sample project, as its task does. */
export function runCommand(name: CommandName, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return runNode([PROGRAM, name, ...args], env);
}

/** Synthesises the sample's app into a folder of its own. @returns the folder */
export async function synthesise(env: Readonly<Record<string, string>>): Promise<string> {
  const directory = temporaryFolder();
  const { code, stderr } = await runNode([require.resolve('aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', directory], {
    CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', ...env,
  });
  if (code !== 0) throw new Error(stderr);
  return directory;
}

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** An empty folder outside of the sample, which is gone after the tests of this file. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'command-'));
  directories.push(directory);
  return directory;
}

export async function runNode(args: readonly string[], env: Readonly<Record<string, string>>, cwd = SAMPLE): Promise<Finished> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const { code, stdout, stderr } = await Child.node(args, { cwd, env: { ...inherited, NO_COLOR: '1', ...env } }).ended(LONGEST_SECONDS);
  return { code: code ?? -1, stdout, stderr };
}
