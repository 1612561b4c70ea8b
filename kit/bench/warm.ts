import { Project } from './project';
import { type Row, secondsMore, timesAsLong } from './rows';
import type { Progress } from '../src/kernel/progress';

const LOCAL = { BUNDLING_MODE: 'local' };
/** A synth is short, so more of them are cheap, and a busy machine needs them. */
const ROUNDS = 3;

/** 200 functions whose bundles are there already. */
export async function measureMany(folder: string, runs: number, progress: Progress): Promise<Row[]> {
  const project = await Project.many(folder, 200);
  await progress.during('200 bundles and synths to be warm', async () => {
    await project.synth('main', LOCAL);
    await project.listBundles();
    for (const app of ['main', 'plain'] as const) await project.synth(app, LOCAL);
  });
  const [ours, plain]: number[][] = [[], []];
  for (let run = 1; run <= runs; run++) {
    await progress.during(`${run}/${runs} warm synths of 200 functions in turn`, async () => {
      ours.push(await project.synth('main', LOCAL));
      plain.push(await project.synth('plain', LOCAL));
    });
  }
  return [timesAsLong('warm synth of 200 functions, and with plain assets', ours, plain, 1.5)];
}

/** Ten functions whose bundles are there already, and then one edited line. The sides take turns. */
export async function measureWarm(project: Project, runs: number, progress: Progress): Promise<Row[]> {
  await project.clear();
  await progress.during('bundles and synths to be warm', async () => {
    await project.synth('main', LOCAL);
    await project.listBundles();
    for (const app of ['main', 'plain', 'hashed'] as const) await project.synth(app, LOCAL);
  });
  const [ours, plain, hashed, edited, warm]: number[][] = [[], [], [], [], []];
  for (let run = 1; run <= runs * ROUNDS; run++) {
    await progress.during(`${run}/${runs * ROUNDS} warm synths in turn`, async () => {
      ours.push(await project.synth('main', LOCAL));
      plain.push(await project.synth('plain', LOCAL));
      hashed.push(await project.synth('hashed', LOCAL));
    });
  }
  for (let run = 1; run <= runs; run++) {
    await progress.during(`${run}/${runs} an edited line`, async () => {
      project.editHandler();
      edited.push(await project.synth('main', LOCAL));
      warm.push(await project.synth('main', LOCAL));
    });
  }
  return [
    secondsMore('synth after one edited line, and warm', edited, warm, 0.3),
    timesAsLong('warm synth, and with plain assets', ours, plain, 1.15),
    timesAsLong('warm synth, and with plain assets of given hashes', ours, hashed),
  ];
}
