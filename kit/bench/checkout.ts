import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_CONSTRUCT } from './apps';
import { timed } from './process';
import { KIT, REPOSITORY, TYPESCRIPT, linkPackages, listBundles } from './project';
import { type Row, seconds, timesAsLong } from './rows';
import { PROGRAM } from '../src/kernel/program';
import type { Progress } from '../src/kernel/progress';

/** The commands of a project as it is made new. */
export async function measureCheckout(folder: string, runs: number, progress: Progress): Promise<Row[]> {
  const [ours, plain] = [join(folder, 'ours'), join(folder, 'plain')];
  await progress.during('two projects of the starter', async () => {
    for (const copy of [ours, plain]) {
      cpSync(join(KIT, 'starter'), copy, { recursive: true });
      linkPackages(copy);
      await timed({ program: process.execPath, args: [...TYPESCRIPT, '.projenrc.ts'], cwd: copy, env: { PROJEN_DISABLE_POST: 'true' } });
    }
  });
  const [start, generate, synth, plainSynth, tested, first, again]: number[][] = [[], [], [], [], [], [], []];
  for (let run = 1; run <= runs; run++) {
    for (const made of ['.toolchain', '.bundle-cache', 'cdk.out']) rmSync(join(ours, made), { recursive: true, force: true });
    first.push(await progress.during(`${run}/${runs} npx projen local, the first time`, () => projen(ours, ['local'])));
    again.push(await progress.during(`${run}/${runs} npx projen local, again`, () => projen(ours, ['local'])));
    tested.push(await progress.during(`${run}/${runs} npx projen test`, () => projen(ours, ['test'])));
  }
  await progress.during('synths to be warm', async () => {
    await projen(ours, ['synth']);
    await listBundles(ours, { BUNDLING_PURPOSE: 'develop' });
    cpSync(join(ours, 'folders.json'), join(plain, 'folders.json'));
    usePlainConstruct(plain);
    await projen(plain, ['synth']);
  });
  for (let run = 1; run <= runs; run++) {
    await progress.during(`${run}/${runs} npx projen, and warm synths in turn`, async () => {
      start.push((await timed({ program: process.execPath, args: [PROGRAM, '--help'], cwd: ours })).seconds);
      generate.push(await projen(REPOSITORY, []));
      synth.push(await projen(ours, ['synth']));
      plainSynth.push(await projen(plain, ['synth']));
    });
  }
  return [
    seconds('`python-lambda --help`', start, 0.25),
    seconds('`npx projen`, nothing to change', generate, 2.5),
    timesAsLong('`npx projen synth`, warm, and with plain assets', synth, plainSynth, 1.3),
    seconds('`npx projen test` of the starter', tested, 30),
    seconds('`npx projen local`, installed and never run', first, 25),
    seconds('`npx projen local`, again', again, 25),
  ];
}

async function projen(cwd: string, args: string[]): Promise<number> {
  return (await timed({ program: 'npx', args: ['projen', ...args], cwd })).seconds;
}

/** The same stack, on a construct that takes ready folders. */
function usePlainConstruct(project: string): void {
  writeFileSync(join(project, 'src/plain-function.ts'), PLAIN_CONSTRUCT);
  const stack = join(project, 'src/starter-stack.ts');
  writeFileSync(stack, readFileSync(stack, 'utf8').replace("'python-lambda-kit/constructs'", "'./plain-function'"));
}
