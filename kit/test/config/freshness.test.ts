import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { originOf, requireFreshSettings } from '../../src/config/freshness';
import { temporaryFolder, failureOf, workspaceWith, write } from '../project/workspace';

const PROJENRC = 'import { PythonLambdaApp } from \'python-lambda-kit\';\nimport { stages } from \'./stages\';\nnew PythonLambdaApp({ name: \'a\', stages }).synth();\n';

/** A project just after `npx projen`. */
function generated() {
  const { root, settings } = workspaceWith({ orders: {}, bills: {} });
  write(root, { '.projenrc.ts': PROJENRC, 'stages.ts': 'export const stages = [];\n' });
  return { root, settings: { ...settings, madeFrom: originOf(root) } };
}

describe('settings are older than the project', () => {
  test.each<[string, (root: string) => void, string]>([
    ['when .projenrc.ts was edited', (root) => write(root, { '.projenrc.ts': PROJENRC.replace("'a'", "'b'") }), '.projenrc.ts was edited'],
    ['when it was taken away', (root) => rmSync(join(root, '.projenrc.ts')), '.projenrc.ts was edited'],
    ['when what it imports was edited', (root) => write(root, { 'stages.ts': 'export const stages = [1];\n' }), '.projenrc.ts was edited'],
    ['when a function was added', (root) => write(root, { 'lambda_src/fresh/handler.py': '' }), 'lambda_src/fresh is new'],
    ['when a function was taken away', (root) => rmSync(join(root, 'lambda_src/bills'), { recursive: true }), 'lambda_src/bills is gone'],
    ['when a function was renamed', (root) => renameSync(join(root, 'lambda_src/bills'), join(root, 'lambda_src/invoices')), 'lambda_src/invoices is new, lambda_src/bills is gone'],
  ])('%s', async (_, change, what) => {
    const workspace = generated();
    requireFreshSettings(workspace);
    change(workspace.root);
    expect(await failureOf(() => requireFreshSettings(workspace))).toMatchObject({ code: 78, fix: 'npx projen', message: `the settings are older than the project: ${what}` });
    requireFreshSettings({ ...workspace, settings: { ...workspace.settings, madeFrom: originOf(workspace.root) } });
  });
});

describe('settings are as new as the project', () => {
  test.each<[string, (root: string) => void]>([
    ['when only the layout of .projenrc.ts changed', (root) => write(root, { '.projenrc.ts': PROJENRC.replaceAll("'", '"').replaceAll('\n', '\r\n').replace('{ name', '{\n    name').replace('stages }', 'stages,\n}') })],
    ['when a file of a function changed', (root) => write(root, { 'lambda_src/orders/more.py': '' })],
    ['when a folder that is no function was added', (root) => write(root, { 'lambda_src/_shared/common/__init__.py': '', 'lambda_src/.cache/x': '', 'lambda_src/requirements-dev.txt': '' })],
  ])('%s', (_, change) => {
    const workspace = generated();
    change(workspace.root);
    requireFreshSettings(workspace);
  });

  test('when nobody noted what they were made from', () => {
    const { root, settings } = generated();
    write(root, { '.projenrc.ts': '' });
    requireFreshSettings({ root, settings: { ...settings, madeFrom: undefined } });
  });
});

test('a project without .projenrc.ts and without functions has an origin', () => {
  const root = temporaryFolder();
  expect(originOf(root).functions).toEqual([]);
  writeFileSync(join(root, 'lambda_src'), '');
  expect(originOf(root)).toEqual(originOf(temporaryFolder()));
});
