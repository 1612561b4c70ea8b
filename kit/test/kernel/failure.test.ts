import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, explainSystemError } from '../../src/kernel/failure';
import { temporaryFolder, write } from '../project/workspace';

/** What this ends with. */
function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each<[string, (root: string) => unknown, RegExp, RegExp]>([
  ['a file in place of a folder', (root) => mkdirSync(join(root, 'file'), { recursive: true }), /^a file is where a folder belongs: EEXIST/, /^move the file away/],
  ['a file in place of a folder above', (root) => writeFileSync(join(root, 'file', 'a'), ''), /^a file is where a folder belongs: ENOTDIR/, /^move the file away/],
  ['a folder in place of a file', (root) => writeFileSync(join(root, 'folder'), ''), /^a folder is where a file belongs: EISDIR/, /^move the folder away/],
])('%s is explained, with its path', (_, work, message, fix) => {
  const root = write(temporaryFolder(), { 'file': '', 'folder/file': '' });
  const failure = explainSystemError(errorOf(() => work(root)));
  expect(failure).toMatchObject({ code: ExitCode.CANNOT_CREATE, message: expect.stringMatching(message), fix: expect.stringMatching(fix) });
  expect(failure?.where).toContain(root);
});

test('a file that is not there is not explained: it may be a bug', () => {
  expect(explainSystemError(errorOf(() => readFileSync(join(temporaryFolder(), 'nothing'))))).toBeUndefined();
});
