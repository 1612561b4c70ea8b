import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PythonLambdaApp, type PythonLambdaAppOptions } from '../../src/generator';

/** What `npx projen` generated in a folder of its own. */
export interface Generated {
  readonly app: PythonLambdaApp;
  readonly directory: string;
  text(path: string): string;
  json<T = Record<string, any>>(path: string): T;
}

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** An empty folder outside of the checkout, which is gone after the tests of this file. */
export function temporaryFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'python-lambda-'));
  directories.push(directory);
  return directory;
}

/**
 * Generates a project, and never with projen's `Testing.synth`: that one deletes the folder it worked in,
 * which is the checkout itself where a checkout is below the folder of temporary files.
 */
export function synth(options: Partial<PythonLambdaAppOptions> = {}, functions: readonly string[] = ['orders', 'thumbnail']): Generated {
  const directory = temporaryFolder();
  for (const name of functions) addFunction(directory, name);
  return synthIn(directory, options);
}

export function synthIn(directory: string, options: Partial<PythonLambdaAppOptions> = {}): Generated {
  process.env.PROJEN_DISABLE_POST = 'true'; // or it runs npm install
  const app = new PythonLambdaApp({ name: 'example', ...options }, directory);
  app.synth();
  const text = (path: string) => readFileSync(join(directory, path), 'utf8');
  return { app, directory, text, json: (path) => JSON.parse(text(path).replace(/^\/\/.*\n/, '')) };
}

export function addFunction(root: string, name: string): void {
  mkdirSync(join(root, 'lambda_src', name), { recursive: true });
  writeFileSync(join(root, 'lambda_src', name, 'handler.py'), 'def handler(event, context):\n    return event\n');
}
