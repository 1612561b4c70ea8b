import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pipeline } from '../../src/gitlab-lint';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Files in a folder of their own, which is gone after the tests. @returns the folder */
export function files(contents: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gitlab-lint-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Reads a text as a file, so that its includes are looked for. */
export function readSource(source: string): Pipeline {
  return Pipeline.read(join(files({ '.gitlab-ci.yml': source }), '.gitlab-ci.yml'));
}
