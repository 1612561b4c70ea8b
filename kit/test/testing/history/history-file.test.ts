import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commitId, entry, history, linesOf } from './entries';
import { EMPTY, merged } from '../../../src/testing/history/history';
import { HistoryFile } from '../../../src/testing/history/history-file';
import { KIT, TYPESCRIPT } from '../../project/places';
import { runNode } from '../../project/run';
import { failureOf, temporaryFolder, write } from '../../project/workspace';


test('a history is written as lines that people and tools can read, and nothing else is left', async () => {
  const file = new HistoryFile(temporaryFolder());
  expect(file.read()).toEqual(EMPTY);
  expect(await file.update((own) => merged(own, history(entry('b', 2))))).toEqual(history(entry('b', 2)));
  await file.update((own) => merged(own, history(entry('a', 1))));
  expect(readFileSync(file.path, 'utf8')).toBe(linesOf(entry('a', 1), entry('b', 2)));
  expect(readdirSync(file.folder)).toEqual(['history.jsonl']);
});

test('a line that a killed process tore does not tear the next one, and stays', async () => {
  const root = write(temporaryFolder(), { '.bundle-history/history.jsonl': `${linesOf(entry('a', 1))}{"schemaVersion":1,"com` });
  const file = new HistoryFile(root);
  const { entries, unreadable } = await file.update((own) => merged(own, history(entry('b', 2))));
  expect(entries).toEqual([entry('a', 1), entry('b', 2)]);
  expect(unreadable).toEqual([{ number: 1, text: '{"schemaVersion":1,"com' }]);
  expect(file.read()).toEqual({ entries, unreadable });
});

test('processes that write at once lose nothing, and nobody reads half a file', async () => {
  const root = temporaryFolder();
  const script = join(root, 'add.ts');
  write(root, {
    'add.ts': `import { HistoryFile } from ${JSON.stringify(join(KIT, 'src/testing/history/history-file.ts'))};
import { merged } from ${JSON.stringify(join(KIT, 'src/testing/history/history.ts'))};
void (async () => {
  for (let i = 0; i < 8; i++) {
    const entry = { ...${JSON.stringify(entry('x', 1))}, commit: process.argv[2] + '-' + i };
    await new HistoryFile(${JSON.stringify(root)}).update((own) => merged(own, { entries: [entry as never], unreadable: [] }));
  }
})();\n`,
  });
  const file = new HistoryFile(root);
  let reading = true;
  const reader = (async () => {
    for (; reading; await new Promise((done) => setTimeout(done, 5))) expect(file.read().unreadable).toEqual([]);
  })();
  const writers = ['a', 'b', 'c', 'd'];
  const finished = await Promise.all(writers.map((name) => runNode([...TYPESCRIPT, script, name], {}, KIT)));
  reading = false;
  await reader;
  expect(finished.map(({ code, stderr }) => ({ code, stderr }))).toEqual(writers.map(() => ({ code: 0, stderr: '' })));
  expect(file.read().entries.map(({ commit }) => commit).sort()).toEqual(writers.flatMap((name) => Array.from({ length: 8 }, (_, i) => `${name}-${i}`)));
});

test('a folder that cannot be written is named', async () => {
  const root = write(temporaryFolder(), { '.bundle-history': 'a file' });
  expect(await failureOf(() => new HistoryFile(root).update((own) => own))).toMatchObject({ code: 73, where: join(root, '.bundle-history'), message: expect.stringContaining('cannot be read or written') });
  const unreadable = write(temporaryFolder(), { '.bundle-history/history.jsonl/x': '' });
  expect(await failureOf(() => new HistoryFile(unreadable).read())).toMatchObject({ code: 73 });
});

test('a change that fails leaves what was there', async () => {
  const file = new HistoryFile(write(temporaryFolder(), { '.bundle-history/history.jsonl': linesOf(entry('a', 1)) }));
  await expect(file.update(() => { throw new Error('no'); })).rejects.toThrow('no');
  expect(file.read().entries.map(({ commit }) => commit)).toEqual([commitId('a')]);
  expect(existsSync(join(file.folder, '.held'))).toBe(false);
});
