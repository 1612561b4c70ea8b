import { setTimeout as wait } from 'node:timers/promises';
import { Timeline } from '../../src/testing/timeline';
import { SilentProgress } from '../project/silent-progress';

test('remembers what took how long, what failed too, and hands values and lines on', async () => {
  const timeline = new Timeline(new SilentProgress());
  expect(await timeline.during('first', async () => wait(20, 7))).toBe(7);
  await expect(timeline.during('second', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const [first, second] = timeline.phases;
  expect([first.title, second.title]).toEqual(['first', 'second']);
  expect(first.endMs - first.startMs).toBeGreaterThanOrEqual(19);
  expect(second.startMs).toBeGreaterThanOrEqual(first.endMs);
});
