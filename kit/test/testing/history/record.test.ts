import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitId, entry, linesOf } from './entries';
import { commitAll } from './repository';
import type { Workspace } from '../../../src/config/workspace';
import { recordRun } from '../../../src/testing/history/record';
import type { SuiteResult } from '../../../src/testing/result';
import { temporaryFolder, workspaceWith, write } from '../../project/workspace';
import { functionResult, suiteResult } from '../results';

let workspace: Workspace;
const lines = () => readFileSync(join(workspace.root, '.bundle-history/history.jsonl'), 'utf8').trim().split('\n');

beforeEach(() => {
  workspace = workspaceWith({ orders: {}, thumbnail: {} });
  write(workspace.root, { '.gitignore': '.bundle-history/\n' });
});

function resultOf(...names: string[]): SuiteResult {
  return suiteResult({ functions: names.map((name) => functionResult(name, { sizeBytes: 1e6, initMs: 300 })) });
}

test('a run of every function is kept for its commit, and compared with the default branch', async () => {
  const id = commitAll(workspace.root);
  write(workspace.root, { '.bundle-history/history.jsonl': linesOf(entry('before', 1)) });
  const { history, baseline, remark } = await recordRun(workspace, resultOf('orders', 'thumbnail'));
  expect(remark).toBeUndefined();
  expect(baseline?.commit).toBe(commitId('before'));
  expect(history.map(({ commit }) => commit)).toEqual([commitId('before'), id]);
  expect(JSON.parse(lines()[1])).toMatchObject({ commit: id, branch: 'main', runtime: 'docker', functions: { orders: { sizeBytes: 1e6 }, thumbnail: {} } });
  expect(JSON.parse(lines()[1])).not.toHaveProperty('dirty');
});

test('a second run of a commit adds no line', async () => {
  commitAll(workspace.root);
  await recordRun(workspace, resultOf('orders', 'thumbnail'));
  await recordRun(workspace, resultOf('orders', 'thumbnail'));
  expect(lines()).toHaveLength(1);
});

test('what was not committed is marked, and no baseline', async () => {
  commitAll(workspace.root);
  write(workspace.root, { 'lambda_src/orders/new.py': '' });
  await recordRun(workspace, resultOf('orders', 'thumbnail'));
  expect(JSON.parse(lines()[0])).toMatchObject({ dirty: true });
  process.env.CI_COMMIT_SHA = commitId('next');
  expect((await recordRun(workspace, resultOf('orders'))).baseline).toBeUndefined();
});

test('in a job, the default branch is the one that GitLab names', async () => {
  write(workspace.root, { '.bundle-history/history.jsonl': linesOf(entry('trunk', 1, { branch: 'trunk' }), entry('main', 2)) });
  Object.assign(process.env, { CI_COMMIT_SHA: commitId('now'), CI_COMMIT_REF_NAME: 'feature', CI_DEFAULT_BRANCH: 'trunk' });
  const { baseline, history } = await recordRun(workspace, resultOf('orders', 'thumbnail'));
  expect(baseline?.commit).toBe(commitId('trunk'));
  expect(history.at(-1)).toMatchObject({ commit: commitId('now'), branch: 'feature' });
});

test.each<[string, SuiteResult, string]>([
  ['of some functions', resultOf('orders'), 'it left out thumbnail'],
  ['in which a function was not bundled', suiteResult({ functions: [...resultOf('orders').functions, functionResult('thumbnail')] }), 'thumbnail could not be bundled'],
])('a run %s is not kept, is compared even so, and says why', async (_, result, why) => {
  commitAll(workspace.root);
  write(workspace.root, { '.bundle-history/history.jsonl': linesOf(entry('before', 1)) });
  expect(await recordRun(workspace, result)).toMatchObject({ remark: `the history has no entry of this run: ${why}`, baseline: { commit: commitId('before') } });
  expect(lines()).toHaveLength(1);
});

test('outside of a repository, and where nothing can be written, a run goes on and says so', async () => {
  const result = resultOf('orders', 'thumbnail');
  expect((await recordRun(workspace, result)).remark).toContain('there is no commit here');
  commitAll(workspace.root);
  write(workspace.root, { '.bundle-history': 'a file' });
  expect((await recordRun(workspace, result)).remark).toMatch(/no entry of this run: the history cannot be read or written/);
  const { root } = workspaceWith({});
  process.env.PATH = temporaryFolder();
  expect((await recordRun({ ...workspace, root }, result)).history).toEqual([]);
});
