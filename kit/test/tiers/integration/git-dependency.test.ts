import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { bundleLocally, filesWith, packageFiles, textOf } from './bundling';
import { run } from '../../../src/kernel/subprocess';
import { failureOf, temporaryFolder, workspaceWith, write } from '../../project/workspace';

jest.setTimeout(60_000);

/** A real repository with one package, served over HTTP to whoever knows one of the tokens. */
const TOKENS = ['first-token-1234', 'rotated-token-5678'];
let folder: string;
let server: Server;
let address: string;
let repository: string;
let commit: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'repository-')); // of all tests, not of each
  const source = write(join(folder, 'source'), packageFiles('.', 'money', 'VAT = 0.2\n'));
  const root = join(folder, 'served');
  mkdirSync(root);
  await git(source, 'init', '--quiet', '--initial-branch', 'main');
  await git(source, 'add', '.');
  await git(source, '-c', 'user.name=Me', '-c', 'user.email=me@example.test', 'commit', '--quiet', '--message', 'Money');
  commit = (await git(source, 'rev-parse', 'HEAD')).trim();
  await git(root, 'clone', '--quiet', '--bare', source, 'money.git');
  repository = join(root, 'money.git');
  await git(repository, 'update-server-info');
  const files = new Map(TOKENS.map((token) => [`Basic ${Buffer.from(`me:${token}`).toString('base64')}`, root]));
  server = createServer(({ headers, url }, response) => {
    const served = files.get(headers.authorization ?? '');
    try {
      if (!served) response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      else response.end(readFileSync(join(served, normalize(url!.split('?')[0]))));
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}/money.git`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const functionWith = (requirement: string) => workspaceWith({ orders: { 'requirements.txt': `${requirement}\n` } });
const at = (token: string, revision: string) => `money @ git+http://me:${token}@${address}@${revision}`;

test('a commit is installed and can be released, and the token is nowhere in the bundle', async () => {
  process.env.BUNDLING_PURPOSE = 'release';
  const workspace = functionWith(at(TOKENS[0], commit));
  const [bundle] = await bundleLocally(workspace);
  expect(textOf(bundle, 'money/__init__.py')).toBe('VAT = 0.2\n');
  expect(bundle.stored.manifest.packages).toEqual(['money==1.0']);
  expect([...filesWith(bundle, TOKENS[0]), ...filesWith(bundle, 'direct_url.json'), ...filesWith(bundle, '127.0.0.1')]).toEqual([]);
  expect(readFileSync(join(workspace.root, '.bundle-cache', bundle.plan.key, 'manifest.json'), 'utf8')).not.toContain(TOKENS[0]);
});

test('a rotated token leaves the key, and the bundle byte for byte', async () => {
  const [[before], [after]] = [await bundleLocally(functionWith(at(TOKENS[0], commit))), await bundleLocally(functionWith(at(TOKENS[1], commit)))];
  expect(after.plan.key).toBe(before.plan.key);
  expect(after.stored.manifest).toEqual(before.stored.manifest);
});

test('an editable one is a package like another: a bundle has no place to edit', async () => {
  process.env.BUNDLING_PURPOSE = 'release';
  const [{ stored }] = await bundleLocally(functionWith(`-e git+file://${repository}@${commit}#egg=money`));
  expect(stored.manifest.packages).toEqual(['money==1.0']);
});

test('a branch is installed for development, and refused for a release: it is another commit tomorrow', async () => {
  const workspace = functionWith(`money @ git+file://${repository}@main`);
  expect((await bundleLocally(workspace))[0].stored.manifest.packages).toEqual(['money==1.0']);
  process.env.BUNDLING_PURPOSE = 'release';
  expect(await failureOf(() => bundleLocally(workspace))).toMatchObject({ code: 65, where: 'orders', fix: 'npx projen lock orders' });
});

test('a token that is not valid fails, and neither the message nor the output shows it', async () => {
  process.env.UV_CACHE_DIR = temporaryFolder();
  const failure = await failureOf(() => bundleLocally(functionWith(at('a-secret-of-mine', commit))));
  expect(failure.where).toContain('orders');
  expect(JSON.stringify([failure.message, failure.fix, failure.output])).not.toContain('a-secret-of-mine');
});

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, output } = await run('git', args, { cwd, deadlineSeconds: 30 });
  if (code !== 0) throw new Error(output);
  return stdout;
}
