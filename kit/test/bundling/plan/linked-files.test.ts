import { execFileSync } from 'node:child_process';
import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { knownPlan, listPackage, listSources } from '../../../src/bundling/plan';
import type { Workspace } from '../../../src/config/workspace';
import { failureOf, functionSettings, temporaryFolder, workspaceWith, write } from '../../project/workspace';

const fn = functionSettings('orders');

/** A checkout whose function has these links, and other folders besides. */
function linked(links: Readonly<Record<string, string>>): Workspace {
  const workspace = workspaceWith({ orders: {} });
  write(workspace.root, {
    'common/money.py': 'RATE = 1\n', 'common/data/rates.csv': '1', 'common/__pycache__/money.pyc': '', 'common/prod.env': 'SECRET=1', 'common/.env': 'SECRET=1', '.env': 'SECRET=1', 'keys/a.key': '',
    'node_modules/a/index.js': '', '.git/config': '',
  });
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(workspace.root, path));
  return workspace;
}

const paths = ({ root }: Workspace, changes = {}) => listSources(root, { ...fn, ...changes }).map(({ path }) => path);

test.each<[string, Record<string, string>, string[]]>([
  ['a file', { 'lambda_src/orders/money.py': '../../common/money.py' }, ['handler.py', 'money.py']],
  ['a folder, without what is never shipped', { 'lambda_src/orders/common': '../../common' }, ['common/data/rates.csv', 'common/money.py', 'handler.py']],
  ['a folder by its absolute path', {}, ['common/data/rates.csv', 'common/money.py', 'handler.py']],
  ['a link', { 'shared': 'common', 'lambda_src/orders/common': '../../shared' }, ['common/data/rates.csv', 'common/money.py', 'handler.py']],
  ['a folder with a link in it', { 'common/more': 'data', 'lambda_src/orders/common': '../../common' }, ['common/data/rates.csv', 'common/money.py', 'common/more/rates.csv', 'handler.py']],
  ['the same folder twice', { 'lambda_src/orders/a': '../../common', 'lambda_src/orders/b': '../../common' }, ['a/data/rates.csv', 'a/money.py', 'b/data/rates.csv', 'b/money.py', 'handler.py']],
])('a link to %s in the checkout is as good as what it leads to', (what, links, files) => {
  const workspace = linked(links);
  if (what.includes('absolute')) symlinkSync(join(workspace.root, 'common'), join(workspace.root, 'lambda_src/orders/common'));
  expect(paths(workspace)).toEqual(files);
});

test("what it leads to is part of the key, with the settings' own patterns by the path in the bundle, and its real place is known to git", () => {
  const workspace = linked({ 'lambda_src/orders/common': '../../common' });
  const [file] = listSources(workspace.root, fn);
  expect(file).toMatchObject({ path: 'common/data/rates.csv', absolute: join(workspace.root, 'common/data/rates.csv'), links: [join(workspace.root, 'lambda_src/orders/common')] });
  const keyOf = () => knownPlan(workspace, fn, 'local', 'develop')!.key;
  const before = keyOf();
  write(workspace.root, { 'common/money.py': 'RATE = 2\n' });
  expect(keyOf()).not.toBe(before);
  expect(paths(workspace, { exclude: ['common/data/**'] })).toEqual(['common/money.py', 'handler.py']);
});

test("a function's folder, one that it is in, and a shared one may be links, too", () => {
  const workspace = linked({ 'lambda_src/billing': '../services/billing', 'lambda_src/team': '../services', 'lambda_src/_shared': '../packages' });
  write(workspace.root, { 'services/billing/handler.py': '', 'packages/mail/__init__.py': '' });
  expect(paths(workspace, { entry: 'lambda_src/billing', shared: ['mail'] })).toEqual(['handler.py', 'mail/__init__.py']);
  expect(listSources(workspace.root, { ...fn, entry: 'lambda_src/team/billing' })[0].links).toEqual([join(workspace.root, 'lambda_src/team')]);
});

test('a checkout that is reached by a link itself has its paths as it was reached', () => {
  const { root } = linked({ 'lambda_src/orders/common': '../../common' });
  const other = join(temporaryFolder(), 'checkout');
  symlinkSync(root, other);
  expect(listSources(other, fn).map(({ absolute }) => absolute)).toEqual(listSources(root, fn).map(({ absolute }) => absolute.replace(root, other)));
});

describe('is refused, with its cause:', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a link to a secret of the checkout', { 'lambda_src/orders/a.txt': '../../.env' }, 'a.txt is a link that leads to .env, which is not shipped'],
    ['a link to a secret beside what is shared', { 'lambda_src/orders/a.txt': '../../common/prod.env' }, 'a.txt is a link that leads to common/prod.env, which is not shipped'],
    ['a link to a key', { 'lambda_src/orders/a.txt': '../../keys/a.key' }, 'a.txt is a link that leads to keys/a.key, which is not shipped'],
    ["git's own files", { 'lambda_src/orders/a': '../../.git' }, 'a is a link that leads to .git, which is not shipped'],
    ["npm's", { 'lambda_src/orders/a': '../../node_modules/a' }, 'a is a link that leads to node_modules/a, which is not shipped'],
    ['a link in what a link leads to', { 'common/a.txt': '../.env', 'lambda_src/orders/common': '../../common' }, 'common/a.txt is a link that leads to .env, which is not shipped'],
    ['one that leads out of there', { 'common/etc': '/etc', 'lambda_src/orders/common': '../../common' }, 'common/etc is a link that leads out of the checkout: /etc'],
    ['folders that lead to each other', { 'common/orders': '../lambda_src/orders', 'lambda_src/orders/common': '../../common' }, 'common/orders is a link to a folder that it is in'],
    ['folders that lead to each other further off', { 'common/x': '../keys', 'keys/y': '../common', 'lambda_src/orders/common': '../../common' }, 'common/x/y is a link to a folder that it is in'],
  ])('%s', async (_, links, message) => {
    expect(await failureOf(() => paths(linked(links)))).toMatchObject({ code: 65, where: 'orders', message });
  });

  test('a folder of a function that is a link out of the checkout, or to what is hidden', async () => {
    const workspace = linked({ 'lambda_src/a': '/etc', 'lambda_src/b': '../.git' });
    const settings = { ...fn, exclude: ['**'] };
    expect(await failureOf(() => listSources(workspace.root, { ...settings, entry: 'lambda_src/a' }))).toMatchObject({ code: 65, message: 'lambda_src/a is a link that leads out of the checkout: /etc' });
    expect(await failureOf(() => listSources(workspace.root, { ...settings, entry: 'lambda_src/b' }))).toMatchObject({ code: 65, message: 'lambda_src/b is a link that leads to .git, which is not shipped' });
  });

  test('a folder beside the checkout whose name begins as its own', async () => {
    const workspace = linked({});
    const beside = `${workspace.root}-beside`;
    renameSync(write(temporaryFolder(), { 'a.py': '' }), beside);
    try {
      symlinkSync(beside, join(workspace.root, 'lambda_src/orders/a'));
      expect(await failureOf(() => paths(workspace))).toMatchObject({ code: 65, message: `a is a link that leads out of the checkout: ${beside}` });
    } finally {
      execFileSync('rm', ['-r', beside]);
    }
  });

  test('a pipe', async () => {
    const workspace = linked({ 'lambda_src/orders/a': '../../common/queue' });
    execFileSync('mkfifo', [join(workspace.root, 'common/queue')]);
    expect(await failureOf(() => paths(workspace))).toMatchObject({ code: 65, message: 'a is a link to a pipe, a socket or a device, and no file' });
  });
});

test('a local package takes its files through links, too, and none from outside', async () => {
  const workspace = linked({ money: 'packages/money' });
  write(workspace.root, { 'packages/money/pyproject.toml': '' });
  symlinkSync('../../common/money.py', join(workspace.root, 'packages/money/money.py'));
  expect(listPackage(workspace.root, 'money', 'orders').map(({ path }) => path)).toEqual(['money.py', 'pyproject.toml']);
  symlinkSync('/etc/hostname', join(workspace.root, 'packages/money/host'));
  expect(await failureOf(() => listPackage(workspace.root, 'money', 'orders'))).toMatchObject({ code: 65, message: 'host is a link that leads out of the checkout: /etc/hostname' });
});
