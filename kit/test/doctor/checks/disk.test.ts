import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { disk, judgeDisk } from '../../../src/doctor/checks/disk';
import { KIT } from '../../project/places';
import { temporaryFolder } from '../../project/workspace';
import { examination } from '../examination';

test.each([[72_000, 'ok'], [500, 'ok'], [499, 'warning'], [64, 'warning'], [63, 'failed'], [0, 'failed']])('%d MB are %s', (megabytes, state) => {
  expect(judgeDisk([{ folder: '/a', megabytes: 9_999 }, { folder: '/b', megabytes }])).toMatchObject({ state, ...(state !== 'ok' && { code: 'DIND30' }) });
});

test('each folder is told', () => {
  expect(judgeDisk([{ folder: '/a', megabytes: 72_900 }, { folder: '/b', megabytes: 812.7 }]).what).toBe('72 GB free in /a, 812 MB free in /b');
});

test('this machine has room, and nothing is left behind', async () => {
  const temporary = temporaryFolder();
  expect(await disk.run(examination({ root: KIT, temporary }))).toMatchObject([{ id: 'disk', what: expect.stringContaining(`free in ${temporary}`) }]);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a TMPDIR that is not there is DIND36', async () => {
  const temporary = join(temporaryFolder(), 'absent');
  expect(await disk.run(examination({ root: KIT, temporary }))).toMatchObject([{ state: 'failed', code: 'DIND36', what: expect.stringContaining('ENOENT') }]);
});
