import { timed } from './process';
import { Project } from './project';
import { type Row, seconds } from './rows';
import { PROGRAM } from '../src/kernel/program';
import type { Progress } from '../src/kernel/progress';

const COUNT = 30;

/** The whole command, for functions that are bundled already. */
export async function measureGuard(folder: string, runs: number, progress: Progress): Promise<Row[]> {
  const project = await Project.many(folder, COUNT);
  await progress.during(`an assembly of ${COUNT} functions`, () => project.synth('main', { BUNDLING_MODE: 'local' }));
  const samples: number[] = [];
  for (let run = 1; run <= runs; run++) {
    await progress.during(`${run}/${runs} guard`, async () => {
      const { seconds: taken } = await timed({ program: process.execPath, args: [PROGRAM, 'guard', 'development', '--app', 'cdk.out/main'], cwd: folder });
      samples.push(taken);
    });
  }
  return [seconds(`\`npx projen guard\` of ${COUNT} functions`, samples, 1)];
}
