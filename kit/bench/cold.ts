import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGE } from './apps';
import type { Project } from './project';
import { type Row, notMeasured, timesFaster } from './rows';
import { docker, dockerTrouble } from '../src/docker/docker';
import type { Progress } from '../src/kernel/progress';

const LOCAL = 'cold synth, local, nothing downloaded';
const WARM = 'cold synth, local, downloads at hand';
const DOCKER = 'cold synth, Docker, nothing downloaded';

/**
 * Ten functions from an empty store and an empty `cdk.out`, side by side with the CDK recipe. Nothing of the
 * recipe outlives its containers, so it downloads each time, whatever the other side has at hand.
 */
export async function measureCold(project: Project, runs: number, progress: Progress): Promise<Row[]> {
  const trouble = await engineTrouble();
  const samples = { recipe: [] as number[], docker: [] as number[], cold: [] as number[], warm: [] as number[] };
  for (let run = 1; run <= runs; run++) {
    const measure = async (into: number[], title: string, app: 'main' | 'recipe', mode: string) => {
      await project.clear();
      into.push(await progress.during(`${run}/${runs} ${title}`, () => project.synth(app, { BUNDLING_MODE: mode })));
    };
    rmSync(join(project.root, 'uv-cache'), { recursive: true, force: true });
    await measure(samples.cold, LOCAL, 'main', 'local');
    await measure(samples.warm, WARM, 'main', 'local');
    if (trouble) continue;
    await measure(samples.docker, DOCKER, 'main', 'docker');
    await measure(samples.recipe, 'cold synth, CDK recipe', 'recipe', 'skip');
  }
  if (trouble) return [[LOCAL, 10], [WARM, 10], [DOCKER, 5]].map(([what, target]) => notMeasured(String(what), `≥ ${target} times`, trouble));
  return [
    timesFaster(LOCAL, samples.cold, samples.recipe, 10),
    timesFaster(WARM, samples.warm, samples.recipe, 10),
    timesFaster(DOCKER, samples.docker, samples.recipe, 5),
  ];
}

/** Both sides find the image on the machine. */
async function engineTrouble(): Promise<string | undefined> {
  if (await dockerTrouble()) return 'no Docker engine';
  if ((await docker(['image', 'inspect', IMAGE], 30)).code === 0) return undefined;
  return (await docker(['pull', IMAGE], 900)).code === 0 ? undefined : `no image ${IMAGE}`;
}
