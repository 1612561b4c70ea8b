import { join } from 'node:path';
import { commitAll, git } from './repository';
import { commitOf } from '../../../src/testing/history/commit';
import { temporaryFolder, write } from '../../project/workspace';

let root: string;

beforeEach(() => {
  root = write(temporaryFolder(), { 'project/a.txt': 'a', '.gitignore': 'ignored/\n' });
});

describe('by git', () => {
  test('is the commit and the branch that is checked out', async () => {
    const id = commitAll(root);
    expect(await commitOf(root, {})).toEqual({ id, branch: 'main' });
    git(root, 'checkout', '--quiet', '--detach');
    expect(await commitOf(root, {})).toEqual({ id });
  });

  test.each([
    ['a file was changed', { 'project/a.txt': 'b' }, true], ['a file is new', { 'project/b.txt': '' }, true],
    ['a file is ignored', { 'ignored/x': '' }, undefined], ['a file is of another project', { 'other/x': '' }, undefined],
  ])('says when %s', async (_, files, dirty) => {
    const id = commitAll(root);
    write(root, files);
    expect(await commitOf(join(root, 'project'), {})).toEqual({ id, branch: 'main', ...(dirty && { dirty }) });
  });

  test('is none before the first commit, outside of a repository, and without git', async () => {
    expect(await commitOf(temporaryFolder(), {})).toBeUndefined();
    git(root, 'init', '--quiet');
    expect(await commitOf(root, {})).toBeUndefined();
    commitAll(root);
    process.env.PATH = temporaryFolder();
    expect(await commitOf(root, {})).toBeUndefined();
  });
});

describe('in a GitLab job', () => {
  const job = { CI_COMMIT_SHA: 'abc', CI_DEFAULT_BRANCH: 'main' };

  test.each([
    ['a branch', { CI_COMMIT_BRANCH: 'main', CI_COMMIT_REF_NAME: 'main' }, 'main'],
    ['a merge request', { CI_COMMIT_REF_NAME: 'feature' }, 'feature'],
    ["a fork's merge request from its default branch", { CI_COMMIT_REF_NAME: 'main' }, undefined],
    ['nothing known', {}, undefined],
  ])('is what the job says of %s, without git', async (_, variables, branch) => {
    expect(await commitOf('/nowhere', { ...job, ...variables })).toEqual({ id: 'abc', ...(branch && { branch }) });
  });
});
