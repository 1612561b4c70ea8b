import { setTimeout as wait } from 'node:timers/promises';
import { inParallel } from '../../src/kernel/parallel';

test.each([[1, 1], [2, 2], [9, 4]])('with a limit of %d, %d run at the same time, and the results are in their order', async (limit, most) => {
  let running = 0;
  let peak = 0;
  const results = await inParallel(limit, [30, 5, 20, 1], async (ms) => {
    peak = Math.max(peak, ++running);
    await wait(ms);
    running--;
    return ms;
  });
  expect(results).toEqual([30, 5, 20, 1]);
  expect(peak).toBe(most);
});

test('an error ends it', async () => {
  await expect(inParallel(2, [1, 2], async (n) => { if (n === 2) throw new Error('no'); })).rejects.toThrow('no');
});
