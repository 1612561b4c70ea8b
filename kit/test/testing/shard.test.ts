import { ExitCode } from '../../src/kernel/failure';
import { WHOLE, inShard, shardOf } from '../../src/testing/shard';
import { failureOf } from '../project/workspace';

const NODE = { index: '2', total: '3' };

test.each([
  ['what is asked for', '2/5', {}, { index: 2, total: 5 }],
  ['what is asked for, whatever GitLab says', '1/1', NODE, { index: 1, total: 1 }],
  ["GitLab's parallel", undefined, NODE, { index: 2, total: 3 }],
  ['everything where nobody says anything', undefined, {}, WHOLE],
  ['everything in a job that is not parallel', undefined, { total: '1' }, WHOLE],
])('a shard is %s', (_, asked, node, shard) => {
  expect(shardOf(asked, node)).toEqual(shard);
});

test.each(['0/5', '6/5', '2', '2/', 'a/b', '-1/2', '1/2/3', '1.5/2'])('%s is none', async (asked) => {
  expect(await failureOf(async () => shardOf(asked, {}))).toMatchObject({ code: ExitCode.USAGE, where: '--shard' });
});

test.each([1, 2, 3, 7])('%d shards have every function once, and about as many each', (total) => {
  const functions = ['a', 'b', 'c', 'd', 'e'];
  const shards = Array.from({ length: total }, (_, i) => inShard(functions, { index: i + 1, total }));
  expect(shards.flat().sort()).toEqual(functions);
  expect(Math.max(...shards.map((one) => one.length)) - Math.min(...shards.map((one) => one.length))).toBeLessThanOrEqual(1);
});
