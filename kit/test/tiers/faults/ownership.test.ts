import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Description } from '../../../src/bundling/store/description';
import { Store } from '../../../src/bundling/store/store';
import { KIT, TYPESCRIPT } from '../../project/places';
import { temporaryFolder, write } from '../../project/workspace';

jest.setTimeout(60_000);

const KEY = `local-${'1'.repeat(64)}`;
const DESCRIPTION: Description = { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };

/** A store with one bundle, which belongs to root as these tests do. */
async function storeOfRoot(mode: number): Promise<string> {
  const folder = temporaryFolder();
  const root = join(folder, 'cache');
  await new Store(root).publish(KEY, async (directory) => {
    write(directory, { 'handler.py': 'x = 1\n' });
    return DESCRIPTION;
  });
  for (const [path, bits] of [[folder, 0o755], [root, mode]] as const) chmodSync(path, bits);
  return root;
}

/** What a user without any rights is told by a store. */
function asNobody(root: string, work: string): string {
  const program = `process.setgid(65534); process.setuid(65534);
    const { Store } = require('./src/bundling/store/store');
    const store = new Store('${root}');
    (async () => { ${work} })().then(console.log, ({ code, message, where }) => console.log(JSON.stringify({ code, message, where })));`;
  const env = { ...process.env, TSX_DISABLE_CACHE: '1' };
  return execFileSync(process.execPath, [...TYPESCRIPT, '-e', program], { cwd: KIT, encoding: 'utf8', env }).trim();
}

test('a store of another user that everybody may write to is written to, whatever a killed run of the other left', async () => {
  const root = await storeOfRoot(0o777);
  write(root, { '.building-x/files/a.py': '' });
  const made = asNobody(root, `return (await store.exclusively(() => store.publish('local-2', async () => (${JSON.stringify(DESCRIPTION)})))).directory`);
  expect(made).toBe(join(root, 'local-2/files'));
});

test('a damaged bundle in a store of another user ends with 73, and both are told', async () => {
  const root = await storeOfRoot(0o755);
  expect(asNobody(root, `return store.find('${KEY}').manifest.key`)).toBe(KEY);
  writeFileSync(join(root, KEY, 'files/handler.py'), 'x = 2\n');
  const failure = JSON.parse(asNobody(root, `return store.find('${KEY}')`)) as object;
  expect(failure).toMatchObject({ code: 73, where: root, message: expect.stringContaining(`the bundle ${KEY} is damaged, and the store cannot be repaired: EACCES`) });
});
