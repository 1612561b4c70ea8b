import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Description } from '../../../src/bundling/store/description';
import { Store } from '../../../src/bundling/store/store';
import { holding } from '../../../src/bundling/store/store-lock';
import { Child } from '../../project/child';
import { KIT, TYPESCRIPT } from '../../project/places';
import { failureOf, temporaryFolder, write } from '../../project/workspace';


const KEY = `local-${'1'.repeat(64)}`;
const DESCRIPTION: Description = { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };

const newRoot = () => join(temporaryFolder(), 'cache');

/** A real process that holds the store, is in the middle of making a tree, and never ends by itself. */
async function builder(root: string): Promise<Child> {
  const program = join(write(temporaryFolder(), {
    'hold.ts': `import { writeFileSync } from 'node:fs';
      import { Store } from '${KIT}/src/bundling/store/store';
      const store = new Store(process.argv[2]);
      void store.exclusively(() => store.publish('${KEY}', async (directory) => {
        writeFileSync(directory + '/half.py', '');
        console.log('half of it is made');
        setInterval(() => undefined, 1000);
        return new Promise(() => undefined);
      }));`,
  }), 'hold.ts');
  const child = Child.node([...TYPESCRIPT, program, root], { cwd: KIT });
  await child.printed(/half of it is made/);
  return child;
}

const scratch = (root: string) => readdirSync(root).filter((name) => name.startsWith('.building-'));
const held = (root: string) => join(root, '.held');

/** Nobody who would not wait is let in. */
async function expectHeld(root: string): Promise<void> {
  const failure = await failureOf(() => holding(root, async () => undefined, { waitMs: 0 }));
  expect(failure).toMatchObject({ code: 75, where: root });
}

describe('one that holds the store', () => {
  test('makes the next one wait, and lets it in afterwards', async () => {
    const root = newRoot();
    const order: string[] = [];
    let second: Promise<unknown> | undefined;
    await new Store(root).exclusively(async () => {
      order.push('first begins');
      second = new Store(root).exclusively(async () => { order.push('second begins'); });
      await expectHeld(root);
      order.push('first ends');
    });
    await second;
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
    const child = await builder(root);
    child.kill();
    await child.ended();
  });

  test('is not taken for dead at once, but after it gave no sign of life for a while', async () => {
    await expectHeld(root);
    const past = new Date(Date.now() - 11_000); // instead of waiting for them
    utimesSync(held(root), past, past);
    expect(await new Store(root).exclusively(async () => 'entered')).toBe('entered');
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
