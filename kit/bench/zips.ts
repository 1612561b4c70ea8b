import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FUNCTIONS } from './apps';
import { timed } from './process';
import { KIT, Project, TYPESCRIPT } from './project';
import { type Row, timesAsLong, timesFaster } from './rows';
import type { Progress } from '../src/kernel/progress';

/** Copies of the bundle of 52 MB that make a tree of about these megabytes: no compressor sees that one file is another's. */
const COPIES = { 100: 2, 400: 8 } as const;

/** Only the zips: what the CDK's CLI makes of a folder when it uploads it, and what is in the store here before a synth. */
export async function measureZips(folder: string, runs: number, progress: Progress): Promise<Row[]> {
  const project = await Project.create(folder);
  await progress.during('trees of 100 and 400 MB', async () => {
    await project.synth('main', { BUNDLING_MODE: 'local' });
    await project.listBundles();
    for (const [name, copies] of Object.entries(COPIES)) copyBundle(project.root, join(folder, name), copies);
  });
  const samples = { shared: pair(), cold: pair(), edited: pair() };
  const [small, large] = [join(folder, '100'), join(folder, '400')];
  const [set, zip] = [join(folder, 'set.zip'), join(folder, 'made.zip')];
  for (let run = 1; run <= runs; run++) {
    await progress.during(`${run}/${runs} zips of ten functions that share 100 MB`, async () => {
      let seconds = await zipped('ours', small, set);
      for (const _ of FUNCTIONS) seconds += await zipped('ours', small, zip, set, 'handler.py');
      samples.shared.ours.push(seconds);
      seconds = 0;
      for (const _ of FUNCTIONS) seconds += await zipped('cdk', small, zip);
      samples.shared.theirs.push(seconds);
    });
    await progress.during(`${run}/${runs} a zip of 400 MB, and after an edited line`, async () => {
      samples.cold.ours.push(await zipped('ours', large, set));
      const theirs = await zipped('cdk', large, zip);
      samples.cold.theirs.push(theirs);
      appendFileSync(join(large, 'handler.py'), '# edit\n');
      samples.edited.ours.push(await zipped('ours', large, zip, set, 'handler.py'));
      samples.edited.theirs.push(theirs);
    });
  }
  return [
    timesFaster('zips of ten functions that share 100 MB, nothing there', samples.shared.ours, samples.shared.theirs, 5),
    timesFaster('zip of 400 MB after an edited line', samples.edited.ours, samples.edited.theirs, 5),
    timesAsLong('zip of 400 MB, nothing there', samples.cold.ours, samples.cold.theirs, 1),
  ];
}

function copyBundle(root: string, to: string, copies: number): void {
  const folders = JSON.parse(readFileSync(join(root, 'folders.json'), 'utf8')) as Record<string, { directory: string }>;
  for (let copy = 0; copy < copies; copy++) cpSync(folders[FUNCTIONS[0]].directory, join(to, `copy${copy}`), { recursive: true });
  writeFileSync(join(to, 'handler.py'), 'def handler(event, context): ...\n');
}

function pair(): { ours: number[]; theirs: number[] } {
  return { ours: [], theirs: [] };
}

async function zipped(...args: string[]): Promise<number> {
  const [, , zip] = args;
  rmSync(zip, { force: true });
  const { stdout } = await timed({ program: process.execPath, args: [...TYPESCRIPT, join(__dirname, 'zip-tree.ts'), ...args], cwd: KIT });
  return Number(stdout);
}
