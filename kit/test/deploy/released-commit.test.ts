import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireReleasedCommit } from '../../src/deploy/released-commit';
import type { Environment } from '../../src/kernel/environment';
import { failureOf, temporaryFolder, write } from '../project/workspace';
import { commitAll, git } from '../testing/history/repository';

/** A clone whose commit was pushed. */
let root: string;
let head: string;

const HANDLER = 'lambda_src/orders/handler.py';

beforeEach(() => {
  const remote = temporaryFolder();
  git(remote, 'init', '--quiet', '--bare', '--initial-branch', 'main');
  root = write(temporaryFolder(), { [HANDLER]: 'pass\n', '.gitignore': '.tmp/\n*.local.py\n', 'sub/keep': '' });
  head = commitAll(root);
  git(root, 'remote', 'add', 'origin', remote);
  git(root, 'push', '--quiet', '--set-upstream', 'origin', 'main');
});

const check = (variables: Environment = {}, shipped = [join(root, HANDLER)], at = root) => requireReleasedCommit(at, 'production', shipped, variables);
const refusal = (variables?: Environment, shipped?: string[], at?: string) => failureOf(() => check(variables, shipped, at));

describe('is let through', () => {
  test('a commit that was pushed', () => check());

  test('with files that git ignores, such as a folder for temporary files in the checkout', () => {
    write(root, { '.tmp/x': '' });
    return check();
  });

  test('a detached HEAD that a branch of the remote has', () => {
    git(root, 'checkout', '--quiet', '--detach');
    return check();
  });

  test('an older commit, in a shallow clone', async () => {
    write(root, { 'more.txt': '' });
    head = commitAll(root);
    git(root, 'push', '--quiet');
    const clone = join(temporaryFolder(), 'clone');
    git(root, 'clone', '--quiet', '--depth', '1', `file://${git(root, 'remote', 'get-url', 'origin')}`, clone);
    await check({}, [join(clone, HANDLER)], clone);
    git(clone, 'checkout', '--quiet', '--detach', 'HEAD');
    await check({}, [join(clone, HANDLER)], clone);
  });

  test('a job of GitLab, which has one commit and no branch', async () => {
    const clone = temporaryFolder();
    git(clone, 'init', '--quiet');
    git(clone, 'fetch', '--quiet', '--depth', '1', `file://${git(root, 'remote', 'get-url', 'origin')}`, `+${head}:refs/pipelines/7`);
    git(clone, 'checkout', '--quiet', '--detach', head);
    await check({ GITLAB_CI: 'true', CI_COMMIT_SHA: head }, [join(clone, HANDLER)], clone);
    expect(await refusal({}, [join(clone, HANDLER)], clone)).toMatchObject({ code: 65, message: expect.stringContaining('no branch of a remote has') });
  });

  test('a worktree', () => {
    const worktree = join(temporaryFolder(), 'worktree');
    git(root, 'worktree', 'add', '--quiet', '--detach', worktree);
    return check({}, [join(worktree, HANDLER)], worktree);
  });

  test('a project in a folder of its repository, whatever is beside it', () => {
    write(root, { 'beside.txt': '' });
    return check({}, [], join(root, 'lambda_src'));
  });
});

describe('is refused with 65, the file, and what helps:', () => {
  test.each<[string, () => void, RegExp, string]>([
    ['a changed file', () => { write(root, { [HANDLER]: 'import os\n' }); }, /1 file is not committed/, HANDLER],
    ['a changed file that is staged', () => {
      write(root, { [HANDLER]: 'import os\n' });
      git(root, 'add', '--all');
    }, /1 file is not committed/, HANDLER],
    ['a file that is not tracked, in a folder of that kind', () => { write(root, { 'new/folder/a b.txt': '' }); }, /1 file is not committed/, 'new/'],
    ['what a person has git leave out of its status', () => {
      git(root, 'config', 'status.showUntrackedFiles', 'no');
      write(root, { 'new.py': '' });
    }, /1 file is not committed/, 'new.py'],
    ['a removed file', () => { git(root, 'rm', '--quiet', HANDLER); }, /1 file is not committed/, HANDLER],
    ['a change that git was told not to see', () => {
      git(root, 'update-index', '--assume-unchanged', HANDLER);
      write(root, { [HANDLER]: 'import os\n' });
    }, /1 file is kept from git's sight/, HANDLER],
    ['a change of a file that git was told to skip', () => {
      git(root, 'update-index', '--skip-worktree', HANDLER);
      write(root, { [HANDLER]: 'import os\n' });
    }, /1 file is kept from git's sight/, HANDLER],
  ])('%s', async (_, change, message, file) => {
    change();
    const failure = await refusal();
    expect(failure).toMatchObject({ code: 65, where: root, output: file });
    expect(failure.message).toMatch(message);
    expect(failure.message).toMatch(/^production takes a clean, pushed commit only: /);
  });

  test('a module that is shipped and that git ignores', async () => {
    write(root, { 'lambda_src/orders/secret.local.py': '' });
    writeFileSync(join(root, '.git/info/exclude'), 'hidden.py\n');
    write(root, { 'lambda_src/orders/hidden.py': '' });
    const shipped = [HANDLER, 'lambda_src/orders/secret.local.py', 'lambda_src/orders/hidden.py'].map((file) => join(root, file));
    expect(await refusal({}, shipped)).toMatchObject({
      code: 65, message: expect.stringContaining('2 files are shipped and ignored by git'), output: 'lambda_src/orders/secret.local.py\nlambda_src/orders/hidden.py',
    });
  });

  test('a commit in a submodule that the checkout does not have', async () => {
    const other = write(temporaryFolder(), { 'a.txt': '' });
    commitAll(other);
    git(root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', other, 'module');
    commitAll(root);
    git(root, 'push', '--quiet');
    await check();
    git(root, 'config', 'submodule.module.ignore', 'all');
    write(join(root, 'module'), { 'a.txt': 'changed' });
    expect(await refusal()).toMatchObject({ code: 65, output: 'module' });
  });

  test('a commit that was not pushed, and a branch that has no remote', async () => {
    write(root, { 'more.txt': '' });
    const id = commitAll(root);
    expect(await refusal()).toMatchObject({ code: 65, message: expect.stringContaining(`no branch of a remote has ${id.slice(0, 12)}`), fix: expect.stringMatching(/^git push;/) });
    git(root, 'checkout', '--quiet', '--detach');
    expect(await refusal()).toMatchObject({ fix: expect.stringMatching(/^git push origin HEAD:<branch>;/) });
    git(root, 'remote', 'remove', 'origin');
    expect(await refusal()).toMatchObject({ code: 65 });
  });

  test('a job whose checkout is not the commit of the job', async () => {
    const job = { GITLAB_CI: 'true', CI_COMMIT_SHA: 'f'.repeat(40) };
    expect(await refusal(job)).toMatchObject({ code: 65, message: expect.stringContaining(`this job is for ${job.CI_COMMIT_SHA}, and ${head} is checked out`) });
    expect(await refusal({ GITLAB_CI: 'true' })).toMatchObject({ code: 65, message: expect.stringContaining('this job is for no commit') });
  });
});

test('a pipeline that is switched off does not count as one', async () => {
  write(root, { 'more.txt': '' });
  expect(await refusal({ GITLAB_CI: 'false', CI_COMMIT_SHA: commitAll(root) })).toMatchObject({ message: expect.stringContaining('no branch of a remote') });
});

describe('where git says nothing', () => {
  test('no git', async () => {
    process.env.PATH = temporaryFolder();
    expect(await refusal()).toMatchObject({ code: 69, fix: 'install git' });
  });

  test('no repository', async () => {
    expect(await refusal({}, [], temporaryFolder())).toMatchObject({ code: 78, message: expect.stringContaining('this folder is in no git repository') });
  });

  test('no commit', async () => {
    const empty = temporaryFolder();
    git(empty, 'init', '--quiet');
    expect(await refusal({}, [], empty)).toMatchObject({ code: 65, message: expect.stringContaining('there is none yet') });
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('a repository of another user: the command that makes git trust it', async () => {
    for (const path of [root, join(root, '.git')]) chownSync(path, 12_345, 12_345);
    const failure = await refusal({}, [], join(root, 'lambda_src'));
    expect(failure).toMatchObject({ code: 78, where: root, fix: `git config --global --add safe.directory ${root}` });
    process.env.HOME = temporaryFolder();
    git(root, 'config', '--file', join(process.env.HOME, '.gitconfig'), '--add', 'safe.directory', root);
    await check();
  });

  test('a broken repository', async () => {
    const broken = temporaryFolder();
    mkdirSync(join(broken, '.git'));
    writeFileSync(join(broken, '.git/HEAD'), 'nonsense');
    expect(await refusal({}, [], broken)).toMatchObject({ code: 78, message: expect.stringContaining('git refuses to look'), output: expect.stringContaining('fatal') });
  });
});
