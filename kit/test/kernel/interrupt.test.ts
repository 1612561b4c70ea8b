import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withCleanup } from '../../src/kernel/interrupt';
import { Child } from '../project/child';
import { KIT, TYPESCRIPT } from '../project/places';
import { eventually, temporaryFolder, write } from '../project/workspace';

describe('a cleanup', () => {
  test('runs once after the work, whose value is handed on', async () => {
    let runs = 0;
    expect(await withCleanup(() => { runs++; }, async () => {
      expect(runs).toBe(0);
      return 42;
    })).toBe(42);
    expect(runs).toBe(1);
  });

  test('runs once after work that fails, whose error is handed on', async () => {
    let runs = 0;
    await expect(withCleanup(() => { runs++; }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(runs).toBe(1);
  });

  test('is waited for', async () => {
    let done = false;
    await withCleanup(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done = true;
    }, async () => undefined);
    expect(done).toBe(true);
  });

  test('of inner work runs before that of outer work', async () => {
    const order: string[] = [];
    await withCleanup(() => { order.push('outer'); }, () => withCleanup(() => { order.push('inner'); }, async () => undefined));
    expect(order).toEqual(['inner', 'outer']);
  });
});

/** A process of its own with a half-made bundle, a child that would run for ever, and a cleanup that takes a while. */
function startWork(folder: string): Child {
  write(folder, {
    'work.ts': `
      import { appendFileSync } from 'node:fs';
      import { withCleanup } from '${KIT}/src/kernel/interrupt';
      import { Store } from '${KIT}/src/bundling/store/store';
      import { run } from '${KIT}/src/kernel/subprocess';
      const log = (text: string) => appendFileSync('${folder}/log', text + '\\n');
      const later = () => new Promise<void>((resolve) => setTimeout(() => { log('cleaned'); resolve(); }, 100));
      void withCleanup(later, () => new Store('${folder}/cache').publish('local-1', async (directory) => {
        await run(process.execPath, ['-e', "require('fs').writeFileSync('half', ''); console.log('pid ' + process.pid); setInterval(() => {}, 1000)"],
          { deadlineSeconds: 60, cwd: directory, onLine: (line) => console.log(line) });
        return { mode: 'local', pythonVersion: '3.13', architecture: 'x86_64', packages: [] };
      })).then(() => log('went on'), () => log('failed'));`,
  });
  return Child.node([...TYPESCRIPT, join(folder, 'work.ts')], { cwd: KIT });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a process that is told to stop', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const)(
    'by %s ends its children, takes its half-made bundle away, waits for its cleanups, and exits with %i', async (signal, code) => {
      const folder = temporaryFolder();
      const work = startWork(folder);
      const [, pid] = await work.printed(/pid (\d+)\n/);
      expect(readdirSync(join(folder, 'cache'))).toEqual([expect.stringMatching(/^\.building-/)]);
      work.kill(signal);
      expect(await work.ended()).toMatchObject({ code, signal: null });
      expect(readdirSync(join(folder, 'cache'))).toEqual([]);
      expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('cleaned\n'); // and its work did not go on
      await eventually(() => !isAlive(Number(pid)));
    });
});
