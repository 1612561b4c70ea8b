import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import './child'; // what runs in a folder ends before the folder goes
import { functionSettings } from './function-settings';
import type { Settings } from '../../src/config/settings';
import type { Workspace } from '../../src/config/workspace';
import { Failure } from '../../src/kernel/failure';

export { functionSettings } from './function-settings';

/** Every variable that can change what the engine does; a test sets those that it means. */
const MEDDLING = /^(BUNDLING_|UV_|PIP_|CI$|CI_|GITLAB_|CDK_DOCKER$|SSL_CERT_FILE$|REQUESTS_CA_BUNDLE$|CURL_CA_BUNDLE$|NODE_EXTRA_CA_CERTS$)|_proxy$/i;

export type Files = Readonly<Record<string, string | Buffer>>;

const folders: string[] = [];

/** A new empty folder, which is gone after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bundling-test-')));
  folders.push(folder);
  return folder;
}

/** Writes files by their path below a folder. */
export function write(folder: string, files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A program in a folder of its own: a stand-in for one that tests cannot have, such as Docker or uv. */
export function fakeProgram(name: string, script: string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

/** A checkout with these functions, each a handler and the files given; a requirements.txt unless `null` takes it away. */
export function workspaceWith(functions: Readonly<Record<string, Readonly<Record<string, string | Buffer | null>>>>): Workspace {
  const root = temporaryFolder();
  for (const [name, files] of Object.entries(functions)) {
    const all: Record<string, string | Buffer | null> = { 'handler.py': 'def handler(event, context):\n    return 1\n', 'requirements.txt': '', ...files };
    const present = Object.entries(all).filter((entry): entry is [string, string | Buffer] => entry[1] !== null);
    write(join(root, 'lambda_src', name), Object.fromEntries(present));
  }
  const settings: Settings = {
    project: 'test',
    functions: Object.fromEntries(Object.keys(functions).map((name) => [name, functionSettings(name)])),
    stages: [],
    local: { aws: 'ministack' }, gitlab: { url: 'https://gitlab.com', defaultBranch: 'main' },
  };
  return { root, settings };
}

/** The Failure that `work` ends with. Anything else that it throws, or nothing at all, fails the test. */
export async function failureOf(work: () => unknown): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown, but a Failure was expected');
}

/** Waits until `condition` holds, but not for ever. */
export async function eventually(condition: () => boolean, seconds = 30): Promise<void> {
  const limit = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > limit) throw new Error(`it did not happen within ${seconds} seconds`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

let before: NodeJS.ProcessEnv;

beforeEach(() => {
  before = { ...process.env };
  for (const name of Object.keys(process.env)) if (MEDDLING.test(name)) delete process.env[name];
});

afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  for (const folder of folders.splice(0)) if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
});
