import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Description, Store } from '../../../src/bundling/store/store';
import { KIT, TYPESCRIPT } from '../../project/places';
import { eventually, temporaryFolder, write } from '../../project/workspace';

jest.setTimeout(30_000);

const KEY = `local-${'1'.repeat(64)}`;
const DESCRIPTION: Description = { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };

const newRoot = () => join(temporaryFolder(), 'cache');

/** A real process that holds the store, is in the middle of making a tree, and never ends by itself. */
async function builder(root: string): Promise<ChildProcess> {
  const program = join(write(temporaryFolder(), {
    'hold.ts': `import { writeFileSync } from 'node:fs';
      import { Store } from '${KIT}/src/bundling/store/store';
      const store = new Store(process.argv[2]);
      void store.exclusively(() => store.publish('${KEY}', async (directory) => {
        writeFileSync(directory + '/half.py', '');
        setInterval(() => undefined, 1000);
        return new Promise(() => undefined);
      }));`,
  }), 'hold.ts');
  const child = spawn(process.execPath, [...TYPESCRIPT, program, root], { cwd: KIT, stdio: 'ignore' });
  await eventually(() => scratch(root).length > 0 && readdirSync(join(root, scratch(root)[0], 'files')).length > 0, 15);
  return child;
}

const scratch = (root: string) => (existsSync(root) ? readdirSync(root).filter((name) => name.startsWith('.building-')) : []);
const held = (root: string) => join(root, '.held');

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

describe('one that holds the store', () => {
  test('makes the next one wait, and lets it in afterwards', async () => {
    const root = newRoot();
    const order: string[] = [];
    let finish = () => {};
    const first = new Store(root).exclusively(async () => {
      order.push('first begins');
      await new Promise<void>((resolve) => { finish = resolve; });
      order.push('first ends');
    });
    await eventually(() => order.length === 1);
    const second = new Store(root).exclusively(async () => { order.push('second begins'); });
    await new Promise((resolve) => setTimeout(resolve, 600)); // three times as long as the second takes to look again
    expect(order).toEqual(['first begins']);
    finish();
    await Promise.all([first, second]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins']);
  });

  test('leaves no trace of that, whether its work succeeds or not', async () => {
    const root = newRoot();
    expect(await new Store(root).exclusively(async () => readdirSync(root))).toEqual(['.held']);
    await expect(new Store(root).exclusively(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readdirSync(root)).toEqual([]);
  });

  test('does not keep others from reading', async () => {
    const store = new Store(newRoot());
    await store.publish(KEY, async () => DESCRIPTION);
    await store.exclusively(async () => {
      expect(new Store((store as unknown as { root: string }).root).find(KEY)).toBeDefined();
    });
  });
});

describe('one that was killed while it held the store', () => {
  let root: string;

  beforeEach(async () => {
    root = newRoot();
    await kill(await builder(root));
  });

  test('is not taken for dead at once, but after it gave no sign of life for a while', async () => {
    let entered = false;
    const next = new Store(root).exclusively(async () => { entered = true; });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(entered).toBe(false);
    const past = new Date(Date.now() - 11_000); // instead of waiting for them
    utimesSync(held(root), past, past);
    await next;
    expect(entered).toBe(true);
    expect(existsSync(held(root))).toBe(false);
  });

  test('leaves half a tree, which nobody finds, and which the next one clears away', async () => {
    expect(scratch(root)).toHaveLength(1);
    const store = new Store(root);
    expect(store.find(KEY)).toBeUndefined();
    const past = new Date(Date.now() - 11_000);
    utimesSync(held(root), past, past);
    await store.exclusively(async () => {
      expect(scratch(root)).toEqual([]);
      await store.publish(KEY, async () => DESCRIPTION);
    });
    expect(readdirSync(root)).toEqual([KEY]);
  });
});
