import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

export const CHECKOUT = resolve(__dirname, '../..');

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables that would change what a command does; a test sets the ones that it is about. */
const FOREIGN = /^(BUNDLING_|CI$|CI_|GITLAB_|CDK_|AWS_|JEST_|NODE_OPTIONS$|FORCE_COLOR$)/;

/** Runs a real command of this checkout, as its task does. */
export function runCommand(file: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  return runNode(['--import', 'tsx', `src/commands/${file}.ts`, ...args], env);
}

/** Synthesises the real app into a folder of its own. @returns the folder, relative to the checkout */
export async function synthesise(env: Readonly<Record<string, string>>): Promise<string> {
  const directory = temporaryFolder();
  const { code, stderr } = await runNode(['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices', '--output', directory], {
    CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', ...env,
  });
  if (code !== 0) throw new Error(stderr);
  return relative(CHECKOUT, directory);
}

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** An empty folder outside of the checkout, which is gone after the tests of this file. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'command-'));
  directories.push(directory);
  return directory;
}

export function runNode(args: readonly string[], env: Readonly<Record<string, string>>, cwd = CHECKOUT): Promise<Finished> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  return new Promise((done) => {
    const options = { cwd, env: { ...inherited, NO_COLOR: '1', ...env }, timeout: 60_000 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
    });
  });
}
