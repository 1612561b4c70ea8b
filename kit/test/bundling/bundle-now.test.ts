import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleNow } from '../../src/bundling/bundle';
import { type BundlePlan, knownPlan } from '../../src/bundling/plan';
import { decideFor, settledPlan } from '../../src/bundling/resolution';
import { describeFiles } from '../../src/bundling/store/manifest';
import { Store } from '../../src/bundling/store/store';
import type { BuildMode } from '../../src/config/policy';
import type { Workspace } from '../../src/config/workspace';
import { failureOf, workspaceWith, write } from '../project/workspace';

const planFor = (workspace: Workspace, mode: BuildMode) => knownPlan(workspace, workspace.settings.functions.orders, mode, 'develop')!;

async function storePackages(workspace: Workspace, plan: BundlePlan): Promise<void> {
  await Store.of(workspace).publish(plan.dependencies[0].key, async (directory) => {
    write(directory, { 'idna/core.py': 'y = 2\n' });
    return { mode: plan.mode, pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
  });
}

test('an edited function is put together from packages that are stored', async () => {
  const workspace = workspaceWith({ orders: {} });
  const plan = planFor(workspace, 'local');
  await storePackages(workspace, plan);
  const stored = bundleNow(workspace, plan)!;
  expect(Object.keys(stored.manifest.files)).toEqual(['handler.py', 'idna/core.py']);
  expect(stored.manifest.files).toEqual(describeFiles(stored.directory));
  expect(readFileSync(join(stored.directory, 'handler.py'), 'utf8')).toContain('def handler');
  expect(Store.of(workspace).find(plan.key)).toEqual(stored);
});

test('without the packages, or where a container has to import it, it is left to a run that can wait', async () => {
  const workspace = workspaceWith({ orders: {} });
  expect(bundleNow(workspace, planFor(workspace, 'local'))).toBeUndefined();
  const inDocker = planFor(workspace, 'docker');
  await storePackages(workspace, inDocker);
  expect(bundleNow(workspace, inDocker)).toBeUndefined();
});

test('a handler that is not there is refused, and leaves nothing half-made', async () => {
  const workspace = workspaceWith({ orders: { 'handler.py': 'def other(event, context): ...\n' } });
  const plan = planFor(workspace, 'local');
  await storePackages(workspace, plan);
  expect((await failureOf(() => bundleNow(workspace, plan))).where).toContain('orders');
  expect(readdirSync(join(workspace.root, '.bundle-cache'))).toEqual([plan.dependencies[0].key]);
});

test('auto stays with the mode whose packages are stored, so that an edit asks no engine', async () => {
  const workspace = workspaceWith({ orders: {} });
  const fn = workspace.settings.functions.orders;
  expect(settledPlan(workspace, fn, decideFor(fn))).toBeUndefined();
  await storePackages(workspace, planFor(workspace, 'local'));
  expect(settledPlan(workspace, fn, decideFor(fn))?.mode).toBe('local');
});
