import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND } from '../../reference/page';
import { KIT, TYPESCRIPT } from '../project/places';
import { temporaryFolder } from '../project/synth';

jest.setTimeout(60_000);

const REFERENCE = join(KIT, 'docs/reference');

test(`the pages in docs/reference are as ${COMMAND} makes them`, () => {
  const made = temporaryFolder();
  execFileSync(process.execPath, [...TYPESCRIPT, join(KIT, 'reference/main.ts'), made], { cwd: KIT, timeout: 50_000, stdio: ['ignore', 'ignore', 'inherit'] });
  expect(readdirSync(made).sort()).toEqual(readdirSync(REFERENCE).sort());
  const stale = readdirSync(made).filter((file) => readFileSync(join(made, file), 'utf8') !== readFileSync(join(REFERENCE, file), 'utf8'));
  if (stale.length > 0) throw new Error(`${stale.join(' and ')} of docs/reference: the code has changed since. Run ${COMMAND}, and commit what it writes.`);
});
