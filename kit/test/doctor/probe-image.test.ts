import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarOfZeros } from '../../src/doctor/probe-image';
import { temporaryFolder } from '../project/workspace';

test('the archive is one that tar reads, whatever its size', () => {
  const archive = join(temporaryFolder(), 'image.tar');
  for (const size of [0, 1, 512, 100_000]) {
    writeFileSync(archive, tarOfZeros('space', size));
    expect(execFileSync('tar', ['-tvf', archive], { encoding: 'utf8' })).toMatch(new RegExp(`^-rw-r--r-- .* ${size} .* space\\n$`));
  }
});
