import { cpSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_CONSTRUCT } from './apps';
import { timed } from './process';
import { CHECKOUT, listBundles } from './project';
import { type Row, seconds, timesAsLong } from './rows';
import type { Progress } from '../src/kernel/progress';

/** The commands of this very project, in a copy of the checkout: the numbers are its own, and nothing in it changes. */
export async function measureCheckout(folder: string, runs: number, progress: Progress): Promise<Row[]> {
  const [ours, plain] = [join(folder, 'ours'), join(folder, 'plain')];
  await progress.during('a copy of the checkout', async () => {
    const files = (await timed({ program: 'git', args: ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], cwd: CHECKOUT })).stdout;
    for (const copy of [ours, plain]) copyCheckout(copy, files.split('\0').filter(Boolean));
    await projen(ours, []); // of files that someone has not regenerated
  });
  const [generate, synth, plainSynth, first, again]: number[][] = [[], [], [], [], []];
  for (let run = 1; run <= runs; run++) {
    for (const made of ['.toolchain', '.bundle-cache', 'cdk.out']) rmSync(join(ours, made), { recursive: true, force: true });
    first.push(await progress.during(`${run}/${runs} npx projen local, the first time`, () => projen(ours, ['local'])));
    again.push(await progress.during(`${run}/${runs} npx projen local, again`, () => projen(ours, ['local'])));
  }
  await progress.during('synths to be warm', async () => {
    await projen(ours, ['synth']);
    await listBundles(ours, { BUNDLING_PURPOSE: 'develop' });
    cpSync(join(ours, 'folders.json'), join(plain, 'folders.json'));
    writeFileSync(join(plain, 'src/constructs/python-function.ts'), PLAIN_CONSTRUCT);
    await projen(plain, ['synth']);
  });
  for (let run = 1; run <= runs; run++) {
    await progress.during(`${run}/${runs} npx projen, and warm synths in turn`, async () => {
      generate.push(await projen(ours, []));
      synth.push(await projen(ours, ['synth']));
      plainSynth.push(await projen(plain, ['synth']));
    });
  }
  return [
    seconds('`npx projen`, nothing to change', generate, 2.5),
    timesAsLong('`npx projen synth`, warm, and with plain assets', synth, plainSynth, 1.3),
    seconds('`npx projen local`, installed and never run', first, 25),
    seconds('`npx projen local`, again', again, 25),
  ];
}

/** What npm installs is linked to, and must not be installed anew through the link. */
async function projen(cwd: string, args: string[]): Promise<number> {
  return (await timed({ program: 'npx', args: ['projen', ...args], cwd, env: { PROJEN_DISABLE_POST: 'true' } })).seconds;
}

function copyCheckout(to: string, files: readonly string[]): void {
  for (const file of files) if (file !== 'node_modules' && existsSync(join(CHECKOUT, file))) cpSync(join(CHECKOUT, file), join(to, file));
  symlinkSync(join(CHECKOUT, 'node_modules'), join(to, 'node_modules'));
}
